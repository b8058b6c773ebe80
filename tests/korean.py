#!/usr/bin/env python3
"""Does a chapter in Korean, README.ko.md, say what its original says? Both have the same headings
in order; each section has, in any order, the same lines in blocks of code (their comments may be
translated), pictures, targets of links, words in backquotes, and figures.
"""
import collections
import os
import re
import sys

from book import FENCE, INDENTED, LINK, ROOT, anchors, chapters, read

COMMENT = re.compile(r" {2,}# .*$", re.MULTILINE)
CODE = re.compile(r"`[^`]+`")
FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")


def target_of(chapter, target):
    """What a link leads to, the same in both languages: the path of the original and the number of
    the heading."""
    path, _, anchor = target.partition("#")
    if re.match(r"[a-z]+:", target):
        return target
    path = os.path.normpath(os.path.join(os.path.dirname(chapter), path)) if path else chapter
    headings = anchors(path) if anchor and os.path.isfile(path) else []
    number = headings.index(anchor) + 1 if anchor in headings else anchor
    return f"{path.replace('.ko.md', '.md')}#{number}"


def sections(chapter):
    """Of each section its heading, the heading's level, and what must be the same, by kind."""
    for text in re.split(r"^(?=#+ )", read(chapter), flags=re.MULTILINE)[1:]:
        lines = [line for form in (FENCE, INDENTED) for block in form.finditer(text)
                 for line in COMMENT.sub("", block[0]).splitlines()]
        prose = INDENTED.sub("", FENCE.sub("", text))
        links = [picture + target_of(chapter, target) for picture, _, target in LINK.findall(prose)]
        prose = LINK.sub(r"\2", prose)
        code = [" ".join(words.split()) for words in CODE.findall(prose)]
        figures = FIGURE.findall(CODE.sub("", prose))
        heading = text.split("\n")[0]
        yield heading, heading.index(" "), {"line": lines, "link": links, "code": code,
                                            "figure": figures}


def differences(kind, original, translation):
    """What only one of the two has, as text. Numbers below ten may be words in the original."""
    missing = collections.Counter(original) - collections.Counter(translation)
    surplus = collections.Counter(translation) - collections.Counter(original)
    for what in missing:
        yield f"lacks the {kind} {what.strip()}"
    for what in surplus:
        if kind != "figure" or len(what) > 1:
            yield f"has the {kind} {what.strip()}, and the original has not"


def what_is_wrong(translation):
    original = translation.replace(".ko.md", ".md")
    ours, theirs = list(sections(translation)), list(sections(original))
    if [level for _, level, _ in ours] != [level for _, level, _ in theirs]:
        yield f"{translation}: its headings are not those of {original}"
        return
    for (heading, _, have), (_, _, want) in zip(ours, theirs):
        for kind in want:
            for difference in differences(kind, want[kind], have[kind]):
                yield f"{translation}, {heading}: {difference}"


def main():
    os.chdir(ROOT)
    translations = [path for path in chapters() if path.endswith(".ko.md")]
    wrong = [line for path in translations for line in what_is_wrong(path)]
    for line in wrong:
        print(line)
    sys.exit(1 if wrong or not translations else 0)


main()
