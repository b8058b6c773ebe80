#!/usr/bin/env python3
"""Runs many sequences of tests/calls_random.c in Pagoda and on Linux, in several configurations, and
compares their logs; of those that differ it shows the calls up to the first with another result.

    long.py [COUNT [FIRST]]     so many sequences, beginning with this one (20000, from 1)

What made one differ becomes, once it is mended, a part of tests/calls_found.c. The last line says
how many ran and how many of them failed.
"""
import concurrent.futures
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

sys.dont_write_bytecode = True  # what is built goes to build/
from boot import BUILD, SCRATCH, Boot, Machine  # noqa: E402

PROGRAM = os.path.join(BUILD, "root", "tests", "calls_random")
CONFIGURATIONS = ("roomy", "swap", "half", "eager", "small")  # by turns
PIECE = 500  # sequences in a boot
BOOT_LIMIT = 900  # seconds
LIMIT = 3600  # for all; what is not begun by then does not run
SHOWN = 5  # sequences of a boot that are shown
END = re.compile(rb"\d+: [0-9a-f]{16}")  # the last line of a sequence


@dataclass
class Piece:
    """Some sequences in one boot, as boot.py takes a test."""
    program: str
    name: str = "calls_random"
    timeout: int = BOOT_LIMIT


def in_pagoda(name, configuration, arguments):
    """What the program writes there, and why that is not all, if so."""
    boot = Boot(name, configuration, [Piece(":".join(["calls_random", *arguments]))])
    outcomes = list(boot.outcomes())
    why = boot.why or (outcomes[0].why if outcomes else "it did not run")
    if not why and boot.disk_complaints():
        why = "e2fsck complains"
    os.remove(boot.disk)
    return outcomes[0].output if outcomes else b"", why


def on_linux(arguments):
    done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          cwd=SCRATCH, check=True, timeout=BOOT_LIMIT)
    return done.stdout


def sequences(output):
    """The log's lines, a list for each sequence that came to its end."""
    lines, done = [], []
    for line in output.splitlines():
        lines.append(line)
        if END.fullmatch(line):
            done.append(lines)
            lines = []
    return done


def difference(linux, pagoda):
    """The calls up to the first that differs, with both results."""
    for number, (one, other) in enumerate(itertools.zip_longest(linux, pagoda, fillvalue=b"")):
        if one != other:
            lines = [b"  " + line for line in linux[:number]]
            lines += [b"- Linux:  " + one, b"+ Pagoda: " + other]
            return [line.decode(errors="backslashreplace") for line in lines]
    return []


def compare(number, first, last):
    """How many sequences ran, how many failed, and what is to be said about those."""
    configuration = CONFIGURATIONS[number % len(CONFIGURATIONS)]
    arguments = ["log", str(first), str(last)]
    output, why = in_pagoda(f"long-{number}", configuration, arguments)
    linux, pagoda = sequences(on_linux(arguments)), sequences(output)
    said = [f"{configuration}, {first} to {last}: {why}"] if why else []
    wrong = [i for i in range(len(pagoda)) if linux[i] != pagoda[i]]
    for i in wrong[:SHOWN]:
        said += [f"sequence {first + i} ({configuration}):"] + difference(linux[i], pagoda[i])
    return len(pagoda), len(wrong) + bool(why), said


def run(count, start):
    """Prints what the pieces say, as they end; how many sequences ran and failed."""
    deadline = time.monotonic() + LIMIT
    end = start + count

    def piece(number):
        first = start + number * PIECE
        if time.monotonic() > deadline:
            return 0, 0, []
        return compare(number, first, min(first + PIECE, end) - 1)

    ran = failed = 0
    pool = concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1))
    try:
        for done, wrong, said in pool.map(piece, range(-(-count // PIECE))):
            ran += done
            failed += wrong
            print("\n".join(said + [f"{ran} of {count} sequences, {failed} failed"]), flush=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        Machine.kill_all()
    return ran, failed


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    start = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for end in signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(end, lambda *_: sys.exit(1))
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # where e2fsck is
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os.makedirs(SCRATCH)
    ran, failed = run(count, start)
    sys.exit(0 if ran == count and not failed else 1)


main()
