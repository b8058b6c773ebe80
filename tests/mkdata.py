#!/usr/bin/env python3
"""Makes the files that the tests of files read: short and long, dense and sparse, many in one
directory, deep in many, and symbolic links of every sort.

    mkdata.py DIRECTORY

They are the same every time, so that tests may know their contents.
"""
import os
import sys

PIECE = 4096

# Where pieces of `holes` lie: on both sides of each place where ext2, with blocks of 1, 2 or 4 KiB,
# goes from direct to indirect, double and triple indirect blocks; the file ends behind the last.
PIECES = (0, 8192, 20480, 24576, 45056, 49152, 270336, 274432, 1069056, 1073152, 4239360, 4243456,
          67379200, 67383296, 537939968, 537944064, 4299206656, 4299210752)
LAST_PIECE, LAST_LENGTH = 5368709120, 1000


def pattern(offset, length):
    """Each 8 bytes tell where in the file they are; `offset` is a multiple of 8."""
    words = ((o * 0x9E3779B97F4A7C15 + 1) % 2**64 for o in range(offset, offset + length, 8))
    return b"".join(word.to_bytes(8, "little") for word in words)[:length]


def write(path, content=b"", mode=0o644):
    if os.path.lexists(path):
        os.remove(path)  # one without permissions can't be opened
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)


def directory(path):
    os.makedirs(path, exist_ok=True)
    os.chmod(path, 0o755)


def files():
    write("small", b"abcdefghijklmnopqrstuvwxyz", 0o640)
    write("empty")
    write("letters", b"abc\n", 0o755)  # executable, but no program
    write("dense", pattern(0, 600007))
    # What even its owner may not read; but only root could then copy it to a disk image.
    write("locked", b"locked\n", 0o000 if os.geteuid() == 0 else 0o600)


def holes():
    write("holes")
    with open("holes", "r+b") as file:
        for offset in PIECES:
            file.seek(offset)
            file.write(pattern(offset, PIECE))
        file.seek(LAST_PIECE)
        file.write(pattern(LAST_PIECE, LAST_LENGTH))


def directories():
    directory("many")
    for i in range(300):
        write("many/%03d-" % i + chr(ord("a") + i % 26) * (i * 7 % 240))
    path = "deep"
    directory(path)
    for level in range(1, 13):
        path += "/level-%02d" % level
        directory(path)
    write(path + "/bottom", b"bottom\n")


def links():
    targets = {
        "to-small": "../small",
        "to-directory": "../many",
        "up": "..",
        "dangling": "nowhere",
        "self": "self",
        "loop-a": "loop-b",
        "loop-b": "loop-a",
        "null": "/dev/null",
        "chain-00": "../small",
        "fifty-nine": "./" * 25 + "/../small",  # ext2 keeps up to 59 bytes in the inode
        "sixty": "./" * 26 + "../small",
        "long": "./" * 200 + "../small",
    }
    for i in range(1, 41):  # an opening may follow 40 links
        targets["chain-%02d" % i] = "chain-%02d" % (i - 1)
    directory("links")
    for name, target in targets.items():
        if os.path.lexists("links/" + name):
            os.remove("links/" + name)
        os.symlink(target, "links/" + name)


def main():
    directory(sys.argv[1])
    os.chdir(sys.argv[1])
    files()
    holes()
    directories()
    links()


main()
