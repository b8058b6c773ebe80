#!/usr/bin/env python3
"""How many faults would other policies of eviction have had? Gives them the pages that a program touched.

    replay.py OUTPUT PAGES SOURCE...

OUTPUT: a page, or a picture if its name ends in .svg. SOURCE: a trace with references, or numbers of
pages, as in "1 2 3 4 1 2 5 1 2 3 4 5". PAGES: of the traces, only the pages of records with this text in
their range and use ("stack", "mapping", "10000000-"); empty: all.
"""
import math
import os
import re
import sys
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
from events import Damaged  # noqa: E402
import policies  # noqa: E402
import references  # noqa: E402

SIZES = 12  # of memory that are tried
LOGARITHMIC = 20  # from this ratio of the most faults to the fewest
WIDTH, HEIGHT, LEFT, TOP, BELOW = 400, 240, 70, 28, 100
# Okabe and Ito's colours, and dashes.
LINES = {"optimum": ("#009e73", ""), "LRU": ("#0072b2", "6 3"), "clock": ("#d55e00", ""),
         "aging": ("#56b4e9", "2 2"), "FIFO": ("#cc79a7", "9 3 2 3"), "working set": ("#e69f00", "4 4")}
STYLE = """<style>
  .replay { font: 12px sans-serif; fill: #222 } .replay path { fill: none; stroke-width: 2 }
  .replay .axis { stroke: #888; stroke-width: 1 } .replay .right { text-anchor: end }
  @media (prefers-color-scheme: dark) { .replay { fill: #ddd } }
</style>"""
PAGE = """<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>Replay</title><style>body { font: 16px sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto }</style>
"""


