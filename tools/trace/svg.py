"""What the chapters' pictures of traces have in common: see figure.py, owners.py, entries.py."""
from xml.sax.saxutils import escape

STYLE = """<style>
  .figure { font: 12px sans-serif; fill: #222 } .band { fill: #8884; } path { fill: none }
  @media (prefers-color-scheme: dark) {
    .figure { fill: #ddd } [stroke="#7a0177"] { stroke: #c77fd1 } [fill="#7a0177"] { fill: #c77fd1 }
  }
</style>"""


def number(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


def text(x, y, words):
    return f'<text x="{number(x)}" y="{number(y)}">{escape(words)}</text>'


def legend(x, y, kinds):
    """What the colours of (name, colour) stand for, in one line."""
    for name, colour in kinds:
        yield f'<text x="{number(x)}" y="{number(y)}"><tspan fill="{colour}">■</tspan> {name}</text>'
        x += width_of(name)


def width_of(name):
    """About that of a name in the legend."""
    return 24 + 6.5 * len(name)


def rows_of(cells):
    """kind -> [(row, first column, length)] of (row, column) -> kind: neighbours of one kind are one line,
    so that the file stays small."""
    lines = {}
    for row, column in sorted(cells):
        same = lines.setdefault(cells[row, column], [])
        if same and same[-1][0] == row and sum(same[-1][1:]) == column:
            same[-1] = row, same[-1][1], same[-1][2] + 1
        else:
            same.append((row, column, 1))
    return lines


def grid(cells, kinds, left, top, size):
    """Cells as squares of this size."""
    for kind, lines in sorted(rows_of(cells).items()):
        path = "".join(f"M{number(left + column * size)} {number(top + (row + .5) * size)}h{number(length * size)}"
                       for row, column, length in lines)
        yield f'<path stroke="{kinds[kind][1]}" stroke-width="{size}" d="{path}"/>'


def save(output, width, height, title, parts):
    size = f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}"'
    with open(output, "w", encoding="utf-8") as file:
        for part in (f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" {size} role="img">{STYLE}',
                     f"<title>{escape(title)}</title>", *parts, "</svg>"):
            print(part, file=file)
