"""A new user's first session: what `make run` boots, and somebody who types what a beginner types.
What comes of it is read line by line.
"""
import fnmatch
import os
import subprocess

from boot import (BUILD, ROOT, SCRATCH, START_LIMIT, e2fsck_complaints, forget, log_of,
                  machine_command, make_swap)
from report import Result
from screen import Screen
from terminals import UP, SerialLine

TALL = 400  # rows, so that nothing leaves the screen
PROMPT = "/root #"
# For each step its name, what is typed, and all lines that must follow, as patterns; "..." is any
# number of lines.
SESSION = [
    ("boot", "", ["...", "Welcome to Pagoda. *", "...", "*`help`*", "...", PROMPT]),
    ("help", "help\r", [PROMPT + " help", "Try these first:", "...", "  lazy *: *", "...",
                        "The other programs:", "...", "  ls *: *", "...", "  cd *", "...",
                        "*ROOT=busybox*", "", "help COMMAND *", PROMPT]),
    ("lazy", "lazy\r", [PROMPT + " lazy", "4096 KiB of initialised data*", "...", "*resident*",
                        "...", "*major*", "...", PROMPT]),
    ("cow", "cow\r", [PROMPT + " cow", "...", "*copied*", "...", PROMPT]),
    ("maps", "maps\r", [PROMPT + " maps", "...", "*[[]stack]*", "...", PROMPT]),
    ("typo", "lzay\r", [PROMPT + " lzay", "sh: lzay: not found; try `help`", PROMPT]),
    ("up", UP + "\x7f\x7f\x7fazy\r", [PROMPT + " lazy", "4096 KiB of initialised data*", "...",
                                     PROMPT]),
    ("tab", "vms\t\r", [PROMPT + " vmstat", "...", "*swap*", "...", PROMPT]),
    ("help-lazy", "help lazy\r", [PROMPT + " help lazy", "lazy [[]-c]: *", "...", PROMPT]),
    ("poweroff", "poweroff\r", [PROMPT + " poweroff", "...", "Pagoda: powering off."]),
]


def fits(lines, patterns):
    """Whether these are the lines that the patterns describe."""
    if not patterns:
        return not lines
    if patterns[0] == "...":
        return any(fits(lines[i:], patterns[1:]) for i in range(len(lines) + 1))
    return bool(lines) and fnmatch.fnmatchcase(lines[0], patterns[0]) and \
        fits(lines[1:], patterns[1:])


def disk_of_make_run(name):
    disk = os.path.join(SCRATCH, name + ".img")
    subprocess.run([f"{ROOT}/scripts/mkdisk", "--block-size", "4096", disk, f"{BUILD}/root"],
                   check=True, stdout=subprocess.DEVNULL)
    return disk


def play(name="session"):
    """The results of the steps, up to the first that is wrong."""
    def result(step, wrong):
        why = wrong[0] if wrong else None
        return Result(f"{name}/{step}", why, wrong[1:], log=log_of(name), repeat=f"{name}/*")

    disk = disk_of_make_run(name)
    command = machine_command(name, "root=hda swap=hdb", disk, make_swap(name, 64))
    terminal = SerialLine(name, command + ["-monitor", "none"])
    terminal.screen = Screen(TALL)
    before = 0  # rows that earlier steps have filled
    try:
        for step, keys, patterns in SESSION:
            terminal.type(keys)
            ends = patterns[-1]
            terminal.wait_until(lambda text: len(text.split("\n")) > before + (keys != "") and
                                text.endswith(ends), START_LIMIT)
            terminal.settle()
            lines = terminal.screen.text().split("\n")[before:]
            wrong = [] if fits(lines, patterns) else ["these lines are wrong:"] + lines
            yield result(step, wrong)
            if wrong:
                return
            before += len(lines) - 1
    finally:
        terminal.end()
    yield result("disk-is-clean", [line.decode() for line in e2fsck_complaints(disk)])
    forget(name, ".iso", ".img", ".swap")
