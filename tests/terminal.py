"""A person at the terminal: keystrokes for busybox's shell and its programs, on Linux at a
pseudo-terminal, in Pagoda at one that is its serial line, or at keyboard and screen. After each
piece of typing the screen on Linux must show what is expected, and then Pagoda's must become the
same.
"""
import difflib
import functools
import os
import shutil
import tempfile
import threading

from boot import (BUILD, START_LIMIT, copy_image, e2fsck_complaints, forget, log_of,
                  machine_command)
from report import Result
from terminals import DOWN, ESCAPE, LEFT, UP, KeyboardAndScreen, PseudoTerminal, SerialLine

linux = threading.Lock()  # one scene at a time is played there, and only once
BUSYBOX = os.path.join(BUILD, "box", "bin", "busybox")

# What is typed in each scene, and what must then be somewhere on the screen.
SCENES = {
    "line-editing": [
        ("echo hellx\x7fo wrld", "hello wrld"),
        (LEFT * 3 + "o", "hello world"),
        ("\x01\x1b[3~E\x05!\r", "sh: Echo: not found"),
        ("echo nothing\x15echo one two\x17three\r", "\none three"),
        ("echo cut off\x02\x02\x02\x0b\r", "\ncut\n"),
        ("echo 'a line\r", "\n>"),
        ("continued'\r", "\na line\ncontinued\n"),
        ("echo " + "long " * 20 + "\r", "\nlong long"),
    ],
    "history": [
        ("echo first\r", "\nfirst\n"),
        ("echo second\r", "\nsecond\n"),
        (UP + UP + "\r", "echo first\nfirst"),
        (UP + UP + DOWN + "\x7fT\r", "\nfirsT\n"),
    ],
    "completion": [
        ("mkdir -p somewhere/deep; touch somewhere/unique-file\r", "unique-file"),
        ("ls some\tuni\t\r", "\nsomewhere/unique-file\n"),
        ("ls somewhere/\t\t", "deep/"),
        ("\x15echo\r", "echo"),
    ],
    "interrupt": [
        ("sleep 100\r", "sleep 100"),
        ("\x03", "^C"),
        ("echo $?\r", "130"),
        ("echo never run\x03", "never run"),
        ("yes > /dev/null\r", "null"),
        ("\x03", "null\n^C"),
        ("cat\r", "cat"),
        ("\x03", "cat\n^C"),
        ("echo still here\r", "\nstill here"),
    ],
    "jobs": [
        ("sleep 100\r", "sleep 100"),
        ("\x1a", "Stopped"),
        ("jobs\r", "jobs\n[1]"),
        ("bg; jobs\r", "Running"),
        ("fg\r", "fg\nsleep 100"),
        ("\x1a", "Stopped"),
        ("clear; kill %1; wait; echo done\r", "done\n$"),
        ("sleep 1 | cat; echo slept\r", "\nslept"),
        ("cat > typed\r", "cat > typed"),
        ("a line\r", "a line"),
        ("\x1a", "Stopped"),
        ("fg\r", "fg\ncat 1>typed"),
        ("another\r\x04", "another\n"),
        ("cat typed\r", "cat typed\na line\nanother"),
        ("(sleep 1; cat) &\r", "cat"),
        ("sleep 2; jobs\r", "Stopped (tty input)"),
        ("kill %1; clear; echo end\r", "end\n$"),
    ],
    "end-of-file": [
        ("cat\r", "cat"),
        ("some text\r", "some text\nsome text"),
        ("\x04", "some text"),
        ("wc -c\r", "wc -c"),
        ("abc\x04\x04", "abc3"),
        ("env PS1='inner ' sh\r", "\ninner"),
        ("\x04", "\ninner"),
        ("head -n 1\r", "head"),
        ("wrong\x15right\x7f\x7fed\r", "\nriged"),
        ("stty -echo; read -r x; stty echo; echo \"<$x>\"\r", "stty"),
        ("hidden\r", "\n<hidden>"),
    ],
    "answer": [  # where is the cursor?
        ("stty -icanon -echo; printf '\\033[6n'; dd bs=1 count=6 | od -c; stty icanon echo\r",
         " 033   [   3   ;   1   R"),
    ],
    "vi": [
        ("vi text\r", "~"),
        ("ione\rtwo\rthree" + ESCAPE, "one\ntwo\nthree\n~"),
        ("kyyp", "one\ntwo\ntwo\nthree\n~"),
        ("ddgg", "one\ntwo\nthree\n~"),
        ("Aline" + ESCAPE, "oneline\n"),
        (":%s/t/T/g\r", "oneline\nTwo\nThree\n"),
        ("/Three\rxu", "Three\n~"),
        (":wq\r", "\n$"),
        ("cat text\r", "cat text\noneline\nTwo\nThree"),
    ],
    "less": [
        ("seq 200 > lines; less lines\r", "\n23\n"),
        (" ", "\n46\n"),
        ("G", "\n200\n"),
        ("g", "\n24\n"),
        ("/77", "\n/77"),  # for each key the terminal's mode changes twice, and so what \r means
        ("\r", "\n100\n"),
        ("q", "77"),
    ],
}
# Where somebody sits, and the scenes that are played there.
PLACES = {
    "terminal": (SerialLine, list(SCENES)),
    "keyboard": (KeyboardAndScreen, ["line-editing", "interrupt", "jobs", "answer", "vi", "less"]),
}
ENDS = "powers-off", "disk-is-clean"  # what must be true of each place in the end


