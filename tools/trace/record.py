#!/usr/bin/env python3
"""Runs a command in Pagoda, once or several times, and makes a page of the traces.

    record PAGE COMMAND VARIANTS PARAMETERS KERNEL RAMDISK RUN...

PAGE: the file to make, without its ending .html; the traces go to a folder of that name. VARIANTS: what to compare, words (none: one run): a policy of eviction (clock, fifo, random), lazy,
eager, or a kernel parameter (mem=16). PARAMETERS: the kernel's, for all runs. RAMDISK: an image, or -.
RUN...: scripts/run and arguments for it. ^C ends a run, and shows what came before.
"""
import os
import subprocess
import sys
import time

LIMIT = 900  # seconds a run may take
STOPPED = "The machine has stopped."  # the last line of a panic
COMPLAINTS = "init: ", "evict=", "kernel parameter "  # lines on the console, of a command or a variant that there is not
HERE = os.path.dirname(os.path.abspath(__file__))


def parameter_of(variant):
    if variant in ("", "lazy"):
        return ""
    return variant if variant == "eager" or "=" in variant else f"evict={variant}"


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def wait(machine, console):
    """Until it switches itself off; else returns why that is waited for no longer."""
    for _ in range(LIMIT * 2):
        try:
            machine.wait(.5)
            return None
        except KeyboardInterrupt:
            return "stopped"
        except subprocess.TimeoutExpired:
            if STOPPED in read(console):
                return "Pagoda panicked"
    return f"it has not ended after {LIMIT} s"


def record(path, name, parameters, kernel, ramdisk, run):
    """Runs the command once; returns the paths of the trace and of the console's text."""
    trace, console, iso = (f"{path}.{ending}" for ending in ("log", "console", "iso"))
    subprocess.run(["scripts/mkiso", iso, kernel, ramdisk, parameters], check=True)
    began = time.monotonic()
    with open(console, "wb") as output:
        machine = subprocess.Popen([*run, f"iso={iso}", f"trace={trace}"], stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT)
        try:
            why = wait(machine, console)
        finally:
            machine.kill()
            machine.wait()
            os.remove(iso)
    print(f"{name}: {time.monotonic() - began:.0f} s, {os.path.getsize(trace) / 1e6:.1f} MB"
          + (f" ({why}: what came before that is shown)" if why else ""))
    for line in read(console).splitlines():
        if line.startswith(COMPLAINTS):
            print(line)
    return trace, console


def main(page, command, variants, parameters, kernel, ramdisk, *run):
    if not command.strip():
        sys.exit('make trace needs a command, as in: make trace RUN="lazy -c"')
    if "init=" in parameters:
        sys.exit("make trace runs its command by Pagoda's own init: not with ROOT=busybox or init=")
    os.makedirs(page, exist_ok=True)
    runs = []
    for variant in variants.split() or [""]:
        words = f"{parameter_of(variant)} {parameters} trace -- {command}"
        name = variant or command
        path = f"{page}/{(variant or 'run').replace('/', '-')}"
        runs += [name, *record(path, name, words.strip(), kernel, ramdisk, run)]
    subprocess.run([f"{HERE}/page.py", f"{page}.html", command, *runs], check=True)
    print(f"The page is {page}.html: open it in a browser.")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except OSError as error:
        sys.exit(f"record: {error}")
    except subprocess.CalledProcessError:
        sys.exit(1)  # the program has printed why
