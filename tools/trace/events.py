"""The lines of a trace (kernel/trace.h) as dictionaries.

Numbers are numbers here, the time is in nanoseconds, and frames are numbered: the frame of physical
address 0x3000 is number 3.
"""
import json

PAGE = 4096
DECIMAL = {"t", "pid", "child", "kernel", "major", "file", "write", "there", "prot", "kind",
           "shared", "locked", "busy", "refs", "faults", "along", "filled", "zeroed", "copied", "allocated", "freed",
           "dropped", "swappedout", "swappedin", "written"}
HEXADECIMAL = {"frames", "zero", "first", "end", "index", "object", "at", "is", "slot", "space",
               "address", "page", "rip", "rsp", "from", "to", "start", "offset", "read", "status",
               "frame"}
EVENTS = {  # and what each must have
    "snapshot": "frames zero", "frame": "first end type", "page": "space address is",
    "counters": "faults", "alloc": "frame type", "free": "frame", "cache": "frame object index",
    "busy": "frame is", "read": "frame file", "write": "frame", "drop": "frame", "evict": "frame", "chance": "frame",
    "swap": "slot frame write", "slot": "frame slot", "entry": "at is", "name": "object name",
    "record": "space start end prot kind shared locked object offset read there",
    "touch": "space address access rip rsp kernel", "fault": "space address major along action",
    "refuse": "space address why", "copy": "from to", "destroy": "space",
    "reference": "space page", "fork": "child space name", "exec": "space name", "exit": "status"}
NEEDED = {event: ["t", "pid", *keys.split()] for event, keys in EVENTS.items()}


class Damaged(Exception):
    """The trace cannot be understood; the text is a sentence for the user."""


def understand(line, where):
    try:
        event = json.loads(line)
        for key in event:
            if key in HEXADECIMAL:
                event[key] = int(event[key], 16)
            elif key in DECIMAL:
                event[key] = int(event[key])
        if all(key in event for key in NEEDED[event["event"]]):
            if "frame" in event:
                event["frame"] //= PAGE
            return event
    except (ValueError, TypeError, KeyError):
        pass
    raise Damaged(f"{where} is not a line of a trace: {line.decode(errors='replace').strip()[:60]}")


def read(path):
    """Yields the events, up to the end of the second snapshot. A last line without its end (the machine
    was stopped) is left out."""
    number = snapshots = 0
    try:
        file = open(path, "rb")
    except OSError as error:
        raise Damaged(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                break
            event = understand(line, f"{path}, line {number},")
            if number == 1 and event["event"] != "snapshot":
                raise Damaged(f"{path} does not begin with a snapshot: its beginning is missing.")
            yield event
            snapshots += event["event"] == "counters"  # which ends a snapshot
            if snapshots == 2:
                break
    if not number:
        raise Damaged(f"{path} is empty: was the kernel started with the parameter trace?")
