"""Terminals at which a test can type, and whose screens it can see."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from boot import SCRATCH, log_of
from patience import OwnTime, threads_of_session
from screen import COLUMNS, ROWS, Screen

# Seconds of the process's own time (see patience.py):
PATIENCE = 30  # until a screen must be as expected
QUIET = 0.3  # without output, after which nothing more comes
LINUX_QUIET = 0.8  # the same on Linux, whose terminals hand over what is written in their own time
BUSY_LIMIT = 3  # after which one that is busy is taken for one that stays so
LEFT, UP, DOWN, ESCAPE = "\x1b[D", "\x1b[A", "\x1b[B", "\x1b"

# Keys of the keyboard by QEMU's names, and what they are without and with shift.
KEYS = {key: key for key in "abcdefghijklmnopqrstuvwxyz0123456789"}
KEYS.update(zip("`-=[]\\;',./ \r\t\x7f" + ESCAPE,
                ["grave_accent", "minus", "equal", "bracket_left", "bracket_right", "backslash",
                 "semicolon", "apostrophe", "comma", "dot", "slash", "spc", "ret", "tab",
                 "backspace", "esc"]))
KEYS.update({UP: "up", DOWN: "down", LEFT: "left", "\x1b[3~": "delete"})
SHIFTED = dict(zip("~!@#$%^&*()_+{}|:\"<>?ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                   "`1234567890-=[]\\;',./abcdefghijklmnopqrstuvwxyz"))
KEY_TIME = 20  # milliseconds for which a key is down, and as long until the next


class Terminal:
    """Something with a screen, at which somebody types. A kind of terminal has `screen`, `process`
    (which makes it work) and its `time`, type(), listen() and end()."""
    quiet = QUIET

    def wait_until(self, satisfied, seconds=PATIENCE):
        """Whether the screen's text becomes so in time."""
        deadline = self.time.now() + seconds
        while not satisfied(self.screen.text()):
            if self.time.now() > deadline or self.process.poll() is not None:
                return False
            self.listen(0.1)
        return True

    def is_busy(self):
        """Whether something goes on that may be seen soon."""
        return False

    def settle(self):
        """Waits until nothing more comes."""
        since = begun = self.time.now()
        while (now := self.time.now()) < since + self.quiet:
            if self.listen(0.1) or now < begun + BUSY_LIMIT and self.is_busy():
                since = now


def forget_ignored_signals():
    """In the child: whoever runs the tests, in the background perhaps, may ignore some."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def take_terminal():
    """In the child: standard input becomes its session's terminal, which has ^C and jobs then."""
    forget_ignored_signals()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class PseudoTerminal(Terminal):
    """A command at a pseudo-terminal, and what it starts there."""

    def __init__(self, name, command, **options):
        self.screen = Screen()
        self.log = open(log_of(name), "wb", buffering=0)  # tests read it before the end
        self.heard = 0  # bytes
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True, preexec_fn=take_terminal,
                                        **options)
        self.time = OwnTime(self.process.pid, threads_of_session)
        os.close(slave)

    def type(self, keys):
        os.write(self.master, keys.encode("latin-1"))

    def is_busy(self):
        """Busybox asks the terminal questions, and loses what is typed right behind the answer. So
        nobody types while anything works."""
        return self.time.is_busy()

    def listen(self, seconds):
        """Shows what comes; whether anything came."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other side is gone
            return False
        self.log.write(data)
        self.heard += len(data)
        self.screen.feed(data)
        if self.screen.answer:
            self.type(self.screen.answer)
            self.screen.answer = ""
        return bool(data)

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)
        self.log.close()


class LinuxTerminal(PseudoTerminal):
    """A shell's, and that of the programs it starts."""
    quiet = LINUX_QUIET


class SerialLine(PseudoTerminal):
    """What a machine's first serial port leads to."""

    def __init__(self, name, command):
        console = ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"]
        super().__init__(name, command + console)


def keys_for(character):
    """The keys that are pressed together for it."""
    if character in KEYS:
        return [KEYS[character]]
    if character in SHIFTED:
        return ["shift", KEYS[SHIFTED[character]]]
    return ["ctrl", chr(ord(character) | 0x60)]


class TextMemory:
    """The screen in the VGA's memory: two bytes a character, from a cell that the CRT controller
    knows."""
    ADDRESS, SIZE, CRT_CONTROLLER, START = 0xb8000, 0x8000, 0x3d4, 0xc

    def __init__(self, monitor, path):
        self.monitor, self.path = monitor, path
        self.lines = []
        self.colours = []  # of each line, the attributes of its characters

    def text(self):
        return "\n".join(self.lines).rstrip("\n")

    def register(self, number):
        self.monitor.say(f"o /b {self.CRT_CONTROLLER} {number}")
        answer = self.monitor.say(f"i /b {self.CRT_CONTROLLER + 1}")  # "portb[0x03d5] = 0x0"
        return int(answer.split("=")[1], 0)

    def look(self):
        """Reads it, while the machine stands still."""
        self.monitor.do("stop")
        first = self.register(self.START) << 8 | self.register(self.START + 1)
        self.monitor.do("pmemsave", val=self.ADDRESS, size=self.SIZE, filename=self.path)
        self.monitor.do("cont")
        with open(self.path, "rb") as file:
            memory = file.read()[2 * first:]
        characters, colours = memory[::2].decode("cp437"), memory[1::2]
        self.colours = [colours[i:i + COLUMNS] for i in range(0, ROWS * COLUMNS, COLUMNS)]
        self.lines = [characters[i:i + COLUMNS].rstrip() for i in range(0, ROWS * COLUMNS, COLUMNS)]


class Monitor:
    """QEMU's, by its protocol QMP: one JSON object a line."""

    def __init__(self, process):
        self.process = process
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        """What QEMU answers. Raises EOFError if it has ended."""
        request = {"execute": command, "arguments": arguments}
        try:
            os.write(self.process.stdin.fileno(), json.dumps(request).encode())
        except BrokenPipeError:
            raise EOFError from None
        for line in self.process.stdout:
            said = json.loads(line)
            if "error" in said:
                raise RuntimeError(f"{command}: {said['error']['desc']}")
            if "return" in said:
                return said["return"]
        raise EOFError

    def say(self, line):
        """A line of the monitor for people."""
        return self.do("human-monitor-command", **{"command-line": line})


class KeyboardAndScreen(Terminal):
    """A machine's own."""

    def __init__(self, name, command):
        path = os.path.join(SCRATCH, name)
        self.process = subprocess.Popen(command + ["-qmp", "stdio", "-serial", f"file:{path}.log"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.time = OwnTime(self.process.pid)
        self.monitor = Monitor(self.process)
        self.screen = TextMemory(self.monitor, path + ".vga")

    def type(self, keys):
        for character in re.findall(r"\x1b\[(?:[A-D]|3~)|.", keys, re.DOTALL):
            pressed = [{"type": "qcode", "data": key} for key in keys_for(character)]
            self.monitor.do("send-key", keys=pressed, **{"hold-time": KEY_TIME})

    def listen(self, seconds):
        """Whether the screen becomes another in this time."""
        time.sleep(seconds)
        before = self.screen.lines
        try:
            self.screen.look()
        except EOFError:  # the machine is off
            return False
        return self.screen.lines != before

    def end(self):
        self.process.kill()
        self.process.wait()
