#!/usr/bin/env python3
"""Do the tests notice? tests/mutants has changes to the kernel, as patches. The table in
tests/README.md has some, and which tests fail then. Others say for themselves, in lines
above the patch, what they do, which tests fail, and what TEST= is to be:

    fork copies every page at once
    red: fork_shares fork_last_owner
    run: roomy/fork_[ls]*

    mutants.py [NAME...]    applies each of them, or those named, to a copy of the tree, runs the
                            tests there, and compares what fails with what was said
    mutants.py --check      only whether table and patches belong together, and whether each patch
                            can still be applied, and compiled
"""
import fnmatch
import glob
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PATCHES = os.path.join(ROOT, "tests", "mutants")
SCRATCH = os.path.join(ROOT, "build", "mutants")
END_OF_BOOT = {"ends-cleanly", "disk-is-clean"}  # after what a mutant does, they may fail or not
ROW = re.compile(r"\| `([\w-]+)` +\| `(\w+/[^`]+)`.* \| (`.*`) +\|")


@dataclass
class Mutant:
    name: str
    file: str  # the one that is changed
    red: list  # names of tests that must fail, or patterns
    run: str  # what TEST= is: others of their kind, which must not fail, run with them

    def tests(self):
        """The tests that must fail."""
        paths = [path for name in self.red for path in glob.glob(f"{ROOT}/tests/{name}.c")]
        return {name_of(path) for path in paths} | {name for name in self.red if "-" in name}


def name_of(path):
    return os.path.splitext(os.path.basename(path))[0]


def patch_of(name):
    return f"{PATCHES}/{name}.patch"


def read_table():
    """Those of tests/README.md."""
    with open(f"{ROOT}/tests/README.md") as file:
        rows = map(ROW.fullmatch, file.read().splitlines())
    for row in filter(None, rows):
        red = re.findall(r"`([\w*]+)`", row[3])
        yield Mutant(row[1], row[2], red, red[0].partition("_")[0] + "_")


def read_others():
    """Those that say themselves what they do."""
    for path in sorted(glob.glob(f"{PATCHES}/*.patch")):
        with open(path) as file:
            text = file.read()
        found = re.match(r".+\nred: (.+)\nrun: (.+)\n--- a/(.+)\n", text)
        if found:
            yield Mutant(name_of(path), found[3], found[1].split(), found[2])


def is_run(source, pattern):
    """Whether TEST= with this pattern runs the test in one of its boots."""
    with open(source) as file:
        boots = re.search(r"\bboots=([\w,-]+)", file.read())
    boots = "host" if "/host/" in source else boots[1] if boots else "roomy"
    names = [f"{boot}/{name_of(source)}" for boot in boots.split(",")]
    return any(pattern in name or fnmatch.fnmatch(name, pattern.removesuffix("-cuts"))
               for name in names)


def apply(tree, name, *options):
    """Runs `git apply`; what it complains about. A repository around the tree is not meant."""
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": os.path.dirname(tree)}
    done = subprocess.run(["git", "apply", *options, patch_of(name)], cwd=tree, env=environment,
                          stderr=subprocess.PIPE, text=True)
    return done.stderr.strip() if done.returncode else ""


def said_by_compiler(mutant):
    """Of a file of the kernel with the patch; a kernel that is not there would fail no test."""
    if not mutant.file.endswith(".c") or mutant.file.startswith("tests/"):
        return ""
    if platform.machine() != "x86_64" or not shutil.which("cc"):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, mutant.file)
        os.makedirs(os.path.dirname(path))
        shutil.copy(os.path.join(ROOT, mutant.file), path)
        apply(folder, mutant.name)
        done = subprocess.run(["cc", "-std=gnu11", "-ffreestanding", "-fsyntax-only",
                               "-Werror=implicit-function-declaration",
                               f"-I{ROOT}", f"-I{ROOT}/kernel/linux", path],
                              stderr=subprocess.PIPE, text=True)
    return done.stderr.strip() if done.returncode else ""


def complaints(table):
    """What is wrong with table and patches, a line each."""
    rows = {mutant.name for mutant in table}
    patches = {name_of(path) for path in os.listdir(PATCHES)}
    for name in sorted(rows - patches):
        yield f"{name}: is in the chapter's table, but tests/mutants has no such patch"
    for name in sorted(patches - rows):
        yield f"{name}: neither the chapter's table nor the patch says what must fail"
    for mutant in table:
        if mutant.name not in patches:
            continue
        with open(patch_of(mutant.name)) as file:
            changed = re.findall(r"^\+\+\+ b/(.*)$", file.read(), re.MULTILINE)
        if changed != [mutant.file]:
            yield f"{mutant.name}: must change {mutant.file}, but changes {' '.join(changed)}"
        for name in mutant.red:
            sources = glob.glob(f"{ROOT}/tests/{name.partition('-')[0]}.c")
            if not sources:
                yield f"{mutant.name}: {name} must fail, and there is no such test"
            elif not any(is_run(source, mutant.run) for source in sources):
                yield f"{mutant.name}: {name} must fail, and {mutant.run} does not run it"
        said = apply(ROOT, mutant.name, "--check")
        if said:
            yield f"{mutant.name}: the patch cannot be applied any more: {said}"
        elif said := said_by_compiler(mutant):
            yield f"{mutant.name}: what the patch makes cannot be compiled: {said}"


def copy_tree():
    tree = f"{SCRATCH}/tree"
    shutil.rmtree(SCRATCH, ignore_errors=True)
    shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns("build", ".git"))
    return tree


def what_fails(tree, mutant):
    """The names of the tests that fail in the tree, whatever the boot."""
    log = f"{SCRATCH}/{mutant.name}.log"
    with open(log, "w") as output:
        subprocess.run(["make", f"-j{os.cpu_count() or 1}", "test", f"TEST={mutant.run}"],
                       cwd=tree, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    with open(log) as file:
        said = file.read()
    if not re.search(r"^\d+ passed, \d+ failed", said, re.MULTILINE):
        return {f"make test itself (see {os.path.relpath(log)})"}
    return set(re.findall(r"^not ok [^ ]*?/([\w-]+) - ", said, re.MULTILINE)) - END_OF_BOOT


def listed(names):
    return ", ".join(sorted(names)) or "nothing"


def run(table):
    """Prints a line for each; whether all are as was said."""
    tree = copy_tree()
    good = True
    for mutant in table:
        apply(tree, mutant.name)
        red = what_fails(tree, mutant)
        apply(tree, mutant.name, "--reverse")
        if red == mutant.tests():
            print(f"ok mutant {mutant.name}: {listed(red)}", flush=True)
            continue
        good = False
        print(f"not ok mutant {mutant.name} - what failed is {listed(red)}, and what must is"
              f" {listed(mutant.tests())}", flush=True)
    shutil.rmtree(tree)
    return good


def main():
    for end in signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(end, lambda *_: sys.exit(1))
    if not shutil.which("git"):
        sys.exit("The changes are patches, and `git apply` is needed for them: please install git.")
    table = [*read_table(), *read_others()]
    wrong = list(complaints(table))
    if wrong:
        sys.exit("\n".join(wrong))
    if sys.argv[1:] == ["--check"]:
        return
    names = sys.argv[1:] or [mutant.name for mutant in table]
    unknown = set(names) - {mutant.name for mutant in table}
    if unknown:
        sys.exit(f"There is no {listed(unknown)}")
    sys.exit(0 if run([mutant for mutant in table if mutant.name in names]) else 1)


main()
