#!/usr/bin/env python3
"""Draws the address space of a program over its faults as a still picture, for a chapter.

    figure OUTPUT.svg (NAME TRACE)...

One panel a trace, of the process with most marks; all panels have the same scale. A mark is a cell
of a coarse grid, and neighbours of one colour are one line, so that the file stays small.
"""
import collections
import math
import sys
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
from events import Damaged  # noqa: E402
from story import CATEGORIES, Story  # noqa: E402

CELL = 2.5
COLUMNS = 100  # of the grid
BAND_CELLS = 64  # that the records of a panel share, besides two for each
LEFT, TOP, GAP = 84, 24, 14
UNSHOWN = ("freed",)
STYLE = """<style>
  .figure { font: 12px sans-serif; fill: #222 } .band { fill: #8884; } path { fill: none; stroke-width: 2.5 }
  @media (prefers-color-scheme: dark) {
    .figure { fill: #ddd } [stroke="#7a0177"] { stroke: #c77fd1 } [fill="#7a0177"] { fill: #c77fd1 }
  }
</style>"""


class Panel:
    """The marks of one process, as cells of a grid."""

    def __init__(self, name, story):
        self.name, marks = name, story.marks()
        counts = collections.Counter(space for _, space, *_ in marks)
        self.space = counts.most_common(1)[0][0] if counts else 0
        self.bands = story.regions_of(self.space)[::-1]  # the highest address is at the top
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


def lines_of(cells):
    """category -> [(row, first column, length)]: neighbours in a row as one line."""
    lines = collections.defaultdict(list)
    for row, column in sorted(cells):
        category = cells[row, column]
        same = lines[category]
        if same and same[-1][0] == row and sum(same[-1][1:]) == column:
            same[-1] = row, same[-1][1], same[-1][2] + 1
        else:
            same.append((row, column, 1))
    return lines


def number(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


def draw_panel(panel, most, left):
    width = COLUMNS * CELL
    yield f'<text x="{number(left)}" y="14">{escape(panel.name)}: {panel.faults:,} faults</text>'
    for row, height in panel.rows:
        yield (f'<rect class="band" x="{number(left)}" y="{number(TOP + row * CELL)}" '
               f'width="{number(width)}" height="{number(height * CELL)}"/>')
    for category, lines in sorted(lines_of(panel.cells(most)).items()):
        path = "".join(f"M{number(left + column * CELL)} {number(TOP + (row + .5) * CELL)}"
                       f"h{number(length * CELL)}" for row, column, length in lines)
        yield f'<path stroke="{CATEGORIES[category][1]}" d="{path}"/>'


def draw(panels):
    rows = max(panel.lay_out() for panel in panels)
    most = max(1, *(panel.faults for panel in panels))
    shown = sorted({category for panel in panels for _, _, category in panel.marks})
    legend = [24 + 6.5 * len(CATEGORIES[category][0]) for category in shown]  # the widths of its words
    width = LEFT + max(len(panels) * (COLUMNS * CELL + GAP), sum(legend))
    height = TOP + rows * CELL + 24
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" width="{number(width)}" '
           f'height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}" role="img">{STYLE}')
    yield f"<title>{escape(', '.join(panel.name for panel in panels))}</title>"
    for (label, *_), (row, rows) in zip(panels[0].bands, panels[0].rows):
        yield f'<text x="0" y="{number(TOP + (row + rows / 2) * CELL + 4)}">{escape(label.split(": ")[-1])}</text>'
    for i, panel in enumerate(panels):
        yield from draw_panel(panel, most, LEFT + i * (COLUMNS * CELL + GAP))
    x = LEFT
    for category, wide in zip(shown, legend):
        name, colour = CATEGORIES[category]
        y = number(height - 6)
        yield f'<text x="{number(x)}" y="{y}"><tspan fill="{colour}">■</tspan> {name}</text>'
        x += wide
    yield "</svg>"


def main(output, *runs):
    try:
        panels = [Panel(name, Story().read(trace)) for name, trace in zip(runs[::2], runs[1::2])]
    except (OSError, Damaged) as error:
        return f"figure: {error}"
    with open(output, "w", encoding="utf-8") as file:
        file.write("\n".join(draw(panels)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
