#!/usr/bin/env python3
"""Draws whose the pages of a program are, at the moment at which its first process ends, as a still picture.

    owners.py OUTPUT.svg PROGRAM TRACE

One panel for each of its processes, one cell a page, of each record from left to right, row below row.
"""
import sys

sys.dont_write_bytecode = True
from events import PAGE, Damaged  # noqa: E402
from memory import SWAPPED, frame_number  # noqa: E402
from story import KINDS as RECORD_KINDS, Story, label_of, rights  # noqa: E402
import svg  # noqa: E402

KINDS = [("never touched", "#8884"), ("shared", "#0072b2"), ("the file's, not shared", "#56b4e9"),
         ("the page of zeroes", "#999999"), ("its own", "#e69f00"), ("in swap", "#7a0177"),
         ("page tables", "#009e73")]
UNTOUCHED, SHARED, FILES, ZEROES, OWN, SWAP, TABLES = range(len(KINDS))
IN_MEMORY = SHARED, FILES, ZEROES, OWN
WIDTH, TOP, LINE, GAP = 320, 24, 15, 14
LARGE, SMALL, FEW = 5, 2.5, 4096  # cells are large if there are so few pages


class Owners(Story):
    def __init__(self, program):
        super().__init__()
        self.program, self.panels = program, []

    def on_destroy(self, event):
        names = {space: self.space_names[index] for space, index in self.space_numbers.items()}
        if not self.panels and names.get(event["space"], "").split()[1:] == [self.program]:
            self.panels = [Panel(name, list(self.bands(space))) for space, name in names.items()
                           if name.split()[1:] == [self.program]]

    def bands(self, space):
        """(label, the kind of each page), from high addresses to low ones."""
        tables = [TABLES for table in self.tables if self.place_of(table, 0)[0] == space]
        for start, record in sorted(self.records[space].items(), reverse=True):
            name = self.files.get(record["object"], "")
            label = label_of(rights(record["prot"]), RECORD_KINDS[record["kind"]], name)
            yield label, [self.owner(space, address) for address in range(start, record["end"], PAGE)]
        yield "page tables", tables

    def owner(self, space, address):
        entry = self.walk(space, address)[-1]
        if not entry:
            return UNTOUCHED
        if entry & SWAPPED:
            return SWAP
        if frame_number(entry) == self.zero:
            return ZEROES
        frame = self.frame(frame_number(entry))
        return SHARED if len(frame.pages) > 1 else FILES if frame.kind == "file" else OWN


class Panel:
    def __init__(self, name, bands):
        self.bands = bands
        kinds = [kind for _, pages in bands for kind in pages]
        self.name = f"pid {name}: {sum(kind in IN_MEMORY for kind in kinds):,} pages"
        self.labels = [label for label, _ in bands]
        self.kinds, self.pages = set(kinds), len(kinds)

    def lay_out(self, size):
        """Sets where each band begins; returns where they end."""
        self.columns, self.tops, top = int(WIDTH / size), [], TOP
        for _, pages in self.bands:
            self.tops.append(top)
            top += max(LINE, size * (1 + (len(pages) - 1) // self.columns) + 6)
        return top

    def draw(self, left, size):
        yield svg.text(left, 14, self.name)
        for (_, pages), top in zip(self.bands, self.tops):
            cells = {divmod(number, self.columns): kind for number, kind in enumerate(pages)}
            yield from svg.grid(cells, KINDS, left, top + 2, size)


def draw(panels, output):
    size = LARGE if max(panel.pages for panel in panels) <= FEW else SMALL
    bottom = max(panel.lay_out(size) for panel in panels)
    margin = 7 * max(len(label) for label in panels[0].labels)
    parts = [svg.text(0, top + 10, label) for label, top in zip(panels[0].labels, panels[0].tops)]
    for number, panel in enumerate(panels):
        parts += panel.draw(margin + number * (WIDTH + GAP), size)
    shown = [KINDS[kind] for kind in sorted(set().union(*(panel.kinds for panel in panels)))]
    svg.save(output, margin + len(panels) * (WIDTH + GAP), bottom + 24, ", ".join(panel.name for panel in panels),
             [*parts, *svg.legend(margin, bottom + 18, shown)])


def main(output, program, trace):
    try:
        owners = Owners(program).read(trace)
        if not owners.panels:
            raise Damaged(f"no process of {program} ends in {trace}")
        draw(owners.panels, output)
    except (OSError, Damaged) as error:
        return f"owners: {error}"
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
