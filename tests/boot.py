"""One boot of the kernel in QEMU with some tests in it, followed on its serial console.

tests/init.c describes what is to be read there.
"""
import json
import os
import re
import secrets
import select
import subprocess
from dataclasses import dataclass, field

from patience import OwnTime
from proof import proof_for, proves

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build")
SCRATCH = os.path.join(BUILD, "tests-run")

PROGRAMS = f"{BUILD}/root/tests", f"{BUILD}/real/tests"  # as they are on the disks
INIT = f"{PROGRAMS[0]}/init"

# Seconds of QEMU's own time (see patience.py):
START_LIMIT = 60  # until the first test begins, and from one test to the next
PANIC_LIMIT = 5  # to say why
PANIC_STATUS = 129  # QEMU's, by the kernel's wish
MENDED = 1  # e2fsck's status
FAILURES_MAX = 63  # as init counts

BOOTS = {  # parameters of the kernel; the disk, whose block sizes differ; MiB of swap
    "roomy": ("root=hda", "root-4096.img", 0),
    "stops": ("root=hda nocheck", "root-4096.img", 0),  # counts instructions: see below
    "small": ("root=hda mem=16", "root-2048.img", 0),
    "swap": ("root=hda mem=16 swap=hdb", "root-4096.img", 64),
    "half": ("root=hda mem=32 swap=hdb", "root-1024.img", 32),
    "tight": ("root=hda mem=32 ahead=0 around=1", "root-2048.img", 0),
    "fifo": ("root=hda mem=16 swap=hdb evict=fifo ahead=0", "root-2048.img", 64),
    "random": ("root=hda mem=16 swap=hdb evict=random eager", "root-4096.img", 64),
    "eager": ("root=hda swap=hdb eager", "root-1024.img", 64),
    "ram": ("root=ram", None, 0),
    "clock": ("root=ram", None, 0),  # counts instructions, too
    "errors": ("root=hda mem=16 swap=hdb", "root-4096.img", 64),  # with disks that fail: see below
    "flushes": ("root=hda", "root-4096.img", 0),  # with a cache that isn't always emptied: see below
    "damaged": ("root=hda", "root-4096.img", 0),  # with a disk that e2fsck would mend
    "trace": ("root=hda mem=16 swap=hdb trace", "root-1024.img", 64),
    "strace": ("root=hda strace=trace_calls", "root-1024.img", 0),
    "core": ("root=hda", "root-4096.img", 0),  # the core alone, without kernel/linux
    "core-swap": ("root=hda mem=16 swap=hdb", "root-1024.img", 64),
    "core-ram": ("root=ram", None, 0),
    "box": ("root=hda", "box.img", 0),  # with Debian's busybox
    "box-swap": ("root=hda mem=16 swap=hdb", "box.img", 64),
    "box-eager": ("root=hda eager", "box.img", 0),
}


def is_core(configuration):
    return configuration.split("-")[0] == "core"


# Clocks that count instructions, not the time of a machine that has others to serve: 2 ns each. While
# all processes sleep, the first one goes by the host's time, or the disk would never answer in time;
# the second jumps to what they wait for.
OPTIONS = {"stops": ["-m", "1024", "-icount", "shift=1"],
           "clock": ["-icount", "shift=1,sleep=off"]}

# What cannot be read or written in the boot "errors": a block of a file, a page of the swap disk.
BLOCK = 4096
BAD_BLOCKS = (("read", "/tests/data/dense", 5), ("write", "/tests/data/dense", 9),
              ("read", "/tests/data/many", 0))
BAD_SLOTS = (("write", 3), ("write", 4), ("write", 40), ("read", 1500))


# How many flushes fail in the boot "flushes", beginning with the second: the first is the mount's.
BAD_FLUSHES = 8


