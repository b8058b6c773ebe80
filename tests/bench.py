#!/usr/bin/env python3
"""What operations cost in instructions, in Pagoda and in Linux. Boots each in QEMU with a clock
that counts instructions, and runs the same program in both (tests/bench/bench.c).

    bench.py [--mem MIB] [--linux IMAGE] [--accept] [PATTERN...]

A pattern chooses a table (costs, growth, work, disk) or the rows that have it in their names. In the
table work only the kernel's instructions are counted, in the table disk requests to the disks. IMAGE is a Linux kernel,
FOLDER/boot/vmlinuz-VERSION; the modules that it needs to read the disk are looked for in
FOLDER/lib/modules/VERSION. Without it the kept figures stand for Linux. They are in
tests/bench/figures.txt, and --accept keeps those that were measured instead.
"""
import argparse
import glob
import math
import os
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # what is built goes to build/
from boot import (BUILD, ROOT, SCRATCH, Machine, copy_image, drives, forget,  # noqa: E402
                  log_of, make_swap)

PROGRAM = "/bench/bench"
FIGURES = f"{ROOT}/tests/bench/figures.txt"
TABLES = "costs", "growth", "work", "disk"
MEM = 256  # MiB
TOLERANCE = 1.05  # so much more an operation may cost than it did
LIMIT = 120  # seconds of QEMU's own time that a row may take
TIME = ", ms of the host"  # of a row that is not kept
SWAP = 512  # MiB: nothing must be dropped from it for lack of space
LINE = re.compile(r"bench: (\d+|-|disk) (.+)")
START = re.compile(r"started in (\d+) us")
START_ROW = "start: the kernel's entry to init"
WORK = re.compile(r"bench: work (\d+) (\d+) (.+)")
STATISTICS = re.compile(rb"ide0-hd\d: rd_bytes=(\d+) wr_bytes=(\d+) rd_operations=(\d+) "
                        rb"wr_operations=(\d+)")

# A nanosecond of the machine's time for each instruction. (While the machine sleeps, the host's
# clock counts: its disks are the host's, and would be late otherwise.) The processor has all that
# QEMU emulates but fast string moves.
CLOCK = ["-icount", "shift=0", "-rtc", "clock=vm", "-cpu", "max,erms=off,fsrm=off"]

# --- Linux ----------------------------------------------------------------------------------------

MODULES = "ata_piix", "sd_mod", "crc32c_generic", "ext4"  # to mount an ext2 on an IDE disk
# Pages of 4 KiB, as in Pagoda, and the time stamp counter as the clock.
LINUX_PARAMETERS = ("console=ttyS0 quiet mitigations=off transparent_hugepage=never tsc=reliable"
                    " rdinit=/init panic=-1")


def modules_in_order(folder):
    """The files of MODULES and of the modules that they depend on, each behind those it needs."""
    files = {os.path.basename(path)[:-3].replace("-", "_"): path
             for path in glob.glob(f"{folder}/kernel/**/*.ko", recursive=True)}
    ordered = []

    def add(name):
        path = files.get(name)
        if not path or path in ordered:
            return
        with open(path, "rb") as file:
            needed = re.search(rb"\0depends=([^\0]*)\0", file.read())
        for other in needed[1].decode().split(",") if needed else []:
            add(other.replace("-", "_"))
        ordered.append(path)

    for name in MODULES:
        add(name)
    return ordered


def cpio(entries):
    """An initramfs of these (name, mode, contents), in the format newc."""
    archive = b""
    for number, (name, mode, data) in enumerate([*entries, ("TRAILER!!!", 0, b"")]):
        fields = number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0
        archive += b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        archive += bytes(-len(archive) % 4) + data
        archive += bytes(-len(archive) % 4)
    return archive


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def write_initramfs(path, image):
    folder, name = os.path.split(image)
    modules = modules_in_order(f"{folder}/../lib/modules/{name.partition('-')[2]}")
    entries = [(folder, 0o40755, b"") for folder in ("dev", "root", "modules")]
    entries += [("init", 0o100755, contents(f"{BUILD}/tests/bench/linux_init"))]
    entries += [(f"modules/{number}", 0o100644, contents(module))
                for number, module in enumerate(modules)]
    with open(path, "wb") as file:
        file.write(cpio(entries))


