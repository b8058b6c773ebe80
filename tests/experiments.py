#!/usr/bin/env python3
"""The experiments of mm/README.md: their commands are run, and what the chapter shows of the output
must come, in that order. In a block of an experiment

    make run EXTRA="..."        boots Pagoda with these parameters (ADD=: with more programs)
    /root # ...                 is typed there
    build/user/bin/...          is run on this machine
    make ...                    anything else of make has tests of its own

and all other lines are output, where "..." stands for anything, and ? for a digit. The pictures of
traces are made again (tools/trace/figures.py), and must have the same parts.

    experiments.py [NAME...]    runs these, or those that take long (as `make test-long` does)
"""
import functools
import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree

from boot import BUILD, ROOT, SCRATCH, START_LIMIT, Machine, copy_image, forget, log_of, \
    machine_command, make_swap
from screen import Screen
from terminals import SerialLine

LONG = 10, 11, 12  # experiments that take too long for `make test`
SHORT = "stack", "two"  # pictures that don't
LIBRARY = "/usr/bin/yes"  # what the picture of that name needs
LIMIT = 600  # seconds of QEMU's own time
PROMPT = "/root # "
TALL = 400  # rows, so that nothing leaves the screen
PARAMETERS = "root=hda swap=hdb"  # those of `make run`


class Step:
    def __init__(self, command):
        self.command = command
        self.typed = []  # (line, what must follow)
        self.expected = []

    def expect(self, line):
        (self.typed[-1][1] if self.typed else self.expected).append(line)


@functools.lru_cache(None)
def read_experiments():
    """Number -> steps."""
    with open(f"{ROOT}/mm/README.md", encoding="utf-8") as file:
        chapter = file.read().split("\n## Experiments\n")[1].split("\n## ")[0]
    found = {}
    for section in re.split(r"^### ", chapter, flags=re.MULTILINE)[1:]:
        number = re.match(r"(\d+)\. ", section)
        if number:
            found[int(number[1])] = list(read_steps(section))
    return found


def read_steps(section):
    step = None
    for line in re.findall(r"^    (.*)$", section, re.MULTILINE):
        if line.startswith(("make ", "build/")):
            if step:
                yield step
            step = Step(re.sub(r"  +#.*", "", line))
        elif line.startswith(PROMPT):
            step.typed.append((line[len(PROMPT):], []))
        else:
            step.expect(line)
    if step:
        yield step


@functools.lru_cache(None)
def pictures():
    """Those of traces, by their names in mm/."""
    with open(f"{ROOT}/tools/trace/figures.py", encoding="utf-8") as file:
        return re.findall(r'^    "(\w+)": \[', file.read(), re.MULTILINE)


def names(long=False):
    experiments = [f"experiment/{number}" for number in read_experiments() if (number in LONG) == long]
    return experiments + [f"picture/{name}" for name in pictures() if (name not in SHORT) == long]


PLACES = names()