def at_prompt(text):
    return text.endswith(("#", "$"))


def begin(terminal, home):
    """The same directory and prompt everywhere."""
    terminal.wait_until(at_prompt)
    terminal.type(f"cd {home}; PS1='$ '; HISTFILE=\r")
    terminal.wait_until(lambda text: text.endswith("\n$"))
    terminal.settle()


@functools.lru_cache(None)
def play_on_linux(scene):
    """The screen after each piece; why it is not what it should be, if so."""
    home = tempfile.mkdtemp(prefix="terminal-")
    path = ":".join(f"{BUILD}/box/{folder}" for folder in ("bin", "sbin", "usr/bin", "usr/sbin"))
    environment = {"PATH": path, "HOME": home, "TERM": "linux"}
    terminal = PseudoTerminal(f"linux-{scene}", [BUSYBOX, "sh"], env=environment)
    screens = []
    try:
        begin(terminal, home)
        for keys, expected in [("clear\r", "$")] + SCENES[scene]:
            terminal.type(keys)
            if not terminal.wait_until(lambda text: expected in text + "\n"):
                return screens, [f"after {keys!r} Linux shows no {expected!r}:",
                                 terminal.screen.text()]
            terminal.settle()
            screens.append(terminal.screen.text())
    finally:
        terminal.end()
        shutil.rmtree(home)
    return screens, []


def play_in_pagoda(terminal, scene, screens):
    """Why the screen does not become the same, if so."""
    home = f"/tmp/{scene}"
    terminal.wait_until(at_prompt)
    terminal.type(f"mkdir {home}\r")
    terminal.settle()
    begin(terminal, home)
    for (keys, _), wanted in zip([("clear\r", "")] + SCENES[scene], screens):
        terminal.type(keys)
        if not terminal.wait_until(lambda text: text == wanted):
            diff = difflib.unified_diff(wanted.split("\n"), terminal.screen.text().split("\n"),
                                        "Linux", "Pagoda", lineterm="")
            return [f"after {keys!r} the screen is another:", *diff]
        terminal.settle()  # nobody types ahead of a program that changes the terminal's mode
    return []


def play_scenes(name, terminal, chosen):
    """For each of these scenes, and the end, its name and what is wrong with it."""
    if not terminal.wait_until(at_prompt, START_LIMIT):
        yield "starts", ["no prompt:", terminal.screen.text()]
        return
    terminal.type("exec sh\r")  # whose name is the same on Linux
    terminal.settle()
    for scene in chosen:
        with linux:
            screens, wrong = play_on_linux(scene)
        yield scene, wrong or play_in_pagoda(terminal, scene, screens)
    terminal.type("poweroff\r")
    terminal.wait_until(lambda text: False)  # until QEMU ends
    off = terminal.process.poll() is not None
    yield "powers-off", [] if off else ["it does not:", terminal.screen.text()]


def play(name, chosen):
    """Plays these scenes at the place of this name, in one boot: their results."""
    disk = copy_image("box.img", name)
    command = machine_command(name, "root=hda init=/sbin/init", disk)
    terminal = PLACES[name][0](name, command + ["-monitor", "none"])
    all_is_well = True

    def result(of, wrong):
        nonlocal all_is_well
        all_is_well = all_is_well and not wrong
        repeat = f"{name}/{of}" if of in chosen else f"{name}/*"
        why = wrong[0] if wrong else None
        return Result(f"{name}/{of}", why, wrong[1:], log=log_of(name), repeat=repeat)

    try:
        for of, wrong in play_scenes(name, terminal, chosen):
            yield result(of, wrong)
    finally:
        terminal.end()
    yield result("disk-is-clean", [line.decode() for line in e2fsck_complaints(disk)])
    forget(name, ".iso", ".vga")
    if all_is_well:
        forget(name, ".img")
