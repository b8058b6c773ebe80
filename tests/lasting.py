"""Tests of what outlasts a boot: the programs promise, and here the disk is searched for it with
Linux's tools. tests/lasting.h describes the lines that promise something.
"""
import os
import re
import shutil
import subprocess
from collections import defaultdict

from boot import (BOOTS, START_LIMIT, Machine, copy_image, e2fsck_cannot_mend, e2fsck_complaints,
                  make_swap)

FOLDER = "/lasting"
SUCCESS = 1  # QEMU's status when the first process exits with 0
PROMISE = re.compile(r"(synced|pending) (\d+) (.+?) (?:gone|(\d+\+?) ([0-9a-f]{16}))")


def hash_of(data):
    """FNV-1a, as in tests/fs.h."""
    value = 14695981039346656037
    for byte in data:
        value = (value ^ byte) * 1099511628211 & 0xffffffffffffffff
    return f"{value:016x}"


class Promises:
    """What must be on the disk, by number: a list of (path, size, hash), one of which is true. Size
    and hash are None for no file."""

    def __init__(self):
        self.count = 0  # of `synced` lines
        self.open = defaultdict(list)

    def take(self, line):
        found = PROMISE.fullmatch(line.decode(errors="replace"))
        if not found:
            return
        word, number, *state = found.groups()
        if word == "synced":
            self.count += 1
            self.open[number].clear()
        self.open[number].append(state)

    def broken(self, disk):
        """A line for each promise that the disk does not keep."""
        out = disk + ".files"
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(out)
        subprocess.run(["debugfs", "-R", f"rdump {FOLDER} {out}", disk], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for number, states in self.open.items():
            if not any(is_true(out + FOLDER, *state) for state in states):
                wanted = " or ".join(f"{path} {size or 'gone'}" for path, size, _ in states)
                yield f"{number}: not {wanted}, but {found(out + FOLDER, states[0][0])}"


def read(folder, path):
    try:
        with open(os.path.join(folder, path), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def is_true(folder, path, size, hash):
    if os.path.isdir(os.path.join(folder, path)):
        return False
    data = read(folder, path)
    if data is None or size is None:
        return data is size
    length = int(size.rstrip("+"))
    if len(data) < length or (len(data) > length and not size.endswith("+")):
        return False
    return hash_of(data[:length]) == hash


def found(folder, path):
    if os.path.isdir(os.path.join(folder, path)):
        return "a directory"
    data = read(folder, path)
    return "gone" if data is None else f"{len(data)} bytes: {hash_of(data)}"


def text(lines):
    return [line.decode(errors="replace") for line in lines]


def run(name, configuration, program, disk, moment=None):
    """Boots with this program as the only one, and ends the machine at once after so many promises:
    what it promised, QEMU's status, and the console."""
    parameters, _, swap = BOOTS[configuration]
    machine = Machine(name, f"{parameters} test init=/tests/{program}", disk,
                      make_swap(name, swap) if swap else None)
    promises, console = Promises(), []
    deadline = machine.time.now() + START_LIMIT
    try:
        while (line := machine.read_line(deadline)) is not None:  # also what it said before it died
            console.append(line)
            promises.take(line)
            if promises.count == moment:
                machine.process.kill()
    except TimeoutError:
        machine.process.kill()
    return promises, machine.end(), text(console)


def judge(promises, disk):
    """Why they are not kept, if so, and details. If they are, nobody needs the disk any more."""
    broken = list(promises.broken(disk))
    if not broken:
        shutil.rmtree(disk + ".files")
        os.remove(disk)
    return ("promises are broken" if broken else None), broken


def crash(name, configuration, program, count):
    """Ends the machine after so many promises: why the disk is wrong then, and details."""
    disk = copy_image(BOOTS[configuration][1], name)
    promises, _, console = run(name, configuration, program, disk, count)
    if promises.count < count:
        return f"only {promises.count} of {count} promises", console
    said = e2fsck_cannot_mend(disk)
    if said:
        return "e2fsck cannot mend the disk", text(said)
    return judge(promises, disk)


def again(name, configuration, programs):
    """Runs one after the other, each in a boot of its own, with the same disk. Nothing but the end
    of the machine, which is the program's, makes the kernel write: tests/init.c would."""
    disk = copy_image(BOOTS[configuration][1], name)
    for program in programs:
        promises, status, console = run(f"{name}-{program}", configuration, program, disk)
        if status != SUCCESS:
            return f"{program}: QEMU's status is {status}", console
        said = e2fsck_complaints(disk)
        if said:
            return f"e2fsck complains after {program}", text(said)
    return judge(promises, disk) if promises.count else ("nothing is promised", console)
