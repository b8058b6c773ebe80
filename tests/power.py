#!/usr/bin/env python3
"""Power cuts behind a disk's write cache. A program runs once and promises (tests/lasting.h), while
QEMU logs each write to the disk, and each flush (its driver blklogwrites). Here the log is played
back up to any moment: what was flushed by then is on the disk, and of the writes after the last
flush all of them, or any. Each time e2fsck must be able to mend the disk, and the promises be kept.

    power.py [CUTS [SEED]]  so many cuts (2000): half of them with all that was written, half with
                            losses, whose seeds begin with this one (0). With 2000 or more, the
                            first half has every moment of the log.

Linux describes the log in Documentation/admin-guide/device-mapper/log-writes.rst.
"""
import os
import random
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass

sys.dont_write_bytecode = True  # what is built goes to build/
from boot import (BUILD, ROOT, SCRATCH, START_LIMIT, Machine,  # noqa: E402
                  e2fsck_cannot_mend, flushed_nowhere, with_flushes)
from lasting import PROMISE, Promises  # noqa: E402

MAGIC = 0x6a736677736872
SECTOR = 512
FLUSH, DISCARD = 1, 4  # an entry's flags
FOLDERS = "dev", "proc", "tests"  # all that is on the disk, but for the program
SHOWN = 3  # cuts that are shown
LOG_LEAST = 900  # entries that a log has at least
TO_THE_END = 100  # entries that may still come while the last promise is made


class Log:
    """The log as far as it is written."""

    def __init__(self, path):
        self.file = open(path, "rb")
        self.entries = []  # (number of the first sector, contents), or None for a flush
        self.end = SECTOR

    def read_on(self):
        """Reads what was added; how many entries there are."""
        size = os.fstat(self.file.fileno()).st_size
        while self.end + SECTOR <= size:
            self.file.seek(self.end)
            sector, count, flags, _ = struct.unpack_from("<4Q", self.file.read(SECTOR))
            length = 0 if flags & DISCARD else count * SECTOR
            if not count and not flags or self.end + SECTOR + length > size:
                break
            self.end += SECTOR + length
            if length:
                self.entries.append((sector, self.file.read(length)))
            if flags & FLUSH:
                self.entries.append(None)
        return len(self.entries)


def make_disk(path, program):
    """A disk so small that what is freed on it is soon used again."""
    folder = path + ".folder"
    shutil.rmtree(folder, ignore_errors=True)
    for name in FOLDERS:
        os.makedirs(os.path.join(folder, name))
    shutil.copy(os.path.join(BUILD, "root", "tests", program), os.path.join(folder, "tests"))
    subprocess.run([f"{ROOT}/scripts/mkdisk", "--block-size", "1024", "--shrink", path, folder],
                   check=True)


@dataclass
class Record:
    """What a run left: the disk before it, the log, and the promises, each a line and how many
    entries the log had then."""
    disk: bytes
    entries: list
    promises: list


def record(name, program, length):
    """Runs the program until its log has so many entries, answering each promise."""
    disk, log = (os.path.join(SCRATCH, f"{name}.{kind}") for kind in ("img", "writes"))
    make_disk(disk, program)
    with open(disk, "rb") as file:
        before = file.read()
    open(log, "wb").close()
    machine = Machine(name, f"root=hda test init=/tests/{program} -- step", with_flushes(
        "blklogwrites", file=flushed_nowhere(disk), log=flushed_nowhere(log)), None)
    lines, reader = [], Log(log)
    deadline = machine.time.now() + START_LIMIT + length / 100
    try:
        while len(reader.entries) < length and (line := machine.read_line(deadline)) is not None:
            if PROMISE.fullmatch(line.decode(errors="replace")):
                lines.append((reader.read_on(), line))
                machine.process.stdin.write(b"\n")
    finally:
        machine.process.kill()
        machine.end()
    reader.read_on()
    for left in log, disk:
        os.remove(left)
    shutil.rmtree(disk + ".folder")
    return Record(before, reader.entries, lines)


@dataclass
class Cut:
    moment: int  # so many entries had come
    seed: int = None  # which of those behind the last flush are lost; None: none

    def __str__(self):
        return f"after {self.moment} entries of the log" + (
            "" if self.seed is None else f", with losses (seed {self.seed})")


def choose_cuts(entries, count, seed):
    """Half of them without losses, all over the log, and half with."""
    whole = min(len(entries) + 1, count // 2)
    moments = [round(i * len(entries) / max(1, whole - 1)) for i in range(whole)]
    chance = random.Random(seed)
    lossy = [Cut(chance.randint(1, len(entries)), seed + i) for i in range(count - whole)]
    return sorted([Cut(moment) for moment in moments] + lossy, key=lambda cut: cut.moment)


def put(disk, entry):
    start = entry[0] * SECTOR
    disk[start:start + len(entry[1])] = entry[1]


def disks(record, cuts):
    """For each of these cuts, which are in order, what is on the disk after it."""
    safe, done, pending = bytearray(record.disk), 0, []
    for cut in cuts:
        for entry in record.entries[done:cut.moment]:
            if entry:
                pending.append(entry)
                continue
            for written in pending:
                put(safe, written)
            pending.clear()
        done = cut.moment
        disk, chance = bytearray(safe), random.Random(cut.seed)
        for entry in pending:
            if cut.seed is None or chance.random() < 0.5:
                put(disk, entry)
        yield cut, disk


def judge(record, cut, disk, path):
    """What is wrong with the disk after the cut."""
    with open(path, "wb") as file:
        file.write(disk)
    said = e2fsck_cannot_mend(path)
    if said:
        return ["e2fsck cannot mend the disk"] + [line.decode(errors="replace") for line in said]
    promises = Promises()
    for moment, line in record.promises:
        if moment <= cut.moment:
            promises.take(line)
    return list(promises.broken(path)) if promises.open else []


def play(name, program, count, seed=0):
    """Cuts the power so often: why a promise is broken, if one is, and details."""
    made = record(name, program, max(LOG_LEAST, count // 2 - TO_THE_END))
    if not made.promises or not made.entries:
        return "nothing is promised", []
    path = os.path.join(SCRATCH, name + ".cut")
    wrong, said = 0, []
    for cut, disk in disks(made, choose_cuts(made.entries, count, seed)):
        broken = judge(made, cut, disk, path)
        wrong += bool(broken)
        if broken and wrong <= SHOWN:
            said += [f"cut {cut}:"] + broken
    os.remove(path)
    shutil.rmtree(path + ".files", ignore_errors=True)
    return (f"{wrong} of {count} power cuts break a promise" if wrong else None), said


def main():
    count, seed = ([int(word) for word in sys.argv[1:]] + [2000, 0][len(sys.argv) - 1:])[:2]
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # where e2fsck is
    os.makedirs(SCRATCH, exist_ok=True)
    why, said = play("power", "crash_write", count, seed)
    print("\n".join(said + [why or f"{count} power cuts, no promise broken"]))
    sys.exit(1 if why else 0)


if __name__ == "__main__":
    main()
