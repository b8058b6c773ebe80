#!/usr/bin/env python3
"""Runs many sequences of tests/calls_random.c in Pagoda and on Linux, in several configurations, and
compares them; of those that differ it shows the first call whose result is another.

    long.py [COUNT [FIRST]]     so many sequences, beginning with this one (20000, from 1)

A sequence that differed, once it is mended, becomes a part of tests/calls_found.c.
"""
import concurrent.futures
import difflib
import os
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
SEQUENCES = 1000  # in a boot
BOOT_LIMIT = 900  # seconds
LIMIT = 3600  # for all; what is not begun by then does not run
SHOWN = 5  # differences of each boot


@dataclass
class Run:
    """One run of the program in a boot, as boot.py takes it."""
    program: str
    name: str = "calls_random"
    timeout: int = BOOT_LIMIT


def in_pagoda(name, configuration, arguments):
    """What the program writes there; and why that is not all, if so."""
    boot = Boot(name, configuration, [Run(":".join(["calls_random", *arguments]))])
    outcomes = list(boot.outcomes())
    why = boot.why or (outcomes[0].why if outcomes else "it did not run")
    if not why and boot.disk_complaints():
        why = "e2fsck complains"
    os.remove(boot.disk)
    return outcomes[0].output.splitlines() if outcomes else [], why


def on_linux(arguments):
    done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          cwd=SCRATCH, check=True, timeout=BOOT_LIMIT)
    return done.stdout.splitlines()


def show(configuration, sequence):
    """Each call of a sequence up to the first that differs."""
    arguments = ["log", str(sequence)]
    linux, (pagoda, why) = on_linux(arguments), in_pagoda(f"long-{sequence}", configuration, arguments)
    lines = [line.decode(errors="backslashreplace") for line in
             difflib.diff_bytes(difflib.unified_diff, linux, pagoda, b"Linux", b"Pagoda", n=100,
                                lineterm=b"")]
    first = next((i for i, line in enumerate(lines) if i > 2 and line[0] in "+-"), len(lines))
    return [f"sequence {sequence}, {configuration}: {why or 'differs'}"] + lines[2:first + 4]


def compare(number, configuration, first, last):
    """How many sequences ran, and what is to be said about those that differ."""
    arguments = [str(first), str(last)]
    linux = on_linux(arguments)
    pagoda, why = in_pagoda(f"long-{number}", configuration, arguments)
    wrong = [first + i for i, pair in enumerate(zip(linux, pagoda)) if pair[0] != pair[1]]
    said = [f"{configuration}, {first} to {last}: {why}"] if why else []
    for sequence in wrong[:SHOWN]:
        said += show(configuration, sequence)
    return len(pagoda), len(wrong) + bool(why), said


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    start = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for end in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(end, lambda *_: sys.exit(1))
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os.makedirs(SCRATCH)
    deadline = time.monotonic() + LIMIT
    ran = failed = 0

    def chunk(number, first):
        if time.monotonic() > deadline:
            return 0, 0, []
        return compare(number, CONFIGURATIONS[number % len(CONFIGURATIONS)], first,
                       min(first + SEQUENCES, start + count) - 1)

    try:
        with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            for sequences, wrong, said in pool.map(chunk, *zip(*enumerate(
                    range(start, start + count, SEQUENCES)))):
                ran += sequences
                failed += wrong
                print("\n".join([f"{ran} sequences, {failed} failed"] + said), flush=True)
    finally:
        Machine.kill_all()
    if ran < count:
        print(f"only {ran} of {count} within {LIMIT} s")
    sys.exit(1 if failed or ran < count else 0)


main()
