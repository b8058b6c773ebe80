"""From an address in a program to the function and source line, by the program's ELF file."""
import glob
import os
import struct
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDERS = ["build/user/bin", "build/tests", "build/added/bin", "build/added/**", "build/busybox/bin"]
PT_LOAD = 1


def find_program(name):
    """The file on this machine, if possible with its debug information; None if there is none."""
    for folder in FOLDERS:
        for path in glob.glob(os.path.join(ROOT, folder, glob.escape(name)), recursive=True):
            if os.path.isfile(path):
                return path
    return None


def segments(path):
    """(offset in the file, address, bytes) of what is loaded."""
    with open(path, "rb") as file:
        header = file.read(64)
        if header[:5] != b"\x7fELF\x02":
            return []
        start, size, count = (struct.unpack_from("<Q", header, 32)[0],
                              *struct.unpack_from("<HH", header, 54))
        found = []
        for number in range(count):
            file.seek(start + number * size)
            kind, _, offset, address, _, length = struct.unpack("<IIQQQQ", file.read(40))
            if kind == PT_LOAD:
                found.append((offset, address, length))
        return found


def run_addr2line(path, addresses):
    command = ["addr2line", "-f", "-e", path, *(f"{address:x}" for address in addresses)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


def source_of(place):
    """"user/bin/lazy.c", "23" from addr2line's answer; empty if it does not know."""
    path, _, line = place.split(" ")[0].rpartition(":")
    if not path or path.startswith("?"):
        return "", ""
    if os.path.isabs(path):
        path = os.path.relpath(path, ROOT)
    while "/" in path and not os.path.exists(os.path.join(ROOT, path)):
        path = path.partition("/")[2]  # nasm writes its folder twice
    return path, line.replace("?", "")


def find(places):
    """(file name, offset in the file) -> (function, source file, line), as far as known."""
    known = {}
    for name in {name for name, _ in places if name}:
        path = find_program(name)
        offsets = sorted(offset for file, offset in places if file == name)
        if not path:
            continue
        addresses = {}  # -> offset
        for offset in offsets:
            for start, address, length in segments(path):
                if start <= offset < start + length:
                    addresses[offset - start + address] = offset
        try:
            lines = run_addr2line(path, addresses)
        except OSError:  # no binutils
            return known
        for offset, function, place in zip(addresses.values(), lines[::2], lines[1::2]):
            if function != "??":
                known[name, offset] = function, *source_of(place)
    return known
