#!/usr/bin/env python3
"""Is the book right? Its chapters are the tree's README.md files, and README.ko.md in Korean.

    book.py --check   links lead to files that exist; a link whose text is a name in backquotes
                      leads to the file that defines it; pictures exist; the rows of a table have
                      as many cells as its head; each recipe applies
    book.py           also builds a copy of the tree with all recipes and runs their tests there

A recipe is made of fenced blocks. One that is marked `diff` is a patch of one file (`git apply
--recount`: line numbers need not be right). One that is marked with a language and a path, as in
"```c user/bin/NAME.c", is a new file. The recipe's test is one of these: tests/recipe_NAME.c.
"""
import functools
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ONLY_CHECKS = sys.argv[1:] == ["--check"]
SCRATCH = os.path.join(ROOT, "build", "book-check" if ONLY_CHECKS else "book")
TREE = os.path.join(SCRATCH, "tree")
TESTS = "*/recipe_*"
FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?: {4}.*\n)+")  # not: a list's item that goes on
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\n)+)\]\(([^()\s]+)\)")
NAME = re.compile(r"(?:struct |enum )?(\w+)(?:\(\))?")
FOLDERS = "boot|elf|kernel|mm|proc|scripts|tests|tools|user"
PATH = re.compile(rf"`((?:{FOLDERS})/[^`\s]+)`")
# How a line defines a name: in C, in assembler and make, in Python, in shell.
DEFINITIONS = r"""
    ^[A-Za-z_][\w\ *]*\b{0}\([^;\n]*$
    ^[A-Za-z_][\w\ *]*\b{0}(\[[^\]]*\])*(\ =|;)
    ^(typedef\ )?(struct|enum|union)\ {0}\ \{{
    ^\#define\ {0}\b
    ^\s+(\[)?{0}(\ =\ [^;]*)?,
    ^enum\b.*\b{0}\b
    ^{0}:
    ^\ *(def|class)\ {0}\b
    ^{0}\ =
    ^{0}\(\)
"""
IN_HEADERS = r"^[A-Za-z_][\w *]*\b{0}\("  # a prototype will do there


def chapters():
    """Their paths, relative to the tree."""
    below = [path for folder in FOLDERS.split("|")
             for path in glob.glob(f"{folder}/**/README*.md", recursive=True)]
    return sorted(glob.glob("README*.md")) + sorted(below)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


@functools.lru_cache(None)
def prose(chapter):
    """The chapter without its blocks of code."""
    return INDENTED.sub("", FENCE.sub("", read(chapter)))


# --- Links ------------------------------------------------------------------------------------


def defines(path, name):
    forms = [line.strip() for line in DEFINITIONS.split("\n") if line.strip()]
    if path.endswith(".h"):
        forms.append(IN_HEADERS)
    return any(re.search(form.format(re.escape(name)), read(path), re.MULTILINE) for form in forms)


def anchors(path):
    """The headings of a chapter, as GitHub makes anchors of them."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", read(path)), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def what_is_wrong_with_text(words, path):
    """A link's text is a name or a path in backquotes: whether it is what the link leads to."""
    code = re.fullmatch(r"`([^`]+)`", words)
    if not code or os.path.isdir(path) or code[1] == os.path.basename(path):
        return None
    name = NAME.fullmatch(code[1])
    if name and not defines(path, name[1]):
        return f"{path} doesn't define {name[1]}"
    if not name and "." in code[1] and not path.endswith(code[1]):
        return f"`{code[1]}` leads to {path}"
    return None


def what_is_wrong_with_picture(path):
    if path.endswith(".png"):
        with open(path, "rb") as file:
            return None if file.read(8) == b"\x89PNG\r\n\x1a\n" else f"{path} is no PNG"
    try:
        xml.etree.ElementTree.parse(path)
    except xml.etree.ElementTree.ParseError as error:
        return f"{path} is no SVG: {error}"
    return None


def what_is_wrong_with_link(chapter, picture, words, target):
    target, _, anchor = target.partition("#")
    path = os.path.normpath(os.path.join(os.path.dirname(chapter), target)) if target else chapter
    if not os.path.exists(path):
        return f"there is no {path}"
    if anchor and anchor not in anchors(path):
        return f"{path} has no heading #{anchor}"
    if picture:
        return what_is_wrong_with_picture(path)
    return what_is_wrong_with_text(words, path)


