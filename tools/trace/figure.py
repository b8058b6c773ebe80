#!/usr/bin/env python3
"""Draws the address space of a program over its faults as a still picture, for a chapter.

    figure OUTPUT.svg (NAME TRACE)...

One panel a trace, of the process with most marks; all panels have the same scale. A mark is a cell
of a coarse grid, and neighbours of one colour are one line, so that the file stays small.
"""
import collections
import math
import sys

sys.dont_write_bytecode = True
from events import Damaged  # noqa: E402
from story import CATEGORIES, Story  # noqa: E402
import svg  # noqa: E402

CELL = 2.5
COLUMNS = 100  # of the grid
BAND_CELLS = 64  # that the records of a panel share, besides two for each
LEFT, TOP, GAP = 84, 24, 14
UNSHOWN = ("freed",)


def short(label, space):
    """What a record is, of a program's own file; else the name of the file."""
    return label.removeprefix(space.split(" ", 1)[1] + ": ").partition(": ")[0]


class Panel:
    """The marks of one process, as cells of a grid."""

    def __init__(self, name, story):
        self.name, marks = name, story.marks()
        counts = collections.Counter(space for _, space, *_ in marks)
        self.space = counts.most_common(1)[0][0] if counts else 0
        self.bands = story.regions_of(self.space)[::-1]  # the highest address is at the top
        self.labels = [short(label, story.space_names[self.space]) for label, *_ in self.bands]
        self.faults, self.marks = 0, []  # (faults before it, page, category)
        for _, space, page, category, number in marks:
            self.faults += number >= 0
            if space == self.space and CATEGORIES[category][0] not in UNSHOWN:
                self.marks.append((self.faults, page, category))

    def lay_out(self):
        """Gives each band its first row and its number of rows; returns the number of all."""
        shares = [math.sqrt(last - first + 1) for _, first, last in self.bands]
        row, self.rows = 0, []
        for share in shares:
            height = 2 + round(BAND_CELLS * share / sum(shares))
            self.rows.append((row, height))
            row += height + 2
        return row

    def cells(self, most):
        """(row, column) -> category; what happens later hides what was there."""
        found = {}
        for faults, page, category in self.marks:
            for (_, first, last), (row, height) in zip(self.bands, self.rows):
                if first <= page <= last:
                    down = (last - page) * height // (last - first + 1)
                    found[row + down, faults * (COLUMNS - 1) // most] = category
        return found


def draw_labels(panel, left):
    below = 0
    for label, (row, height) in zip(panel.labels, panel.rows):
        below = max(below + 11, TOP + (row + height / 2) * CELL + 4)  # one must not hide the other
        yield svg.text(left, below, label)


def draw_panel(panel, most, left, kinds):
    yield svg.text(left, 14, f"{panel.name}: {panel.faults:,} faults")
    for row, height in panel.rows:
        yield (f'<rect class="band" x="{svg.number(left)}" y="{svg.number(TOP + row * CELL)}" '
               f'width="{svg.number(COLUMNS * CELL)}" height="{svg.number(height * CELL)}"/>')
    yield from svg.grid(panel.cells(most), kinds, left, TOP, CELL)


def draw(panels, output, kinds):
    bottom = TOP + CELL * max(panel.lay_out() for panel in panels)
    most = max(1, *(panel.faults for panel in panels))
    parts, right, labels = [], -GAP, None
    for panel in panels:
        right += GAP
        if panel.labels != labels:  # those of the panel before
            labels = panel.labels
            parts += draw_labels(panel, right)
            right += LEFT
        parts += draw_panel(panel, most, right, kinds)
        right += COLUMNS * CELL
    shown = [kinds[kind] for kind in sorted({kind for panel in panels for *_, kind in panel.marks})]
    width = max(right + GAP, LEFT + sum(svg.width_of(name) for name, _ in shown))
    svg.save(output, width, bottom + 24, ", ".join(panel.name for panel in panels),
             [*parts, *svg.legend(LEFT, bottom + 18, shown)])


def main(output, *runs):
    try:
        draw([Panel(name, Story().read(trace)) for name, trace in zip(runs[::2], runs[1::2])], output, CATEGORIES)
    except (OSError, Damaged) as error:
        return f"figure: {error}"
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
