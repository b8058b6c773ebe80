#!/usr/bin/env python3
"""Draws to which frames the PTEs of a file's pages point, after each fault and each fork, as a still picture.

    entries.py OUTPUT.svg FILE COUNT TRACE

A row of panels for each of the last COUNT pages that were touched in mappings of FILE. If one process has the
page, its whole walk through the page tables is shown; if more have it, only the PTE of each.
"""
import sys

sys.dont_write_bytecode = True
from events import PAGE, Damaged  # noqa: E402
from memory import LEVELS, frame_number  # noqa: E402
from story import Story  # noqa: E402
import svg  # noqa: E402

WRITABLE = 2
BOX, ARROW, HEIGHT, STEP, TOP = 116, 36, 36, 46, 24
WIDTH = 2 * BOX + ARROW + 36  # of a panel
COLOURS = {"table": "#999999", "file": "#0072b2", "anonymous": "#e69f00"}
NAMES = {"table": "page table", "file": "page cache", "anonymous": "anonymous"}


class Panel:
    """The walks of some processes to the same page at a moment, and the frame of the page cache."""

    def __init__(self, title, walks, cached, story):
        self.title, self.cached = title, cached
        self.walks = walks  # (process, index and entry at each level)
        self.kinds = {number: story.frame(number).kind for number in self.frames(LEVELS)}

    def entries(self, levels):
        """(lines, frame) of the last levels."""
        for process, walk in self.walks:
            for depth, (index, entry) in list(enumerate(walk))[-levels:]:
                name = f"PTE {index} of {process}" if depth == LEVELS - 1 else f"level {LEVELS - depth}, entry {index}"
                yield [name, "writable" if entry & WRITABLE else "read-only"], frame_number(entry)

    def frames(self, levels):
        return list(dict.fromkeys([*(frame for _, frame in self.entries(levels)), self.cached]))

    def draw(self, left, top, levels):
        yield svg.text(left, top + 14, self.title)
        right, frames = left + BOX + ARROW, self.frames(levels)
        for place, number in enumerate(frames):
            kind = self.kinds[number]
            yield from draw_box(right, top + TOP + place * STEP, [f"frame {number}", NAMES[kind]], COLOURS[kind])
        for place, (lines, frame) in enumerate(self.entries(levels)):
            y = top + TOP + place * STEP
            end = top + TOP + frames.index(frame) * STEP + HEIGHT / 2
            yield from draw_box(left, y, lines, "#888888")
            yield (f'<path stroke="#888888" stroke-width="1.5" d="M{left + BOX} {y + HEIGHT / 2}L{right} {end}'
                   f'm-7 -4l7 4l-7 4"/>')


def draw_box(left, top, lines, colour):
    yield (f'<rect fill="{colour}" fill-opacity=".2" stroke="{colour}" x="{left}" y="{top}" width="{BOX}" '
           f'height="{HEIGHT}"/>')
    for line, words in enumerate(lines):
        yield svg.text(left + 6, top + 15 + 14 * line, words)


class Entries(Story):
    def __init__(self, file):
        super().__init__()
        self.file, self.rows = file, {}  # address -> panels
        self.cached = {}  # (object, index) -> frame

    def on_cache(self, event):
        super().on_cache(event)
        self.cached[event["object"], event["index"]] = event["frame"]

    def on_fault(self, event):
        verb = {"write": "writes", "read": "reads"}.get(self.touching[event["pid"]]["access"], "executes")
        super().on_fault(event)
        self.look(f"pid {event['pid']} {verb}: {event['action']}", event["space"], event["address"] // PAGE * PAGE)

    def on_fork(self, event):
        super().on_fork(event)
        for address in list(self.rows)[-1:]:
            self.look(f"pid {event['pid']} has forked", event["space"], address)

    def look(self, title, space, address):
        """Adds a panel of the page, with all processes that have it from the file."""
        record = self.record_of(space, address)
        if not record or self.files.get(record["object"]) != self.file:
            return
        cached = self.cached.get((record["object"], (address - record["start"] + record["offset"]) // PAGE))
        walks = [(f"pid {self.space_names[number].split()[0]}", list(zip(indices(address), self.walk(other, address))))
                 for other, number in self.space_numbers.items()
                 if (self.record_of(other, address) or {}).get("object") == record["object"]]
        if cached:
            panel = Panel(title, [walk for walk in walks if walk[1][-1][1]], cached, self)
            self.rows[address] = [*self.rows.pop(address, []), panel]  # the last one is touched last


def indices(address):
    return [address // PAGE >> 9 * level & 511 for level in reversed(range(LEVELS))]


def draw(rows, output):
    parts, bottom = [], 0
    for row in rows:
        levels = LEVELS if all(len(panel.walks) == 1 for panel in row) else 1
        for column, panel in enumerate(row):
            parts += panel.draw(column * WIDTH, bottom, levels)
        bottom += TOP + STEP * max(len(boxes) for panel in row
                                   for boxes in (list(panel.entries(levels)), panel.frames(levels)))
    svg.save(output, max(map(len, rows)) * WIDTH, bottom, "PTEs and frames", parts)


def main(output, file, count, trace):
    try:
        rows = list(Entries(file).read(trace).rows.values())[-int(count):]
        if not rows:
            raise Damaged(f"{trace} has no fault in a mapping of {file}")
        draw(rows, output)
    except (OSError, Damaged) as error:
        return f"entries: {error}"
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