def wrong_links(chapter, new_files):
    """What is wrong with links and paths in the chapter, a line each."""
    for picture, words, target in LINK.findall(prose(chapter)):
        if re.match(r"[a-z]+:", target):
            continue
        wrong = what_is_wrong_with_link(chapter, picture, " ".join(words.split()), target)
        if wrong:
            yield f"{chapter}: {wrong}"
    for path in PATH.findall(prose(chapter)):
        if "NAME" not in path and path not in new_files and not glob.glob(path):
            yield f"{chapter}: there is no {path}"


def broken_tables(chapter):
    for table in re.findall(r"(?:^\|.*\n)+", prose(chapter), re.MULTILINE):
        rows = table.replace(r"\|", "").splitlines()
        for row in rows:
            if row.count("|") != rows[0].count("|") or row[-1] != "|":
                yield f"{chapter}: this row of a table is not like its head: {row}"


def unused_pictures():
    shown = {os.path.normpath(os.path.join(os.path.dirname(chapter), target))
             for chapter in chapters() for picture, _, target in LINK.findall(prose(chapter))
             if picture}
    for folder in FOLDERS.split("|"):
        for path in sorted(set(glob.glob(f"{folder}/**/*.svg", recursive=True)) - shown):
            yield f"{path}: no chapter shows this picture"


# --- Recipes ----------------------------------------------------------------------------------


def recipe_blocks():
    """(chapter, path of a new file or None for a patch, contents) of each block. A translation has
    the same ones."""
    for chapter in chapters():
        if not chapter.endswith("README.md"):
            continue
        for indentation, mark, text in FENCE.findall(read(chapter)):
            words = mark.split()
            text = re.sub(f"^{indentation}", "", text, flags=re.MULTILINE)
            if words == ["diff"]:
                yield chapter, None, text
            elif len(words) == 2:
                yield chapter, words[1], text


def apply(patch):
    """What `git apply` complains about. A repository around the copy is not meant."""
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": SCRATCH}
    done = subprocess.run(["git", "apply", "--recount", "-"], input=patch, cwd=TREE,
                          env=environment, stderr=subprocess.PIPE, text=True)
    return done.stderr.strip() if done.returncode else ""


def wrong_recipes(blocks):
    """Applies the recipes to a copy of the tree; what doesn't apply."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    shutil.copytree(ROOT, TREE, symlinks=True, ignore=shutil.ignore_patterns("build", ".git"))
    for chapter, path, text in blocks:
        if path is None:
            said = apply(text)
            if said:
                yield f"{chapter}: a recipe's patch doesn't apply: {said}"
        elif os.path.exists(f"{TREE}/{path}"):
            yield f"{chapter}: a recipe makes {path}, which there is already"
        else:
            with open(f"{TREE}/{path}", "w", encoding="utf-8") as file:
                file.write(text)


def run(tests):
    """Runs the recipes' tests in the copy; whether all pass."""
    log = f"{SCRATCH}/log"
    with open(log, "w") as output:
        subprocess.run(["make", f"-j{os.cpu_count() or 1}", "WERROR=1", "test", f"TEST={TESTS}"],
                       cwd=TREE, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    said = read(log)
    failed = set(re.findall(r"^not ok .*?/([\w-]+) - ", said, re.MULTILINE))
    passed = set(re.findall(r"^ok .*/(\w+)$", said, re.MULTILINE)) - failed
    for test in tests:
        print(f"{'ok' if test in passed else 'not ok'} recipe {test}", flush=True)
    good = not failed and passed.issuperset(tests)
    if not good:
        print("\n".join(said.splitlines()[-40:]), f"(all of it: {os.path.relpath(log)})", sep="\n")
    return good


def main():
    for end in signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(end, lambda *_: sys.exit(1))
    if not shutil.which("git"):
        sys.exit("`git apply` is needed for the recipes: please install git.")
    os.chdir(ROOT)
    blocks = list(recipe_blocks())
    new_files = {path for _, path, _ in blocks if path}
    wrong = [line for chapter in chapters()
             for line in [*wrong_links(chapter, new_files), *broken_tables(chapter)]]
    wrong += [*unused_pictures(), *wrong_recipes(blocks)]
    tests = sorted(found[1] for path in new_files
                   if (found := re.fullmatch(r"tests/(recipe_\w+)\.c", path)))
    good = not wrong and (ONLY_CHECKS or run(tests))
    for line in wrong:
        print(line)
    if good:
        shutil.rmtree(SCRATCH)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
