"""How long to wait for another process, on a host that may be busy.

A process is waited for in its own time: the time for which it was ready to run, and others had the
processors, does not count. So a host that is ten times slower makes nobody late; a process that
computes for ever, or sleeps for ever, is late after as many seconds as on an idle host.
"""
import os
import time

SLOWEST = 20  # its time goes by at least so many times slower than ours, whatever Linux says


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:  # it has ended, or this is not Linux
        return ""


def threads_of(pid):
    """The folders of its threads."""
    try:
        return [f"/proc/{pid}/task/{thread}" for thread in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


def threads_of_session(session):
    """Those of all its processes."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        fields = read(f"/proc/{pid}/stat").rpartition(") ")[2].split()
        if fields and int(fields[3]) == session:
            yield from threads_of(pid)


def seconds_ready(thread):
    """For how long it has waited for a processor: the second number, in ns."""
    numbers = read(f"{thread}/schedstat").split()
    return int(numbers[1]) / 1e9 if len(numbers) > 1 else 0


class OwnTime:
    """A clock that goes as a process gets on, with all of its threads; or a whole session."""

    def __init__(self, pid, parts=threads_of):
        self.pid, self.parts = pid, parts
        self.start = self.last = time.monotonic()
        self.ready = {}  # by thread
        self.waited = 0

    def now(self):
        """To be asked often: of threads that waited, each may have kept the others waiting."""
        ready = {thread: seconds_ready(thread) for thread in self.parts(self.pid)}
        waited = sum(ready[thread] - self.ready.get(thread, 0) for thread in ready)
        now = time.monotonic()
        self.waited += min(waited, now - self.last)
        self.ready, self.last = ready, now
        passed = now - self.start
        return max(passed - self.waited, passed / SLOWEST)

    def is_busy(self):
        """Whether a thread runs, or would if it could, or waits for a disk."""
        states = (read(f"{thread}/stat").rpartition(") ")[2][:1] for thread in self.parts(self.pid))
        return any(state in ("R", "D") for state in states)
