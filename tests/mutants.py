#!/usr/bin/env python3
"""Do the tests notice? README's section "Experiments" has a table of changes to the kernel, and
which tests fail then. The changes are patches in tests/mutants.

    mutants.py [NAME...]    applies each of them, or those named, to a copy of the tree, runs the
                            table's test there, and compares what fails with the table
    mutants.py --check      only whether table and patches belong together, and whether each patch
                            can still be applied
"""
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PATCHES = os.path.join(ROOT, "tests", "mutants")
SCRATCH = os.path.join(ROOT, "build", "mutants")
ROW = re.compile(r"\| `([\w-]+)` +\| `(\w+/[^`]+)`.* \| (`.*`) +\|")


@dataclass
class Mutant:
    """A row of the table."""
    name: str
    file: str  # the one that is changed
    red: list  # names of tests that must fail, or patterns

    def tests(self):
        """The tests that must fail."""
        paths = [path for name in self.red for path in glob.glob(f"{ROOT}/tests/{name}.c")]
        return {os.path.basename(path)[:-len(".c")] for path in paths}

    def group(self):
        """What TEST= is: with those that must fail run all others of their kind, which must not."""
        return self.red[0].partition("_")[0] + "_"


def read_table():
    with open(f"{ROOT}/README.md") as file:
        rows = map(ROW.fullmatch, file.read().splitlines())
    return [Mutant(row[1], row[2], re.findall(r"`([\w*]+)`", row[3])) for row in rows if row]


def patch_of(name):
    return f"{PATCHES}/{name}.patch"


def apply(tree, name, *options):
    """Runs `git apply`; what it complains about. A repository around the tree is not meant."""
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": os.path.dirname(tree)}
    done = subprocess.run(["git", "apply", *options, patch_of(name)], cwd=tree, env=environment,
                          stderr=subprocess.PIPE, text=True)
    return done.stderr.strip() if done.returncode else ""


def complaints(table):
    """What is wrong with table and patches, a line each."""
    rows = {mutant.name for mutant in table}
    patches = {name[:-len(".patch")] for name in os.listdir(PATCHES)}
    for name in sorted(rows - patches):
        yield f"{name}: is in README's table, but tests/mutants has no such patch"
    for name in sorted(patches - rows):
        yield f"{name}: is in tests/mutants, but README's table has no row for it"
    for mutant in table:
        if mutant.name not in patches:
            continue
        with open(patch_of(mutant.name)) as file:
            changed = re.findall(r"^\+\+\+ b/(.*)$", file.read(), re.MULTILINE)
        if changed != [mutant.file]:
            yield f"{mutant.name}: README says {mutant.file}, the patch changes {' '.join(changed)}"
        for name in mutant.red:
            if not glob.glob(f"{ROOT}/tests/{name}.c"):
                yield f"{mutant.name}: README names {name}, and there is no such test"
        said = apply(ROOT, mutant.name, "--check")
        if said:
            yield f"{mutant.name}: the patch cannot be applied any more: {said}"


def copy_tree():
    tree = f"{SCRATCH}/tree"
    shutil.rmtree(SCRATCH, ignore_errors=True)
    shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns("build", ".git"))
    return tree


def what_fails(tree, mutant):
    """The names of the tests that fail in the tree, whatever the boot."""
    log = f"{SCRATCH}/{mutant.name}.log"
    with open(log, "w") as output:
        subprocess.run(["make", f"-j{os.cpu_count() or 1}", "test", f"TEST={mutant.group()}"],
                       cwd=tree, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    with open(log) as file:
        said = file.read()
    if not re.search(r"^\d+ passed, \d+ failed", said, re.MULTILINE):
        return {f"make test itself (see {os.path.relpath(log)})"}
    return set(re.findall(r"^not ok [^ ]*?/([\w-]+) - ", said, re.MULTILINE))


def listed(names):
    return ", ".join(sorted(names)) or "nothing"


def run(table):
    """Prints a line for each; whether all are as the table says."""
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
        print(f"not ok mutant {mutant.name} - what failed is {listed(red)}, and README names"
              f" {listed(mutant.tests())}", flush=True)
    shutil.rmtree(tree)
    return good


def main():
    for end in signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(end, lambda *_: sys.exit(1))
    if not shutil.which("git"):
        sys.exit("The changes are patches, and `git apply` is needed for them: please install git.")
    table = read_table()
    wrong = list(complaints(table))
    if wrong:
        sys.exit("\n".join(wrong))
    if sys.argv[1:] == ["--check"]:
        return
    names = sys.argv[1:] or [mutant.name for mutant in table]
    unknown = set(names) - {mutant.name for mutant in table}
    if unknown:
        sys.exit(f"README's table has no {listed(unknown)}")
    sys.exit(0 if run([mutant for mutant in table if mutant.name in names]) else 1)


main()
