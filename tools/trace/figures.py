#!/usr/bin/env python3
"""Draws the chapters' still pictures: runs programs with `trace`, and makes a figure of the traces.

    figures.py FOLDER DISK [NAME...]      NAME: only FOLDER/NAME.svg, and so on
"""
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import entries  # noqa: E402
import figure  # noqa: E402
import owners  # noqa: E402
import record  # noqa: E402
import replay  # noqa: E402
import readahead  # noqa: E402

KERNEL = "build/boot/pagoda.elf"
WORK = "build/figures"
SWAP = f"{WORK}/swap.img"
LIBRARY = "/usr/bin/yes"  # a program of this machine, with its C library
# The panels of each figure: title, the kernel's parameters, the command.
FIGURES = {  # of pages that were asked for, so with around=1
    "write": [("lazy", "ahead=0", "lazy")],
    "lazy": [("lazy", "ahead=0", "lazy"), ("eager", "eager", "lazy")],
    "stack": [("stack", "", "stack")],
    "cow": [("cow", "", "cow")],
    "large_fork": [("cow 64", "", "cow 64")],
    "library": [("yes", "", "sh -c yes|yes|lazy")],
    "files": [("read", "ahead=0", "mapping read"), ("mapped", "ahead=0", "mapping map")],
    "ahead": [("in order", "", "mapping map"), ("in another order", "", "mapping random")],
    "two": [("mapping two", "", "mapping two")],
    "locality": [("by rows", "mem=16 ahead=0", "locality rows 16"),
                 ("by columns", "mem=16 ahead=0", "locality columns 16"),
                 ("by columns, 32 MiB", "mem=32", "locality columns 16")],
    "sort": [("sort 24 MiB in 16", "mem=16 ahead=0", "locality sort"),
             ("in 32", "mem=32", "locality sort")],
    "thrash": [(f"{memory} MiB", f"mem={memory} ahead=0", "hog 24") for memory in (16, 24, 32)],
    "policies": [(policy, f"mem=16 ahead=0 evict={policy}", "hog 24")
                 for policy in ("clock", "fifo", "random")],
    "around": [("one page a fault", "", "sh -c cat</bin/lazy>/dev/null;lazy"),
               ("16 pages a fault", "around=16", "sh -c cat</bin/lazy>/dev/null;lazy")],
    "untouched": [("lazy", "ahead=0", "lazy -c")],
    "replay": [("hog 24", "mem=16 ahead=0 references=100", "hog 24")],
}
BELADY = "1 2 3 4 1 2 5 1 2 3 4 5"
# How a figure is drawn of its titles and traces, if not as faults over time.
DRAWN = {
    "write": lambda output, _, trace: entries.main(output, "lazy", 1, trace),
    "two": lambda output, _, trace: entries.main(output, "mapping.tmp", 2, trace),
    "large_fork": lambda output, _, trace: owners.main(output, "cow", trace),
    "library": lambda output, _, trace: owners.main(output, "yes", trace),
    "untouched": lambda output, _, trace: owners.main(output, "lazy", trace),
    "ahead": readahead.main,
    "replay": lambda output, _, trace: replay.main(output, "", trace, BELADY),
}


def with_library(work):
    """A disk with one more program, which is not Pagoda's, in this folder."""
    folder, disk = f"{work}/root", f"{work}/disk.img"
    subprocess.run(["scripts/mkadd", folder, "build/root", LIBRARY], check=True)
    subprocess.run(["scripts/mkdisk", disk, folder], check=True, stdout=subprocess.DEVNULL)
    return disk


def draw(folder, disk, name):
    traces = []
    for number, (title, parameters, command) in enumerate(FIGURES[name]):
        words = f"root=hda swap=hdb {parameters} around=1 trace -- {command}"  # the first of two values counts
        run = ["scripts/run", f"disk={disk}", f"swap={SWAP}", "accel=tcg", "mem=256"]
        trace, _ = record.record(f"{WORK}/{name}-{number}", title, words, KERNEL, "-", run)
        traces += [title, trace]
    status = DRAWN.get(name, figure.main)(f"{folder}/{name}.svg", *traces)
    for trace in traces[1::2]:
        os.remove(trace)
    return status


def main(folder, disk, *names):
    os.makedirs(WORK, exist_ok=True)
    subprocess.run(["scripts/mkswapdisk", SWAP, "64"], check=True)
    for name in names or FIGURES:
        if name not in FIGURES:
            return f"figures: there is no figure {name}, only {', '.join(FIGURES)}"
        with tempfile.TemporaryDirectory(dir=WORK) as work:
            status = draw(folder, with_library(work) if name == "library" else disk, name)
        if status:
            return status
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"figures: {error}")