class LinuxMachine(Machine):
    image = None  # the kernel

    def command(self, name, parameters, disk, swap, core):
        initramfs = f"{SCRATCH}/{name}.cpio"
        write_initramfs(initramfs, self.image)
        return ["qemu-system-x86_64", "-accel", "tcg", "-no-reboot", "-display", "none",
                "-kernel", self.image, "-initrd", initramfs, "-append", parameters,
                *drives(disk, swap)]


# --- Measuring ------------------------------------------------------------------------------------


def pagoda_machine(name, disk, swap, arguments, options):
    return Machine(name, f"root=hda swap=hdb init={PROGRAM} -- {arguments}", disk, swap, options)


def linux_machine(name, disk, swap, arguments, options):
    return LinuxMachine(name, f"{LINUX_PARAMETERS} -- {PROGRAM} {arguments}", disk, swap, options)


def request_counts(machine, deadline):
    """Bytes and requests that were read and written until now, of both disks together, and the host's
    time. QEMU's monitor, which is behind Ctrl-A C, knows them."""
    machine.process.stdin.write(b"\x01cinfo blockstats\n")
    disks = []
    while len(disks) < 2:
        found = STATISTICS.search(machine.read_line(deadline))
        disks += [map(int, found.groups())] if found else []
    machine.process.stdin.write(b"\x01c\n")
    return [sum(both) for both in zip(*disks)] + [int(time.monotonic() * 1000)]


def requests_of(row, before, after):
    """The number that the row's name asks for."""
    read_bytes, written_bytes, reads, writes, _ = (new - old for old, new in zip(before, after))
    count, size = (reads, read_bytes) if "reads" in row else (writes, written_bytes)
    return count * 2**20 // max(size, 1) if row.endswith("a MiB") else count


def is_start_chosen(patterns):
    return not patterns or any(pattern in START_ROW for pattern in patterns)


def measure(name, start, patterns, mem):
    """Yields (row, figure) of one boot; of a row about work (row, (all instructions, those in user
    mode)); of a row about disks also the time by this machine's clock. Raises RuntimeError if the kernel panics or hangs."""
    disk, swap = copy_image("bench.img", name), make_swap(name, SWAP)
    machine = start(name, disk, swap, " ".join(patterns), [*CLOCK, "-m", str(mem)])
    deadline = machine.time.now() + LIMIT
    counts = []
    try:
        while (line := machine.read_line(deadline)) is not None:
            if line.startswith(b"PANIC:"):
                raise RuntimeError(line.decode(errors="replace"))
            if line == b"bench: requests":
                counts.append(request_counts(machine, deadline))
            found = START.search(line.decode(errors="replace"))
            if found and is_start_chosen(patterns):
                yield START_ROW, int(found[1]) * 1000  # a microsecond is 1,000 instructions
            found = WORK.search(line.decode(errors="replace"))
            if found:
                deadline = machine.time.now() + LIMIT
                yield found[3], (int(found[1]), int(found[2]))
            found = LINE.search(line.decode(errors="replace"))
            if found:
                deadline = machine.time.now() + LIMIT
                figure, row = found.groups()
                if figure == "disk":
                    yield row, requests_of(row, *counts[-2:])
                    yield row.partition(",")[0] + TIME, counts[-1][-1] - counts[-2][-1]
                else:
                    yield row, number_in(figure)
    except TimeoutError:
        raise RuntimeError(f"no row in {LIMIT} s; see {log_of(name)}") from None
    finally:
        machine.process.kill()
        machine.end()
        forget(name, ".img", ".cpio", ".trace")


# --- Figures --------------------------------------------------------------------------------------


def number_in(word):
    return None if word == "-" else int(word.replace(",", ""))


def shown(number):
    return "-" if number is None else f"{number:,}"


def compiler():
    """What the kernel was compiled with. Compilers leave their names in object files."""
    found = re.search(rb"(GCC): \([^)]*\) (\d+)|(clang) version (\d+)",
                      contents(f"{BUILD}/kernel/main.o"))
    return b" ".join(filter(None, found.groups())).decode()


def linux_version(image):
    kernel = contents(image)
    place = 0x200 + int.from_bytes(kernel[0x20e:0x210], "little")  # Linux's boot protocol
    return kernel[place:kernel.index(b"\0", place)].decode()