def block_of(disk, path, number):
    done = subprocess.run(["debugfs", "-R", f"bmap {path} {number}", disk], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return int(done.stdout)


def contents_of(disk, path):
    return subprocess.run(["debugfs", "-R", f"cat {path}", disk], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


# Directories of the boot "damaged", by debugfs; and which of them are to have which as their "..".
DAMAGE = """mkdir damaged
mkdir damaged/circle
mkdir damaged/circle/x
mkdir damaged/other
mkdir damaged/above
mkdir damaged/above/below
ln damaged/above damaged/above/below/above
write /dev/null damaged/tables
write /dev/null damaged/removed
"""
# Files that have a block of the table of inodes.
WRONG_BLOCKS = "damaged/tables", "damaged/removed"
WRONG_PARENTS = ("damaged/circle", "damaged/circle"), ("/", "damaged/other")


def inode_of(disk, path):
    done = subprocess.run(["debugfs", "-R", f"stat {path}", disk], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return int(done.stdout.split()[1])


def damage(disk):
    where = subprocess.run(["debugfs", "-R", "imap <2>", disk], check=True, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True).stdout
    table = re.search(r"located at block (\d+)", where)[1]
    fields = "".join(f"sif {file} {field}\n" for file in WRONG_BLOCKS
                     for field in (f"block[0] {table}", f"size {BLOCK}", f"blocks {BLOCK // 512}"))
    subprocess.run(["debugfs", "-w", "-f", "-", disk], input=(DAMAGE + fields).encode(), check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(disk, "r+b") as file:
        for path, parent in WRONG_PARENTS:
            file.seek(block_of(disk, path, 0) * BLOCK + 12)  # behind "."
            file.write(inode_of(disk, parent).to_bytes(4, "little"))


def inject(rules, disk):
    """How QEMU is to open the disk, so that these rules make it fail."""
    path = disk + ".errors"
    with open(path, "w") as file:
        file.write(rules)
    return with_flushes("blkdebug", config=path, image=flushed_nowhere(disk))


def bad_blocks(blocks):
    return "".join(f'[inject-error]\nevent = "none"\niotype = "{kind}"\nerrno = "5"\n'
                   f'sector = "{block * BLOCK // 512}"\n' for kind, block in blocks)


def bad_flushes():
    return ('[set-state]\nevent = "flush_to_os"\nstate = "1"\nnew_state = "2"\n'
            + '[inject-error]\nevent = "flush_to_os"\nstate = "2"\niotype = "flush"\n'
              'errno = "5"\nonce = "on"\n' * BAD_FLUSHES)


def flushed_nowhere(path):
    return {"driver": "file", "filename": path, "cache": {"no-flush": True}}


def with_flushes(driver, **options):
    """How QEMU is to open a disk, so that this driver gets to know of flushes, though nobody waits
    for the host's disk."""
    node = {"driver": driver, "cache": {"no-flush": False}, **options}
    return "json:" + json.dumps({"driver": "raw", "file": node}).replace(",", ",,")


def make_swap(name, megabytes):
    """A swap disk as mkswap makes it; its path."""
    path = os.path.join(SCRATCH, name + ".swap")
    with open(path, "wb") as disk:
        disk.truncate(megabytes << 20)
    os.chmod(path, 0o600)
    subprocess.run(["mkswap", path], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return path


def e2fsck(option, disk):
    done = subprocess.run(["e2fsck", option, disk], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.splitlines()


def e2fsck_complaints(disk):
    status, said = e2fsck("-fn", disk)
    return said if status else []


def e2fsck_cannot_mend(disk):
    status, said = e2fsck("-fy", disk)
    return e2fsck_complaints(disk) if status in (0, MENDED) else said


@dataclass
class Outcome:
    """What a test did in a boot."""
    test: object  # what it is about: has a name, a program and a timeout
    output: bytes = b""
    console: list = field(default_factory=list)  # all lines since its begin
    why: str = None


def log_of(name):
    """Where the console of the machine of this name is kept."""
    return os.path.join(SCRATCH, name + ".log")


def copy_image(image, name):
    """A disk of its own for the machine of this name; its path. What is zero takes no space."""
    disk, size = os.path.join(SCRATCH, name + ".img"), 1 << 16
    with open(os.path.join(BUILD, image), "rb") as old, open(disk, "wb") as new:
        for piece in iter(lambda: old.read(size), b""):
            if piece.count(0) < len(piece):
                new.write(piece)
            else:
                new.seek(len(piece), os.SEEK_CUR)
        new.truncate(old.tell())
    return disk


def forget(name, *endings):
    """Removes files of the machine of this name."""
    for ending in endings:
        path = os.path.join(SCRATCH, name + ending)
        if os.path.exists(path):
            os.remove(path)


def drives(*images):
    """QEMU's options for these disks, of which some may be None."""
    return [option for index, image in enumerate(images) if image
            for option in ("-drive", f"file={image},format=raw,if=ide,index={index},media=disk,"
                           "cache=unsafe")]


def machine_command(name, parameters, disk, swap=None, kernel=f"{BUILD}/boot/pagoda.elf"):
    """QEMU with this kernel, whose console is still to be led somewhere. Without a disk its root is
    the RAM disk."""
    iso = os.path.join(SCRATCH, name + ".iso")
    ramdisk = "-" if disk else f"{BUILD}/ramdisk.img"
    subprocess.run([f"{ROOT}/scripts/mkiso", iso, kernel, ramdisk, parameters],
                   check=True)
    command = ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "256", "-no-reboot",
               "-display", "none", "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
               "-cdrom", iso, "-boot", "d"]
    return command + drives(disk, swap)


class Machine:
    """QEMU with a console that is read line by line."""
    running = set()

    def __init__(self, name, parameters, disk, swap, options=(), core=False):
        self.name = name
        path = os.path.join(SCRATCH, name)
        command = self.command(name, parameters, disk, swap, core)
        command += ["-serial", "mon:stdio", "-debugcon", f"file:{path}.trace", *options]
        self.log = open(log_of(name), "wb")
        self.has_swap = bool(swap)
        self.swapped = 0  # MiB of the swap disk that were ever written; known at the end
        self.rest = b""  # of what came, what no line's end has followed yet
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, bufsize=0)
        self.time = OwnTime(self.process.pid)
        Machine.running.add(self.process)

    def command(self, name, parameters, disk, swap, core):
        kernel = f"{BUILD}/{'core/' if core else ''}boot/pagoda.elf"
        return machine_command(name, parameters, disk, swap, kernel)

    def read_line(self, deadline):
        """The next line; None at the end. Raises TimeoutError when the machine is late."""
        while b"\n" not in self.rest:
            left = deadline - self.time.now()
            if left <= 0:
                raise TimeoutError
            if not select.select([self.process.stdout], [], [], min(left, 1))[0]:
                continue
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                return None
            self.log.write(chunk)
            self.rest += chunk
        line, _, self.rest = self.rest.partition(b"\n")
        return line[:-1] if line.endswith(b"\r") else line

    def interrupt(self):
        """Makes the kernel panic and so tell where it is: Ctrl-A C leads to QEMU's monitor."""
        self.process.stdin.write(b"\x01cnmi\n")

    def end(self):
        """QEMU's exit status, once it has ended or been killed."""
        status = self.process.wait()
        Machine.running.discard(self.process)
        self.process.stdin.close()
        self.process.stdout.close()
        self.log.close()
        if self.has_swap:
            self.swapped = os.stat(f"{SCRATCH}/{self.name}.swap").st_blocks * 512 >> 20
        forget(self.name, ".iso", ".swap")
        return status

    @classmethod
    def kill_all(cls):
        for process in list(cls.running):
            process.kill()
            process.wait()


class Boot:
    """One run of the machine. outcomes() yields those of the tests it comes to; then `why` says
    what was wrong with the boot itself, and `console` what it printed last, outside of tests."""

    def __init__(self, name, configuration, tests):
        self.tests = {test.program: test for test in tests}
        self.why = None
        parameters, image, swap = BOOTS[configuration]
        self.disk = copy_image(image, name) if image else None
        self.damaged = configuration == "damaged"
        if self.damaged:
            damage(self.disk)
        self.number = secrets.token_hex(8)
        names = " ".join([self.number, *self.tests])
        disk, swap = self.disk, make_swap(name, swap) if swap else None
        if configuration == "errors":
            disk = inject(bad_blocks((kind, block_of(disk, file, number))
                                     for kind, file, number in BAD_BLOCKS), disk)
            swap = inject(bad_blocks(BAD_SLOTS), swap)
        elif configuration == "flushes":
            disk = inject(bad_flushes(), disk)
        self.machine = Machine(name, f"{parameters} test init=/tests/init -- {names}", disk, swap,
                               options=OPTIONS.get(configuration, ()), core=is_core(configuration))
        self.console = []
        self.current = None  # the outcome of the test that runs
        self.failures = 0
        self.interrupted = False
        self.orderly = True  # the way the machine ended
        self.swapped_least = 0  # MiB

    def outcomes(self):
        self.allow(START_LIMIT)
        while (line := self.next_line()) is not None:
            if b"(qemu) " not in line:  # the monitor's
                self.console.append(line)
            if line.startswith(b"# begin "):
                self.begin(line)
            elif line.startswith(b"PANIC:"):
                self.blame(line.decode(errors="replace"))
                self.allow(PANIC_LIMIT)
            elif line.startswith(b"Bail out!"):  # init cannot go on
                self.blame(line.decode())
            elif self.current and self.take(line):
                yield self.finish()
                self.allow(START_LIMIT)
        self.judge_end(self.machine.end())
        if self.current:
            yield self.finish()

    def expect_swapped(self, megabytes):
        if self.machine.has_swap:
            self.swapped_least = max(self.swapped_least, megabytes)

    def stop(self):
        """Ends the machine before its time, if it still runs."""
        if self.machine.process in Machine.running:
            self.machine.process.kill()
            self.machine.end()
            self.orderly = False

    def allow(self, seconds):
        self.patience = seconds
        self.deadline = self.machine.time.now() + seconds

    def next_line(self):
        """The next line of the console; None at the end, which comes by force when it is late."""
        try:
            return self.machine.read_line(self.deadline)
        except TimeoutError:
            if self.interrupted:
                self.machine.process.kill()
                return None
        wanting = "no end" if self.current else "no test begins"
        self.blame(f"hang: {wanting} in {self.patience} s")
        self.machine.interrupt()
        self.interrupted = True
        self.allow(PANIC_LIMIT)
        return self.next_line()

    def begin(self, line):
        test = self.tests[line.decode().split()[2]]
        self.current = Outcome(test)
        self.console = self.current.console
        self.allow(test.timeout)

    def take(self, line):
        """Takes one line while a test runs; whether it is the verdict."""
        if line.startswith(b"| "):
            self.current.output += line[2:] + b"\n"
        elif line.startswith(b"|-"):
            self.current.output += line[2:]
        elif line.startswith(b"# "):
            self.blame(line[2:].decode())
        elif line.startswith(b"not ok "):
            self.failures += 1
            self.blame("not ok")
        is_verdict = line.startswith((b"ok ", b"not ok "))
        if is_verdict:
            self.check_proofs(line)
        return is_verdict

    def check_proofs(self, verdict):
        """Those of init and of the test, which is no part of its output for others."""
        outcome, program = self.current, self.current.test.program
        seed = f"{self.number} {program}"
        if not verdict.endswith(b" " + proof_for(INIT, seed)):
            self.blame("ok without init's proof that it ran (tests/proof.h)")
        path = next(filter(os.path.exists, (f"{folder}/{program.partition(':')[0]}"
                                            for folder in PROGRAMS)), None)
        if not path or not proves(path):
            return
        proof = b"\nproof " + proof_for(path, seed) + b"\n"
        if outcome.output.endswith(proof):
            outcome.output = outcome.output[:-len(proof)]
        else:
            self.blame("ok without the test's proof that it ran to its end (tests/proof.h)")

    def blame(self, why):
        """The first reason counts."""
        guilty = self.current or self
        guilty.why = guilty.why or why

    def finish(self):
        outcome, self.current = self.current, None
        self.console = []
        return outcome

    def judge_end(self, status):
        self.orderly = status > 0 and status != PANIC_STATUS and not self.current
        if status == PANIC_STATUS:
            self.blame("PANIC:")
        elif self.current or status == 0:
            self.blame(f"the machine stops (QEMU's status {status}): a triple fault?")
        elif status != 1 + 2 * min(self.failures, FAILURES_MAX):
            self.blame(f"QEMU's status is {status} after {self.failures} failures")
        elif self.machine.swapped < self.swapped_least:
            self.blame(f"only {self.machine.swapped} MiB have come to the swap disk, not"
                       f" {self.swapped_least}")

    def disk_complaints(self):
        """What is wrong with the disk: it lacks what init wrote, or e2fsck complains; of one that
        was damaged, or after a panic or a hang, what e2fsck cannot mend."""
        if not self.disk:
            return []
        whole = self.orderly and not self.damaged
        if self.orderly and not self.why:
            if contents_of(self.disk, "/proof") != proof_for(INIT, self.number) + b"\n":
                return [b"/proof on it is not what init wrote there"]
        return e2fsck_complaints(self.disk) if whole else e2fsck_cannot_mend(self.disk)
