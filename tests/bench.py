#!/usr/bin/env python3
"""What operations cost in instructions, in Pagoda and in Linux. Boots each in QEMU with a clock that
counts instructions, and runs the same program in both (tests/bench/bench.c).

    bench.py [--mem MIB] [--linux IMAGE] [--accept] [PATTERN...]

A pattern chooses a table, costs or growth, or the rows with it in their names. IMAGE is a Linux
kernel, FOLDER/boot/vmlinuz-VERSION; the modules that it needs to read the disk are looked for in
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

sys.dont_write_bytecode = True  # what is built goes to build/
from boot import BUILD, ROOT, SCRATCH, Machine, copy_image, forget, log_of  # noqa: E402

PROGRAM = "/bench/bench"
FIGURES = f"{ROOT}/tests/bench/figures.txt"
LIMIT = 120  # seconds of QEMU's own time that a row may take
LINE = re.compile(r"bench: (\d+|-) (.+)")

# A nanosecond of the machine's time for each instruction. (While it sleeps, the host's clock counts:
# else disks, which are the host's, would never be in time.) The processor has all that QEMU emulates
# but fast string moves: each step of a copy is an instruction.
CLOCK = ["-icount", "shift=0", "-rtc", "clock=vm", "-seed", "1", "-cpu", "max,erms=off,fsrm=off"]

# --- Linux ----------------------------------------------------------------------------------------

MODULES = "ata_piix", "sd_mod", "crc32c_generic", "ext4"  # to mount an ext2 on an IDE disk
LINUX_PARAMETERS = ("console=ttyS0 quiet mitigations=off transparent_hugepage=madvise tsc=reliable"
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
                "-drive", f"file={disk},format=raw,if=ide,index=0,media=disk,cache=unsafe"]


# --- Measuring ------------------------------------------------------------------------------------


def pagoda_machine(name, disk, arguments, options):
    return Machine(name, f"root=hda init={PROGRAM} -- {arguments}", disk, None, options)


def linux_machine(name, disk, arguments, options):
    return LinuxMachine(name, f"{LINUX_PARAMETERS} -- {PROGRAM} {arguments}", disk, None, options)


def measure(name, start, patterns, mem):
    """Yields (row, instructions) of one boot. Raises RuntimeError where the machine does not come to
    its end."""
    machine = start(name, copy_image("bench.img", name), " ".join(patterns), [*CLOCK, "-m", str(mem)])
    deadline = machine.time.now() + LIMIT
    try:
        while (line := machine.read_line(deadline)) is not None:
            found = LINE.fullmatch(line.decode(errors="replace"))
            if line.startswith(b"PANIC:"):
                raise RuntimeError(line.decode(errors="replace"))
            if found:
                deadline = machine.time.now() + LIMIT
                yield found[2], None if found[1] == "-" else int(found[1])
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


def read_figures():
    """The comment, and (Linux's, Pagoda's) by row."""
    with open(FIGURES) as file:
        lines = file.read().splitlines()
    rows = {line[:36].rstrip(): tuple(map(number_in, line[36:].split()[:2]))
            for line in lines if not line.startswith("#")}
    return [line for line in lines if line.startswith("#")], rows


def write_figures(comment, figures):
    with open(FIGURES, "w") as file:
        for line in [*comment, *(table_line(row, *pair) for row, pair in figures.items())]:
            print(line, file=file)


def versions(image, mem):
    """A comment that says what was measured."""
    kernel = contents(image)
    place = 0x200 + int.from_bytes(kernel[0x20e:0x210], "little")  # Linux's boot protocol
    linux = kernel[place:kernel.index(b"\0", place)].decode()
    qemu = subprocess.run(["qemu-system-x86_64", "--version"], stdout=subprocess.PIPE, text=True)
    return ["# Instructions in Linux and in Pagoda, and the ratio; `make bench ACCEPT=1` writes them.",
            f"# Linux {linux}", f"# {qemu.stdout.splitlines()[0]}; {mem} MiB of memory"]


def table_line(row, linux, pagoda):
    ratio = f"{pagoda / linux:8.2f}" if linux and pagoda is not None else ""
    return f"{row:36}{shown(linux):>13}{shown(pagoda):>13}{ratio}"


def geometric_mean(pairs):
    logs = [math.log(pagoda / linux) for linux, pagoda in pairs if linux and pagoda]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mem", type=int, default=256)
    parser.add_argument("--linux", default="")
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("patterns", nargs="*")
    given = parser.parse_args()
    os.makedirs(SCRATCH, exist_ok=True)
    comment, figures = read_figures()
    linux = {row: pair[0] for row, pair in figures.items()}
    if given.linux:
        LinuxMachine.image = os.path.realpath(given.linux)
        linux.update(measure("bench-linux", linux_machine, given.patterns, given.mem))
        comment = versions(LinuxMachine.image, given.mem)
    print(f"{'instructions':36}{'Linux':>13}{'Pagoda':>13}{'ratio':>8}")
    measured = {}
    for row, pagoda in measure("bench-pagoda", pagoda_machine, given.patterns, given.mem):
        measured[row] = linux.get(row), pagoda
        print(table_line(row, *measured[row]), flush=True)
    print(f"{'geometric mean':62}{geometric_mean(measured.values()):8.2f}")
    if given.accept:
        write_figures(comment, {**figures, **measured} if given.patterns else measured)


if __name__ == "__main__":
    main()