def qemu_version():
    command = ["qemu-system-x86_64", "--version"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout.split()[3]


def read_figures():
    """What was measured: a comment. And (Linux's, Pagoda's) by row."""
    with open(FIGURES) as file:
        lines = file.read().splitlines()
    comment = dict(line[2:].split(": ", 1) for line in lines if line.startswith("#"))
    return comment, {line[:36].rstrip(): tuple(map(number_in, line[36:].split()[:2]))
                     for line in lines if not line.startswith("#")}


def write_figures(comment, figures):
    with open(FIGURES, "w") as file:
        for name, value in comment.items():
            print(f"# {name}: {value}", file=file)
        for row, pair in figures.items():
            print(table_line(row, *pair), file=file)


def rows_of(table):
    """The names of a table of the program."""
    with open(f"{ROOT}/tests/bench/bench.c") as file:
        rows = file.read().partition(f"{table}[] = {{")[2].partition("\n};")[0]
    return re.findall(r'^    {"(.+?)"', rows, re.MULTILINE)


def table_line(row, linux, pagoda):
    ratio = f"{pagoda / linux:11,.2f}" if linux and pagoda is not None else ""
    return f"{row:36}{shown(linux):>13}{shown(pagoda):>13}{ratio}"


def kernel_only(linux, pagoda):
    """Of work: without the program's own instructions. They are the same in both systems, and
    Pagoda has counted them."""
    if isinstance(pagoda, tuple):
        linux = linux[0] - pagoda[1] if isinstance(linux, tuple) else linux
        pagoda = pagoda[0] - pagoda[1]
    return None if isinstance(linux, tuple) else linux, pagoda


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


# --- make test ------------------------------------------------------------------------------------


def kept_rows():
    """Those that are compared. What it costs to change a record, by mmap or by the stack's growth,
    depends on the shape of the tree of records, which is another one in each boot. Making a file
    waits for the disk, and a host that is slow to answer lets time pass meanwhile."""
    return [row for row in rows_of("costs")
            if not any(word in row for word in ("mmap", "stack", "create"))]


def why_not():
    """Why the figures mean nothing for this kernel, if so."""
    with_what = read_figures()[0]["compiler"]
    return None if compiler() == with_what else f"need {with_what}: another compiler's code differs"


def complaint(row, count):
    """What is wrong with a new figure, if anything is."""
    before = read_figures()[1].get(row, (None, None))[1]
    if None not in (before, count) and count <= before * TOLERANCE:
        return None
    return (f"{shown(count)} instructions; it was {shown(before)}. If that must be:"
            " make bench LINUX_IMAGE= ACCEPT=1 TEST=costs")


# --- make bench -----------------------------------------------------------------------------------


def accept(measured, image, mem, is_part):
    comment, figures = read_figures()
    if is_part and why_not():
        sys.exit(f"{FIGURES} is for {comment['compiler']}: please accept all rows.")
    comment.update(compiler=compiler(), QEMU=f"{qemu_version()}; {mem} MiB of memory")
    if image:
        comment["Linux"] = linux_version(image)
    kept = {row: pair for row, pair in measured.items() if not row.endswith(TIME)}
    write_figures(comment, {**figures, **kept} if is_part else kept)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mem", type=int, default=MEM)
    parser.add_argument("--linux", type=os.path.realpath)
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("patterns", nargs="*")
    given = parser.parse_args()
    if given.linux and not os.path.isfile(given.linux):
        sys.exit(f"bench: there is no Linux kernel {given.linux}.")
    os.makedirs(SCRATCH, exist_ok=True)
    linux = {row: pair[0] for row, pair in read_figures()[1].items()}
    if given.linux:
        LinuxMachine.image = given.linux
        linux = dict(measure("bench-linux", linux_machine, given.patterns, given.mem))
        if not linux:
            print(f"Linux has printed no figures: see {log_of('bench-linux')}.")
    print(f"{'instructions; requests':36}{'Linux':>13}{'Pagoda':>13}{'ratio':>11}")
    measured = {}
    for row, pagoda in measure("bench-pagoda", pagoda_machine, given.patterns, given.mem):
        measured[row] = kernel_only(linux.get(row), pagoda)
        print(table_line(row, *measured[row]), flush=True)
    if not measured:
        sys.exit("bench: no row has such a name.")
    for table in TABLES:
        pairs = [measured[row] for row in rows_of(table) if row in measured]
        ratios = [pagoda / linux for linux, pagoda in pairs if linux and pagoda]
        if ratios:
            print(f"{'geometric mean of ' + table:62}{geometric_mean(ratios):11,.2f}")
    if given.accept:
        accept(measured, given.linux, given.mem, is_part=bool(given.patterns))


if __name__ == "__main__":
    try:
        main()
    except (OSError, RuntimeError) as error:
        sys.exit(f"bench: {error}")
