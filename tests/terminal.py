"""A person at the terminal: keystrokes for a shell and its programs, on Linux at a pseudo-terminal,
in Pagoda at one that is its serial line, or at keyboard and screen. After each piece of typing the
screen on Linux must show what is expected, and then Pagoda's must become the same. The shell is
busybox's or our own.
"""
import difflib
import functools
import os
import re
import shutil
import tempfile
import threading
from dataclasses import dataclass

from boot import (BUILD, START_LIMIT, copy_image, e2fsck_complaints, forget, log_of,
                  machine_command)
from report import Result
from terminals import DOWN, ESCAPE, LEFT, UP, KeyboardAndScreen, LinuxTerminal, SerialLine

linux = threading.Lock()  # one scene at a time is played there, and only once


@dataclass(eq=False)
class Shell:
    """One that is the same program on Linux and in Pagoda, with the same other programs."""
    command: list
    folders: list  # of the other programs
    disk: str  # an image in build/
    parameters: str  # the kernel's
    clear: str  # what is typed for an empty screen
    scenes: dict


# What is typed in each scene, and what must then be somewhere on the screen.
BUSYBOX_SCENES = {
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
        ("mkdir -p somewhere/deep; touch somewhere/unique-file\r", "unique-file\n$"),
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
    "jobs": [  # of a program that no ash has within itself: newer ones have sleep
        ("tail -f /dev/null\r", "tail -f"),
        ("\x1a", "Stopped"),
        ("jobs\r", "jobs\n[1]"),
        # Busybox 1.36 shows a second prompt if SIGCHLD comes while it reads a line: tail runs again.
        ("bg; (sleep 1); jobs\r", "Running"),
        ("fg\r", "fg\ntail -f"),
        ("\x1a", "Stopped"),
        ("clear; kill %1; wait; echo done\r", "done\n$"),
        ("sleep 1 | cat; echo slept\r", "\nslept"),
        ("cat > typed\r", "cat > typed"),
        ("a line\r", "a line"),
        ("\x1a", "Stopped"),
        ("fg\r", "fg\ncat 1>typed"),
        ("another\r\x04", "another\n"),
        ("cat typed\r", "cat typed\na line\nanother"),
        ("cat & sleep 2; jobs\r", "Stopped (tty input)"),
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
        ("stty -icanon -echo; printf '\\033[6n'; dd bs=1 count=6 2>&- | od -c; stty icanon echo\r",
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
OUR_SCENES = {
    "editing": [
        ("echo hellx\x7fo wrld", "hello wrld"),
        (LEFT * 3 + "o", "hello world"),
        ("\x1b[D" * 40 + "\x1b[C\x1b[3~C", "$ eCho hello world"),
        ("\x1b[HX\x1b[F!", "$ XeCho hello world!"),
        ("\x01\x1b[3~\x06\x08E\x05\r", "sh: ECho: not found; try `help`"),
        ("echo nothing\x15echo one two\x17three\r", "\none three"),
        ("echo cut off\x02\x02\x02\x0b\x04\r", "\ncut"),
        ("\x0c", "$"),
        ("echo 'a line\r", "\n>"),
        ("continued'\r", "\na line\ncontinued\n"),
        ("for i in 1 2\r", "\n>"),
        ("do echo number $i; done\r", "\nnumber 1\nnumber 2\n"),
        ("echo " + "long " * 20, "long long long"),  # the line scrolls
        ("\x01\x1b[3~E", "$ Echo long"),
        ("\x08e\x05end\r", "\nlong long"),
        ("unknown keys: \x1b[24~\x1bx\x15echo over\r", "\nover"),
        ("exec no-such-thing; echo $? still here\r", "\n127 still here"),
        ("help \"a'b\"\r", "sh: a'b: not found; try `help`"),
    ],
    "history": [
        ("echo first\r", "\nfirst\n"),
        ("echo second\r", "\nsecond\n"),
        (UP + UP + "\r", "echo first\nfirst"),
        (UP + UP + DOWN + "\x7fT\r", "\nfirsT\n"),
        ("unfinished" + UP, "$ echo firsT"),
        (DOWN + DOWN, "$ unfinished"),
        ("\x15" + UP * 3 + "\x10\x0e\r", "\nsecond\n$"),
    ],
    "completion": [
        ("mkdir -p somewhere/deep; echo > somewhere/unique-file; echo > 'somewhere/a b'\r", "a b'\n$"),
        ("ls some\tuni\t\r", "\nsomewhere/unique-file\n"),
        ("ls somewhere/\t", "\nsomewhere/a\\ b  somewhere/deep/"),
        ("a\t\r", "\nsomewhere/a b\n"),
        ("wc -c < somewhere/u\t\r", "\n       1\n"),
        ("fals\t; echo $?\r", "\n1"),
        ("conti\t", "$ continue"),
        ("\x15no-such-thi\t", "$ no-such-thi"),
        ("\x15echo end\r", "\nend"),
    ],
    "interrupt": [
        ("sleep 100\r", "sleep 100"),
        ("\x03", "^C"),
        ("echo $?\r", "130"),
        ("echo never run\x03", "never run^C"),
        ("if true\r", ">"),
        ("\x03", "> ^C"),
        ("while :; do :; done\r", "done"),
        ("\x03", "done\n^C"),
        ("while true; do sleep 100; done; echo never\r", "never"),
        ("\x03", "never\n^C"),
        ("cat\r", "cat"),
        ("\x03", "cat\n^C"),
        ("echo $(cat)\r", "cat"),
        ("\x03", "$"),
        ("echo still here\r", "\nstill here"),
    ],
    "jobs": [
        ("sleep 100\r", "sleep 100"),
        ("\x1a", "stopped"),
        ("bg\r", "bg"),
        ("fg\r", "fg"),
        ("\x1a", "fg\n^Z"),
        ("kill -9 -$!; sleep 0.1\r", "ended"),
        ("cat > typed\r", "cat > typed"),
        ("a line\r", "a line"),
        ("\x1a", "a line\n^Z"),
        ("fg\r", "fg"),
        ("another\r\x04", "another\n"),
        ("cat typed\r", "cat typed\na line\nanother"),
        ("cat & while ! grep stopped /proc/$!/status >/dev/null; do sleep 0.1; done\r",
         "] stopped\n$"),
        ("kill -9 -$!; sleep 0.1\r", "sleep 0.1\n["),
        ("sleep 0.1 | cat; echo slept\r", "\nslept"),
        ("sleep 0.1 & wait; echo waited\r", "\nwaited"),
        ("fg\r", "no such job"),
    ],
    "plain-lines": [  # where a terminal is no good, or there is none
        ("PS1='$ ' TERM=dumb sh\r", "sh\n$"),
        ("echo pl\x7f\x7fone\ttwo\r", "\none two"),  # this Tab completes nothing
        ("if true\r", ">"),
        ("then echo two; fi\r", "\ntwo"),
        ("typed", "typed"),
        ("\x03", "typed^C"),
        ("\x04", "$"),
        ("{ echo 'echo $0'; echo 'echo three'; } | sh\r", "\nsh\nthree"),
    ],
}
BOX = os.path.join(BUILD, "box")
BUSYBOX = Shell([f"{BOX}/bin/busybox", "sh"],
                [f"{BOX}/{folder}" for folder in ("bin", "sbin", "usr/bin", "usr/sbin")],
                "box.img", "root=hda init=/sbin/init", "clear\r",
                BUSYBOX_SCENES)
OURS = Shell([os.path.join(BUILD, "user", "bin", "sh")], [os.path.join(BUILD, "root", "bin")],
             "root-4096.img", "root=hda", "\x0c", OUR_SCENES)

# Where somebody sits, at which shell, and the scenes that are played there.
PLACES = {
    "terminal": (SerialLine, BUSYBOX, list(BUSYBOX_SCENES)),
    "keyboard": (KeyboardAndScreen, BUSYBOX,
                 ["line-editing", "interrupt", "answer", "vi", "less"]),
    "prompt": (SerialLine, OURS, list(OUR_SCENES)),
}
ENDS = "powers-off", "disk-is-clean"  # what must be true of each place in the end


def at_prompt(text):
    return text.endswith(("#", "$"))


def type_command(terminal, command):
    """Types it, and waits for the next prompt."""
    terminal.type(command + "\r")
    terminal.wait_until(lambda text: command + "\n" in text and at_prompt(text))
    terminal.settle()


def begin(terminal, shell, home):
    """The same directory and prompt everywhere, and nothing else on the screen."""
    terminal.wait_until(at_prompt)
    type_command(terminal, f"cd {home}; PS1='$ '; HISTFILE=")
    terminal.type(shell.clear)
    terminal.wait_until(lambda text: text == "$")
    terminal.settle()


def shown(terminal):
    """The screen's text without the numbers of jobs, which are those of processes."""
    return re.sub(r"(?m)^\[[0-9]+\](?= (ended|stopped))", "[JOB]", terminal.screen.text())


@functools.lru_cache(None)
def play_on_linux(shell, scene):
    """The screen after each piece; why it is not what it should be, if so."""
    home = tempfile.mkdtemp(prefix="terminal-")
    environment = {"PATH": ":".join(shell.folders), "HOME": home, "TERM": "linux"}
    terminal = LinuxTerminal(f"linux-{scene}", shell.command, env=environment)
    screens = []
    try:
        begin(terminal, shell, home)
        for keys, expected in shell.scenes[scene]:
            before = terminal.heard  # what is expected may be there before the answer
            terminal.type(keys)
            if not terminal.wait_until(lambda text: terminal.heard > before and
                                       expected in text + "\n"):
                return screens, [f"after {keys!r} Linux shows no {expected!r}:",
                                 terminal.screen.text()]
            terminal.settle()
            screens.append(shown(terminal))
    finally:
        terminal.end()
        shutil.rmtree(home)
    return screens, []


def play_in_pagoda(terminal, shell, scene, screens):
    """Why the screen does not become the same, if so."""
    home = f"/tmp/{scene}"
    terminal.wait_until(at_prompt)
    type_command(terminal, f"mkdir {home}")
    begin(terminal, shell, home)
    for (keys, _), wanted in zip(shell.scenes[scene], screens):
        terminal.type(keys)
        if not terminal.wait_until(lambda text: shown(terminal) == wanted):
            diff = difflib.unified_diff(wanted.split("\n"), shown(terminal).split("\n"),
                                        "Linux", "Pagoda", lineterm="")
            return [f"after {keys!r} the screen is another:", *diff]
        terminal.settle()  # nobody types ahead of a program that changes the terminal's mode
    return []


def play_scenes(shell, terminal, chosen):
    """For each of these scenes, and the end, its name and what is wrong with it."""
    if not terminal.wait_until(at_prompt, START_LIMIT):
        yield "starts", ["no prompt:", terminal.screen.text()]
        return
    type_command(terminal, "exec sh")  # whose name is the same on Linux
    for scene in chosen:
        with linux:
            screens, wrong = play_on_linux(shell, scene)
        yield scene, wrong or play_in_pagoda(terminal, shell, scene, screens)
    terminal.type("poweroff\r")
    terminal.wait_until(lambda text: False)  # until QEMU ends
    off = terminal.process.poll() is not None
    yield "powers-off", [] if off else ["it does not:", terminal.screen.text()]


def play(name, chosen):
    """Plays these scenes at the place of this name, in one boot: their results."""
    kind, shell, _ = PLACES[name]
    disk = copy_image(shell.disk, name)
    command = machine_command(name, shell.parameters, disk)
    terminal = kind(name, command + ["-monitor", "none"])
    all_is_well = True

    def result(of, wrong):
        nonlocal all_is_well
        all_is_well = all_is_well and not wrong
        repeat = f"{name}/{of}" if of in chosen else f"{name}/*"
        why = wrong[0] if wrong else None
        return Result(f"{name}/{of}", why, wrong[1:], log=log_of(name), repeat=repeat)

    try:
        for of, wrong in play_scenes(shell, terminal, chosen):
            yield result(of, wrong)
    finally:
        terminal.end()
    yield result("disk-is-clean", [line.decode() for line in e2fsck_complaints(disk)])
    forget(name, ".iso", ".vga")
    if all_is_well:
        forget(name, ".img")