def disk_with(name, programs):
    """The disk of the tests, with more programs: how `make run ADD=` makes one."""
    if not programs:
        return copy_image("root-4096.img", name)
    folder, disk = f"{SCRATCH}/{name}.root", f"{SCRATCH}/{name}.img"
    subprocess.run([f"{ROOT}/scripts/mkadd", folder, f"{BUILD}/root", *programs.split()], check=True)
    subprocess.run([f"{ROOT}/scripts/mkdisk", "--block-size", "4096", disk, folder], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.rmtree(folder)
    return disk


def pattern_of(text, anything, space):
    """`...` stands for anything, ? for a digit."""
    parts = (anything if part == "..." else space if part.isspace() else
             re.escape(part).replace(r"\?", r"\d") for part in re.split(r"(\.\.\.|\s+)", text))
    return "".join(parts)


def patterns_of(expected):
    """(text, pattern) of each line, and of each paragraph (from "At" on), whose lines may end
    elsewhere."""
    lines = list(expected)
    while lines:
        text = lines.pop(0)
        if text.startswith("At "):
            while lines:
                text += " " + lines.pop(0)
            yield text, pattern_of(text, r"(?:(?!\n\n).)*?", r"\s+")
        else:
            yield text, r"^[ ]*" + pattern_of(text.strip(), r"[^\n]*?", "[ ]+") + r"[ ]*$"


def missing_in(step, expected, text):
    position = 0
    for wanted, pattern in patterns_of(expected):
        found = re.compile(pattern, re.MULTILINE | re.DOTALL).search(text, position)
        if not found:
            return [f"`{step.command}` does not show: {wanted}", *text.splitlines()]
        position = found.end()
    return []


def run_machine(step, name, parameters, disk):
    machine = Machine(name, parameters, disk, make_swap(name, 64))
    lines, deadline = [], machine.time.now() + LIMIT
    try:
        while (line := machine.read_line(deadline)) is not None:
            lines.append(line.decode(errors="replace"))
    except TimeoutError:
        machine.process.kill()
        return [f"`{step.command}` does not end", *lines]
    finally:
        machine.end()
    return missing_in(step, step.expected, "\n".join(lines))


def type_lines(step, name, parameters, disk):
    terminal = SerialLine(name, machine_command(name, parameters, disk, make_swap(name, 64)) +
                          ["-monitor", "none"])
    terminal.screen = Screen(TALL)
    try:
        terminal.wait_until(lambda text: text.endswith(PROMPT.strip()), START_LIMIT)
        for typed, expected in step.typed:
            terminal.settle()
            before = len(terminal.screen.text())
            terminal.type(typed + "\r")
            terminal.wait_until(lambda text: len(text) > before + len(typed) and
                                text.endswith(PROMPT.strip()))
            terminal.settle()
            if wrong := missing_in(step, expected, terminal.screen.text()[before:]):
                return wrong
    finally:
        terminal.end()
        forget(name, ".iso", ".swap")
    return []


def run_step(step, name):
    """What is wrong."""
    words = shlex.split(step.command)
    if words[0] != "make":
        done = subprocess.run([f"{ROOT}/{words[0]}", *words[1:]], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        return missing_in(step, step.expected, done.stdout)
    if words[1] != "run":
        return []
    settings = dict(word.split("=", 1) for word in words[2:])
    parameters = f"{PARAMETERS} {settings.get('EXTRA', '')}"
    disk = disk_with(name, settings.get("ADD"))
    try:
        return (type_lines if step.typed else run_machine)(step, name, parameters, disk)
    finally:
        forget(name, ".img")


# ---- Pictures

SVG = "{http://www.w3.org/2000/svg}"
NEAR = .15  # how much the number of a panel's faults may differ


def parts_of(path):
    """(its texts without numbers and names of files, how many rectangles it has, the faults of each panel)."""
    root = xml.etree.ElementTree.parse(path).getroot()
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    faults = [int(found[1].replace(",", "")) for text in texts
              if (found := re.search(r"([\d,]+) faults$", text))]
    words = {re.sub(r"^.*: (?=text$|constants$|data$)|\d[\d,]*", "", text) for text in texts}
    return sorted(words), len(list(root.iter(f"{SVG}rect"))), faults


def draw_again(picture):
    """What is wrong with a picture of mm/."""
    name = f"picture-{picture}"
    disk = copy_image("root-4096.img", name)
    with open(log_of(name), "w", encoding="utf-8") as log:
        done = subprocess.run([f"{ROOT}/tools/trace/figures.py", SCRATCH, disk, picture], cwd=ROOT,
                              stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    forget(name, ".img")
    kept, made = f"{ROOT}/mm/{picture}.svg", f"{SCRATCH}/{picture}.svg"
    if done.returncode:
        return [f"figures.py has status {done.returncode}"]
    (texts, bands, faults), (new_texts, new_bands, new_faults) = parts_of(kept), parts_of(made)
    near = all(abs(new - old) <= NEAR * old for old, new in zip(faults, new_faults))
    if os.path.getsize(kept) > 100_000 or (texts, bands) != (new_texts, new_bands) or not near:
        return [f"{kept} is not what is drawn now: {made}", f"{texts}, {bands} bands, {faults} faults",
                f"{new_texts}, {new_bands} bands, {new_faults} faults"]
    os.remove(made)
    return []


# ---- All of them

def what_lacks(name):
    """The first program for ADD= that this machine has not."""
    if name.startswith("picture/"):
        return None if os.path.exists(LIBRARY) or name != "picture/library" else LIBRARY
    for step in read_experiments()[int(name.split("/")[1])]:
        for path in re.findall(r"ADD=(\S+)", step.command):
            if not os.path.exists(path):
                return path
    return None


def play(name):
    """What is wrong with this experiment or picture."""
    kind, _, which = name.partition("/")
    if kind == "picture":
        return draw_again(which)
    for step in read_experiments()[int(which)]:
        if wrong := run_step(step, name.replace("/", "-")):
            return wrong
    return []


def main():
    os.makedirs(SCRATCH, exist_ok=True)
    good = True
    for name in sys.argv[1:] or names(long=True):
        wrong = play(name)
        good = good and not wrong
        print("\n".join([f"not ok {name}", *wrong] if wrong else [f"ok {name}"]), flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
