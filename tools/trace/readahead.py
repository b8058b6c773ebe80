#!/usr/bin/env python3
"""Draws which pages of a mapped file were touched, and which were read for that, as a still picture.

    readahead.py OUTPUT.svg (NAME TRACE)...

One panel a trace: of the record with most faults, the first ones. What figure.py draws, closer.
"""
import collections
import sys

sys.dont_write_bytecode = True
from events import Damaged  # noqa: E402
from memory import frame_number  # noqa: E402
from story import Story  # noqa: E402
import figure  # noqa: E402

KINDS = [("read from the disk", "#a6c8e8"), ("touched", "#0072b2")]
READ, TOUCHED = range(2)


class Requests(Story):
    """Pages of files that a fault mapped or had read, in order: (kind, record, page of the file)."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def see(self, kind, touch, frame):
        record = touch and self.record_of(touch["space"], touch["address"])
        if record and record["object"] == frame.object != 0:
            self.seen.append((kind, (record["space"], record["start"]), frame.index))

    def on_read(self, event):
        super().on_read(event)
        self.see(READ, self.touching.get(event["pid"]), self.frame(event["frame"]))

    def on_fault(self, event):
        super().on_fault(event)
        entry = self.walk(event["space"], event["address"])[-1]
        self.see(TOUCHED, event, self.frame(frame_number(entry)))


class Panel(figure.Panel):
    def __init__(self, name, story):
        most = collections.Counter(record for kind, record, _ in story.seen if kind == TOUCHED).most_common(1)
        self.name, self.faults, self.marks = name, 0, []
        for kind, record, page in story.seen:
            if record == most[0][0] and self.faults < figure.COLUMNS:
                self.marks.append((self.faults, page, kind))
                self.faults += kind == TOUCHED
        pages = [page for _, page, _ in self.marks]
        first, last = min(pages), max(pages)
        self.labels, self.bands = [f"pages {first}–{last}"], [("", first, last)]


def main(output, *runs):
    try:
        figure.draw([Panel(name, Requests().read(trace)) for name, trace in zip(runs[::2], runs[1::2])],
                    output, KINDS)
    except (OSError, Damaged) as error:
        return f"readahead: {error}"
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
