"""The pictures that memmap draws at a terminal, on the serial line and on the screen: their numbers
fit each other, the letters fit the numbers, and the process's memory grows before one's eyes.
"""
import re

from boot import START_LIMIT, forget, log_of, machine_command
from screen import Screen
from terminals import KeyboardAndScreen, SerialLine

PLACES = {"terminal/memmap": SerialLine, "keyboard/memmap": KeyboardAndScreen}
FRAMES, FRAMES_IN_CELL = 16384, 32  # of 64 MiB
PAGES, PAGES_IN_CELL = 6144, 162  # of hog 24
BROWN_BEHIND_WHITE = 0x6f  # the VGA's attribute of an A


def wrong_with(picture):
    """What is wrong with a picture of hog."""
    rows = re.findall(r"^ +\d+ MiB ([^ ]+)$", picture, re.MULTILINE)
    frames = re.findall(r"[.\-kt] (?:free|reserved|kernel|page tables) (\d+)|"
                        r"[fsa] (?:files|shared|anonymous) (\d+)|the process's (\d+)", picture)
    counts = [int("".join(found)) for found in frames]
    memory = re.search(r"^all ranges +\d+ +(\d+) +0", picture, re.MULTILINE)
    own = sum(row.count(letter) for row in rows for letter in "ACF")
    if not picture.startswith(f"Physical memory: {FRAMES} frames of 4096 bytes, {FRAMES_IN_CELL} in a cell"):
        return "it begins otherwise"
    if [len(row) for row in rows] != [64] * 8:
        return "there are not 8 rows of 64 cells"
    if len(counts) != 8 or sum(counts) != FRAMES - 1:
        return f"its counts are {counts}; with the frame of zeroes they must be {FRAMES}"
    if not memory or int(memory[1]) > counts[-1] + 1 or counts[-1] > own * FRAMES_IN_CELL:
        return f"{own} cells, {counts[-1]} frames and {memory and memory[1]} pages are the process's"
    return None


def hog_pages(picture):
    """How many pages of hog's large range are in memory; None before there is one. It writes to
    them in order."""
    found = re.search(rf"rw-p +{PAGES} +(\d+) +0 (A*)\.*$", picture, re.MULTILINE)
    if not found or int(found[1]) > len(found[2]) * PAGES_IN_CELL or \
            int(found[1]) <= (len(found[2]) - 1) * PAGES_IN_CELL:
        return None
    return int(found[1])


def pictures_of(name):
    """All whole pictures that went to the serial line."""
    with open(log_of(name), "rb") as log:
        drawn = log.read().split(b"\x1b[?25l")[1:]
    for data in drawn:
        screen = Screen()
        screen.feed(data.partition(b"\x1b[J")[0])
        yield screen.text()


def judge(terminal, file_name):
    last = terminal.screen.text()
    last = last[last.index("Physical memory:"):]
    seen = [last]
    if isinstance(terminal, SerialLine):
        seen = [picture for picture in pictures_of(file_name) if "hog " in picture] + seen
    for picture in seen:
        if wrong_with(picture):
            return [wrong_with(picture) + ":", picture]
    pages = [hog_pages(picture) for picture in seen if f" {PAGES} " in picture]
    if None in pages or pages != sorted(pages) or len(set(pages)) < min(2, len(seen)):
        return [f"memory does not grow from picture to picture: {pages}", last]
    if isinstance(terminal, SerialLine):
        return []
    colours = {colour for line, attributes in zip(terminal.screen.lines, terminal.screen.colours)
               if " MiB " in line for letter, colour in zip(line, attributes) if letter == "A"}
    return [] if colours == {BROWN_BEHIND_WHITE} else [f"the colours of A are {colours}"]


def play(name):
    """What is wrong at this place."""
    file_name = name.replace("/", "-")
    # 32 ns an instruction: hog's pages take several slices of time, on any host. memmap runs between.
    clock = ["-icount", "shift=5"]
    command = machine_command(file_name, "root=ram mem=64", None) + clock
    terminal = PLACES[name](file_name, command)
    try:
        if not terminal.wait_until(lambda text: text.endswith("#"), START_LIMIT):
            return ["no prompt:", terminal.screen.text()]
        terminal.settle()
        terminal.type("memmap -i 1 hog 24\r")
        if not terminal.wait_until(lambda text: re.search(r"in swap\n/root #$", text), START_LIMIT):
            return ["it does not end:", terminal.screen.text()]
        terminal.settle()
        return judge(terminal, file_name)
    finally:
        terminal.end()
        forget(file_name, ".iso", ".vga")
