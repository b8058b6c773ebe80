#!/usr/bin/env python3
"""Makes one page of HTML, which needs nothing else, of one or more traces.

    page.py OUTPUT TITLE (NAME TRACE CONSOLE)...

NAME stands above a trace; CONSOLE is the file with what the machine printed.
"""
import json
import os
import re
import sys

sys.dont_write_bytecode = True
from events import Damaged  # noqa: E402
from story import Story  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
D3 = "/usr/share/javascript/d3/d3.min.js"  # version 3
CONSOLE_SHOWN = 20_000  # characters, the last ones


def text_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def tell(name, trace, console):
    """The data of one run."""
    story = Story()
    note = ""
    try:
        story.read(trace)
    except Damaged as error:
        if not story.counters:
            raise
        note = f"The trace is damaged, and shown up to there: {error}"
    if not story.counters:
        raise Damaged(f"{trace} ends within its first snapshot.")
    text = text_of(console)
    panic = re.search("^PANIC: .*", text, re.MULTILINE)
    if not note and len(story.counters) < 2:
        note = "The trace ends before the machine was switched off. " + (panic[0] if panic else "")
    counters = {key: value - story.counters[0][key] for key, value in story.counters[-1].items()
                if isinstance(value, int)} if len(story.counters) == 2 else {}
    return {"name": name, "note": note, "counters": counters,
            "console": text[-CONSOLE_SHOWN:], **story.data()}


def embed(data):
    """JSON that can stand within <script>."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def make(output, title, runs):
    parts = {"TITLE": title.replace("&", "&amp;").replace("<", "&lt;"), "D3": text_of(D3),
             "STYLE": text_of(f"{HERE}/page.css"), "DATA": embed(runs),
             "SCRIPT": "".join(text_of(f"{HERE}/{name}.js") for name in ("sentences", "page"))}
    page = text_of(f"{HERE}/page.html")
    with open(output, "w", encoding="utf-8") as file:
        for piece in page.split("@@"):
            file.write(parts.get(piece, piece))


def main(output, title, *runs):
    try:
        make(output, title, [tell(*runs[i:i + 3]) for i in range(0, len(runs), 3)])
    except (OSError, Damaged) as error:
        sys.exit(f"page: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
