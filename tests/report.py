"""What `make test` shows: results in the order of their jobs, whichever job ends first; meanwhile
how far all jobs are; at the end what failed, with the log to read and the command that repeats it,
how many were skipped for which reason, and the sums.

At a terminal the last line is a status, which is written anew whenever something happens. Elsewhere
a line says how far the jobs are when nothing else has been printed for a while.
"""
import os
import queue
import shlex
import shutil
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field

SILENCE = 20  # seconds without a line after which one says how far we are
RED, GREEN, PLAIN = "\033[31m", "\033[32m", "\033[0m"
ERASE_LINE = "\r\033[K"


@dataclass
class Result:
    name: str
    why: str = None  # why it failed; None: it passed
    details: list = field(default_factory=list)
    skipped: str = None  # why it did not run
    log: str = None  # path of the file to read after a failure
    repeat: str = None  # what TEST= selects it, if not its name


class Job:
    """Results that come one after the other. `names` are those that must come; one that never comes
    has failed."""

    def __init__(self, names, results):
        self.results = results
        self.missing = dict.fromkeys(names)  # a set that keeps the order
        self.arrived = deque()  # … and wait to be printed
        self.begun = self.ended = False


class Screen:
    """Where the lines go. At a terminal, `status` stands below them."""

    def __init__(self, file):
        self.file = file
        self.is_terminal = file.isatty() and os.environ.get("TERM") != "dumb"
        self.has_colour = self.is_terminal and not os.environ.get("NO_COLOR")
        self.status = ""
        self.last_line = time.monotonic()

    def line(self, text, colour=None):
        if colour and self.has_colour:
            text = colour + text + PLAIN
        self.file.write((ERASE_LINE if self.status else "") + text + "\n" + self.status)
        self.file.flush()
        self.last_line = time.monotonic()

    def show_status(self, text):
        text = text[:shutil.get_terminal_size().columns - 1]
        if self.is_terminal and text != self.status:
            self.file.write(ERASE_LINE + text)
            self.file.flush()
            self.status = text


class Report:
    """Takes from `events` pairs of a job and its next result (None: the job has ended)."""

    def __init__(self, jobs, file=None):
        self.jobs = jobs
        self.events = queue.Queue()
        self.screen = Screen(file or sys.stdout)
        self.passed = self.failed = 0
        self.failures = []  # those that have been printed
        self.skipped = Counter()

    def run(self):
        """Returns when all jobs have ended and all is printed: whether all tests passed."""
        left = deque(self.jobs)
        while left:
            self.show_progress()
            try:
                self.take(*self.events.get(timeout=1))
            except queue.Empty:
                continue
            while left:
                self.print_arrived(left[0])
                if not left[0].ended:
                    break
                left.popleft()
        self.screen.show_status("")
        self.sum_up()
        return self.passed > 0 and not self.failed

    def take(self, job, result):
        if result is None:
            job.ended = True
            for name in list(job.missing):
                self.take(job, Result(name, "not run: no result has come"))
            return
        job.missing.pop(result.name, None)
        job.arrived.append(result)
        if result.skipped:
            self.skipped[result.skipped] += 1
        elif result.why:
            self.failed += 1
        else:
            self.passed += 1

    def progress(self):
        done = self.passed + self.failed
        missing = sum(len(job.missing) for job in self.jobs)
        running = [next(iter(job.missing)) for job in self.jobs
                   if job.begun and job.missing]
        return f"{done} of {done + missing}, {self.failed} failed: " + ", ".join(running)

    def show_progress(self):
        self.screen.show_status(self.progress())
        if not self.screen.is_terminal and time.monotonic() > self.screen.last_line + SILENCE:
            self.screen.line("# " + self.progress())

    def print_arrived(self, job):
        while job.arrived:
            result = job.arrived.popleft()
            if result.why:
                self.failures.append(result)
                self.screen.line(f"not ok {result.name} - {result.why}", RED)
                for line in result.details:
                    self.screen.line("    " + line)
            elif not result.skipped:
                self.screen.line("ok " + result.name)

    def sum_up(self):
        line = self.screen.line
        if self.failures:
            line("")
        for result in self.failures:
            line(f"failed: {result.name} - {result.why}", RED)
            if result.log:
                line(f"    log:   {os.path.relpath(result.log)}")
            line(f"    again: make test TEST={shlex.quote(result.repeat or result.name)}")
        for reason, count in self.skipped.items():
            line(f"skipped: {count} {reason}")
        if not self.passed and not self.failed and not self.skipped:
            line("# no test has such a name")
        line(f"{self.passed} passed, {self.failed} failed", RED if self.failed else GREEN)