class Replay:
    """One string, with each policy."""

    def __init__(self, source, pages):
        self.agreement, self.note = None, ""
        self.frames = self.faults = 0  # the kernel's own
        if re.fullmatch(r"[\s\d]+", source):
            self.name, self.string = source, source.split()
        else:
            program, self.agreement, self.note = references.read(source, pages)
            self.name, self.string, self.faults = program.name, program.string, program.faults
            if program.pressed:
                self.frames = round(sum(program.pressed) / len(program.pressed))
        self.run()

    def run(self):
        self.pages = len(set(self.string))
        steps = min(self.pages, SIZES)
        self.sizes = sorted({max(1, self.pages * step // steps) for step in range(1, steps + 1)}
                            | ({self.frames} if self.frames else set()))
        self.found = {name: [(size, policy(self.string, size)) for size in self.sizes]
                      for name, policy in policies.FIXED.items()}
        windows = {round(len(self.string) ** (step / steps)) for step in range(1, steps + 1)}
        self.found["working set"] = [policies.working_set(self.string, window) for window in sorted(windows)]

    def table(self):
        names = list(policies.FIXED)
        yield "frames".rjust(9) + "".join(name.rjust(10) for name in names)
        for number, size in enumerate(self.sizes):
            yield f"{size:9,}" + "".join(f"{self.found[name][number][1]:10,}" for name in names)
        yield ""
        yield "working set:" + ", ".join(f" {faults:,} faults with {pages:,.1f} pages"
                                         for pages, faults in self.found["working set"][1::3])

    def sentences(self):
        yield f"{self.name}: {len(self.string):,} touches of {self.pages:,} pages"
        if self.note:
            yield f"This is not all: {self.note}"
        if self.frames:
            best = dict(self.found["optimum"])[self.frames]
            yield (f"The kernel had {self.faults:,} faults, with {self.frames:,} pages in memory. The optimum has "
                   f"{best:,}: the kernel's are {self.faults / best:.2f} times as many.")
        if self.agreement and self.agreement.evictions:
            agreed = self.agreement.agreed
            yield (f"Of the kernel's {self.agreement.evictions:,} evictions of anonymous pages, the clock would "
                   f"have chosen {agreed['clock']:,} as well, and FIFO {agreed['fifo']:,}.")
        for name, line in self.found.items():
            for (size, faults), (larger, more) in zip(line, line[1:]):
                if more > faults and name in ("FIFO", "clock"):  # aging's ticks depend on the frames
                    yield f"Belady's anomaly: {name} has {faults:,} faults in {size:,} frames, {more:,} in {larger:,}."


class Scale:
    """From numbers to places."""

    def __init__(self, low, high, start, end, logarithmic):
        self.map = math.log10 if logarithmic else float
        self.low, self.high = self.map(low), self.map(high)
        self.start, self.length = start, (end - start) / ((self.high - self.low) or 1)
        step = 10 ** math.floor(math.log10(max(high - low, 1) / 2))
        step *= next(factor for factor in (1, 2, 5) if factor * step * 6 >= high - low)
        self.ticks = [factor * 10 ** power for power in range(9) for factor in (1, 2, 5)] if logarithmic else \
            range(0, int(high) + 1, int(step))
        self.ticks = [tick for tick in self.ticks if low <= tick <= high]

    def __call__(self, value):
        return f"{self.start + (self.map(value) - self.low) * self.length:.1f}"


def draw_axes(across, up, left):
    right, bottom = left + WIDTH, TOP + HEIGHT
    for tick in up.ticks:
        yield f'<text class="right" x="{left - 6}" y="{float(up(tick)) + 4:.1f}">{tick:,}</text>'
        yield f'<path class="axis" d="M{left - 4} {up(tick)}h4"/>'
    for tick in across.ticks:
        yield f'<text text-anchor="middle" x="{across(tick)}" y="{bottom + 16}">{tick:,}</text>'
        yield f'<path class="axis" d="M{across(tick)} {bottom}v4"/>'
    yield f'<path class="axis" d="M{left} {TOP}V{bottom}H{right}"/>'
    yield f'<text class="right" x="{right}" y="{bottom + 34}">frames</text>'
    yield f'<text x="{left + 6}" y="{TOP + 10}">faults</text>'


def draw_panel(replay, left):
    points = [point for line in replay.found.values() for point in line] + [(replay.frames, replay.faults)]
    low, high = (choose(faults for _, faults in points if faults) for choose in (min, max))
    logarithmic = high > LOGARITHMIC * low
    across = Scale(0, replay.pages, left, left + WIDTH, False)
    up = Scale(low if logarithmic else 0, high, TOP + HEIGHT, TOP, logarithmic)
    name = replay.name if len(replay.name) < 50 else replay.name[:50] + "…"
    title = f"{name}: {replay.faults:,} faults" if replay.faults else name
    yield f'<text x="{left}" y="14">{escape(title)}</text>'
    yield from draw_axes(across, up, left)
    for name, line in replay.found.items():
        colour, dashes = LINES[name]
        path = "L".join(f"{across(frames)} {up(faults)}" for frames, faults in line)
        yield f'<path stroke="{colour}" stroke-dasharray="{dashes}" d="M{path}"><title>{name}</title></path>'
    if replay.frames:
        yield (f'<circle cx="{across(replay.frames)}" cy="{up(replay.faults)}" r="4"><title>the kernel: '
               f'{replay.faults:,} faults</title></circle>')


def draw_legend():
    x, y = LEFT, TOP + HEIGHT + 60
    for name, (colour, dashes) in LINES.items():
        yield f'<path stroke="{colour}" stroke-dasharray="{dashes}" d="M{x} {y - 4}h28"/>'
        yield f'<text x="{x + 34}" y="{y}">{name}</text>'
        x += 48 + 7 * len(name)
    yield f'<circle cx="{LEFT + 14}" cy="{y + 18}" r="4"/><text x="{LEFT + 34}" y="{y + 22}">the kernel itself</text>'


def draw(replays):
    width = max(2 * LEFT + WIDTH * 1.25, len(replays) * (LEFT + WIDTH) + 20)
    height = TOP + HEIGHT + BELOW
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" class="replay" width="{width:.0f}" height="{height}" '
           f'viewBox="0 0 {width:.0f} {height}" role="img">{STYLE}')
    yield "<title>Faults by the number of frames</title>"
    for number, replay in enumerate(replays):
        yield from draw_panel(replay, LEFT + number * (LEFT + WIDTH))
    yield from draw_legend()
    yield "</svg>"


def main(output, pages, *sources):
    try:
        replays = [Replay(source, pages) for source in sources]
        text = "\n\n".join("\n".join([*replay.sentences(), "", *replay.table()]) for replay in replays)
        with open(output, "w", encoding="utf-8") as file:
            if not output.endswith(".svg"):
                file.write(f"{PAGE}<h1>Replay</h1><pre>{escape(text)}</pre>")
            file.write("\n".join(draw(replays)) + "\n")
    except (OSError, Damaged) as error:
        return f"replay: {error}"
    print(text)
    print(f"\nThe plot is {os.path.relpath(output)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
