#!/usr/bin/env python3
"""Runs the tests: boots the kernel in QEMU, in several configurations, reads its serial console,
and lets Linux judge the output of portable tests.

    run.py [PATTERN]      a part of `boot/test`, or a pattern such as small/* or linux/cow_*

tests/init.c describes what it prints. A panic or a hang is the failure of the test that was
running; the tests behind it run in a fresh boot. The comment at the top of a test ends with how to
run it (in a script the same, behind #):

    // test: portable boots=roomy,small timeout=60 expect=hang|panic|fail crash=3,17 then=NAME
    // console: pid * (NAME): there is no system call 600 *
    // trace: fault pid=* name=NAME *

console: or trace: a line that must be there just once, where * stands for anything; what looks at
the trace port has a boot of its own. crash=N: the machine is switched off after so many promises (tests/lasting.h), by turns in one boot
of those named; then=NAME: this program continues, in a second boot with the same disk.
"""
import collections
import difflib
import fnmatch
import glob
import itertools
import os
import platform
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace

sys.dont_write_bytecode = True  # what is built goes to build/
import lasting  # noqa: E402
import panic  # noqa: E402
import terminal  # noqa: E402
from boot import BOOTS, BUILD, ROOT, SCRATCH, Boot, Machine  # noqa: E402

INSTALLED = os.path.join(BUILD, "root", "tests")  # the programs, as they are on the disks
REAL = os.path.join(BUILD, "real", "tests")  # those for C libraries of others
BOX_DISK = os.path.join(BUILD, "box.img")
BOX = os.path.join(BUILD, "box")  # … and a busybox, with the scripts
TEST_LIMIT = 30  # seconds a test may take that says nothing else
HOST_LIMIT = 300  # … and one of pure code
TAIL = 30  # lines of the console that a failure shows
# Variants of the programs of tests/real, and the Debian packages that it takes to make them:
VARIANTS = {"glibc": "gcc and libc6-dev", "glibc-pie": "gcc and libc6-dev",
            "glibc-dynamic": "gcc and libc6-dev", "musl": "musl-tools", "musl-pie": "musl-tools",
            "musl-dynamic": "musl-tools"}
# Why a test of the harness itself must fail:
EXPECTED = {"hang": "hang: no end*", "panic": "PANIC: *", "fail": "exit status 1"}


@dataclass
class Test:
    name: str
    program: str  # below /tests
    portable: bool = False
    boots: tuple = ("roomy",)
    timeout: int = TEST_LIMIT
    expect: str = None
    crash: tuple = ()
    then: str = None
    console: list = field(default_factory=list)  # patterns of lines
    trace: list = field(default_factory=list)


@dataclass
class Result:
    name: str
    why: str = None  # why it failed; None: it passed
    details: list = field(default_factory=list)
    skipped: str = None  # why it did not run


def name_of(source):
    return os.path.splitext(os.path.basename(source))[0]


def read_test(path):
    """The test in this source or script; None if it is a helper."""
    is_script = path.endswith(".sh")
    mark = "#" if is_script else "//"
    with open(path) as file:
        comment = itertools.takewhile(lambda line: line.startswith(mark), file)
        lines = [line[len(mark):].strip() for line in comment]
    name = name_of(path)
    test = Test(name, f"real/{name}.sh" if is_script else name)
    words = []
    for line in lines:
        where, _, pattern = line.partition(": ")
        if where in ("console", "trace"):
            getattr(test, where).append(pattern)
        else:
            words += line.split()
    if "test:" not in words:
        return None
    options = words[words.index("test:") + 1:]
    for option in options:
        name, _, value = option.partition("=")
        if name == "portable":
            test.portable = True
        elif name == "boots" and set(value.split(",")) <= set(BOOTS):
            test.boots = tuple(value.split(","))
        elif name == "timeout" and value.isdigit():
            test.timeout = int(value)
        elif name == "expect" and value in EXPECTED:
            test.expect = value
        elif name == "crash":
            test.crash = tuple(map(int, value.split(",")))
        elif name == "then":
            test.then = value
        else:
            sys.exit(f"{path}: what does `{option}` mean?")
    return test


def interpreter_of(script):
    """The words behind #! of a script below /tests."""
    with open(f"{ROOT}/tests/{script}") as file:
        return file.readline()[2:].split()


def read_real_tests():
    """Those of tests/real, one for each variant."""
    tests = list(map(read_test, sorted(glob.glob(f"{ROOT}/tests/real/*.c"))))
    return [replace(test, name=f"{test.name}-{variant}", program=f"{test.program}-{variant}")
            for variant in VARIANTS for test in tests]


def what_lacks(test):
    """The Debian packages without which this test cannot be made here; None if it was made."""
    variant = next((name for name in VARIANTS if test.name.endswith(f"-{name}")), None)
    if variant and not os.path.exists(f"{REAL}/{test.program}"):
        return VARIANTS[variant]
    if not test.program.endswith(".sh"):
        return None
    if not os.path.exists(BOX_DISK):
        return "busybox-static"
    shell = interpreter_of(test.program)[0]
    return None if os.path.exists(BOX + shell) else os.path.basename(shell)


# --- Jobs: each yields results ----------------------------------------------------------------


def text(lines):
    return [line.decode(errors="backslashreplace") for line in lines]


def tail(lines):
    return text(lines[-TAIL:])


def wrong_line(patterns, lines):
    """What is wrong if not each of the patterns is just one of the lines; None if nothing is."""
    for pattern in patterns:
        form = re.compile(".*".join(map(re.escape, pattern.split("*"))))
        count = sum(1 for line in text(lines) if form.fullmatch(line))
        if count != 1:
            return f"{count} lines are `{pattern}`"
    return None


def result_of(configuration, outcome):
    name, why, expect = f"{configuration}/{outcome.test.name}", outcome.why, outcome.test.expect
    why = why or wrong_line(outcome.test.console, outcome.console)
    if expect and fnmatch.fnmatchcase(why or "", EXPECTED[expect]):
        return Result(name)
    if expect:
        why = f"a {expect} is expected, but: {why or 'ok'}"
    return Result(name, why, tail(outcome.console))


def boot_job(configuration, name, tests, outcomes):
    """Boots until each test has run, and keeps their outcomes."""
    why, details, disk = None, [], []
    left = list(tests)
    for number in itertools.count(1):
        boot = Boot(f"{name}-{number}", configuration, left)
        before = len(left)
        for outcome in boot.outcomes():
            left.remove(outcome.test)
            outcomes[configuration, outcome.test.name] = outcome
            yield result_of(configuration, outcome)
        if boot.why:
            why = why or boot.why
            details += tail(boot.console)
        disk += tail(boot.disk_complaints())
        if not left or len(left) == before:
            break
    for test in left:
        yield Result(f"{configuration}/{test.name}", "not run: no boot comes that far")
    alone = name != configuration  # then the end of the boot is the test's own
    if why or not alone:
        yield Result(f"{name}/ends-cleanly", why, details)
    if disk or (boot.disk and not alone):
        yield Result(f"{name}/disk-is-clean", "e2fsck complains" if disk else None, disk)


def trace_job(configuration, test, outcomes):
    name = f"{configuration}-{test.name}"
    yield from boot_job(configuration, name, [test], outcomes)
    with open(f"{SCRATCH}/{name}-1.trace", "rb") as file:
        lines = file.read().splitlines()
    why = wrong_line(test.trace, lines)
    yield Result(f"{configuration}/{test.name}-lines", why, tail(lines))


def crash_job(test, moments):
    for boot, count in moments:
        name = f"{test.name}-{count}"
        why, said = lasting.crash(f"{boot}-{name}", boot, test.name, count)
        yield Result(f"{boot}/{name}", why, said[-TAIL:])


def again_job(boot, test):
    why, said = lasting.again(f"{boot}-{test.name}", boot, [test.name, test.then])
    yield Result(f"{boot}/{test.name}", why, said[-TAIL:])


def run_program(command, limit, environment):
    """Runs it on this machine: its standard output, what else it said, and why it failed."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=limit, cwd=SCRATCH, env=environment)
    except subprocess.TimeoutExpired:
        return b"", [], f"hang: it runs for more than {limit} s"
    except OSError as error:
        return b"", [], str(error)
    why = f"exit status {done.returncode}" if done.returncode else None
    return done.stdout, tail(done.stderr.splitlines()), why


def host_job(names):
    """The tests of pure code and of scripts, which run here."""
    for name in names:
        script = f"{ROOT}/tests/host/{name}.sh"
        program = script if os.path.exists(script) else f"{BUILD}/tests/host/{name}"
        output, said, why = run_program([program], HOST_LIMIT, os.environ)
        yield Result(f"host/{name}", why, tail(output.splitlines()) + said)


def difference(linux, pagoda):
    """The first lines that differ, as diff -u shows them."""
    lines = difflib.diff_bytes(difflib.unified_diff, linux.split(b"\n"), pagoda.split(b"\n"),
                               b"Linux", b"Pagoda", n=1, lineterm=b"")
    return text(itertools.islice(lines, TAIL))


def run_on_linux(test):
    """As run_program; scripts have the same programs here as there, and no others."""
    if not test.program.endswith(".sh"):
        folder = REAL if os.path.exists(f"{REAL}/{test.program}") else INSTALLED
        environment = {"DATA": f"{INSTALLED}/data", "PATH": os.environ["PATH"]}
        return run_program([f"{folder}/{test.program}"], test.timeout, environment)
    path = ":".join(f"{BOX}/{folder}" for folder in ("bin", "sbin", "usr/bin", "usr/sbin"))
    shell, *argument = interpreter_of(test.program)
    command = [BOX + shell, *argument, f"{BOX}/tests/{test.program}"]
    return run_program(command, test.timeout, {"PATH": path})


def linux_job(tests, outcomes):
    """Compares what portable tests wrote with what they write on Linux."""
    for test in tests:
        linux, said, why = run_on_linux(test)
        pagoda = {boot: outcomes[boot, test.name].output for boot in test.boots
                  if (boot, test.name) in outcomes}
        wrong = [boot for boot in pagoda if pagoda[boot] != linux]
        if not why and not pagoda:
            why = "it did not run"
        if not why and wrong:
            why = "other output: " + ", ".join(wrong)
            said = difference(linux, pagoda[wrong[0]])
        yield Result(f"linux/{test.name}", why, said)


# --- All together -----------------------------------------------------------------------------


def matches(pattern, name):
    return pattern in name or fnmatch.fnmatch(name, pattern)


def choose_boots(tests, pattern, compared, outcomes):
    """One job for each configuration, and one for each test that will spoil its boot."""
    for test in tests:
        moments = [(boot, count) for boot, count in zip(itertools.cycle(test.boots), test.crash)
                   if matches(pattern, f"{boot}/{test.name}-{count}")]
        if moments:
            yield crash_job(test, moments)
    for boot in BOOTS:
        chosen = [test for test in tests if boot in test.boots and not test.crash
                  and (test in compared or matches(pattern, f"{boot}/{test.name}"))]
        together = [test for test in chosen if not (test.expect or test.then or test.trace)]
        if together:
            yield boot_job(boot, boot, together, outcomes)
        for test in chosen:
            if test.expect:
                yield boot_job(boot, f"{boot}-{test.name}", [test], outcomes)
            if test.then:
                yield again_job(boot, test)
            if test.trace:
                yield trace_job(boot, test, outcomes)


def skip_job(tests, pattern):
    """Says of each test that could not be made what it takes."""
    for test in tests:
        for boot in test.boots + ("linux",) * test.portable:
            if matches(pattern, f"{boot}/{test.name}"):
                yield Result(f"{boot}/{test.name}", skipped=f"it takes {what_lacks(test)}")


def terminal_job(place, scenes):
    for name, wrong in terminal.play(place, scenes):
        yield Result(f"{place}/{name}", wrong[0] if wrong else None, wrong[1:])


def panic_job(name):
    wrong = panic.play(name)
    yield Result(name, wrong[0] if wrong else None, wrong[1:])


def choose_terminals(pattern):
    for place, (_, scenes) in terminal.PLACES.items():
        chosen = [scene for scene in scenes if matches(pattern, f"{place}/{scene}")]
        if chosen:
            yield terminal_job(place, chosen)


def choose_jobs(pattern):
    """Those that keep the processor busy, those that mostly wait, and the one that compares at the
    end."""
    sources = sorted(glob.glob(f"{ROOT}/tests/*.c") + glob.glob(f"{ROOT}/tests/real/*.sh"))
    tests = [test for test in map(read_test, sources) if test] + read_real_tests()
    skipped = [test for test in tests if what_lacks(test)]
    tests = [test for test in tests if test not in skipped]
    compared = [test for test in tests if test.portable and matches(pattern, f"linux/{test.name}")]
    is_linux = (platform.system(), platform.machine()) == ("Linux", "x86_64")
    if not is_linux:
        print("# linux/*, terminal/*, keyboard/*: skipped, since this machine is no x86-64 Linux")
        compared = []
    outcomes = {}
    jobs = list(choose_boots(tests, pattern, compared, outcomes))
    terminals = choose_terminals(pattern) if is_linux and os.path.exists(BOX_DISK) else ()
    panics = [panic_job(name) for name in panic.PLACES if matches(pattern, name)]
    terminals = itertools.chain(panics, terminals)
    hosts = [name_of(source) for source in sorted(glob.glob(f"{ROOT}/tests/host/*.c") +
                                                   glob.glob(f"{ROOT}/tests/host/*.sh"))]
    jobs.append(host_job([name for name in hosts if matches(pattern, f"host/{name}")]))
    return jobs, terminals, itertools.chain(linux_job(compared, outcomes), skip_job(skipped, pattern))


def work(waiting):
    """One worker: takes a job at a time, and puts its results into the job's queue."""
    while waiting:
        job, results = waiting.popleft()
        try:
            for result in job:
                results.put(result)
        except Exception as error:  # of the harness: a failure, and the other jobs go on
            results.put(Result("harness", repr(error)))
        results.put(None)


def start(jobs, workers):
    """So many jobs run at a time; the results of all, in their order."""
    queued = [(job, queue.Queue()) for job in jobs]
    waiting = collections.deque(queued)
    for _ in range(workers):
        threading.Thread(target=work, args=(waiting,), daemon=True).start()
    return (result for _, results in queued for result in iter(results.get, None))


def report(results):
    """Prints them; the exit status."""
    passed = failed = skipped = 0
    for result in results:
        if result.skipped:
            skipped += 1
            print(f"skipped {result.name} - {result.skipped}")
        elif result.why:
            failed += 1
            print(f"not ok {result.name} - {result.why}")
            print("".join(f"    {line}\n" for line in result.details), end="", flush=True)
        else:
            passed += 1
            print(f"ok {result.name}", flush=True)
    if not passed + failed + skipped:
        print("# no test has such a name")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


def main():
    for end in signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(end, lambda *_: sys.exit(1))
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # where e2fsck is
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os.makedirs(SCRATCH)
    jobs, terminals, comparison = choose_jobs(sys.argv[1] if len(sys.argv) > 1 else "")
    # Two at a time, if there are processors for them: more would make tests late.
    results = [start(jobs, min(2, os.cpu_count() or 1)), start(terminals, 1), comparison]
    try:
        sys.exit(report(itertools.chain.from_iterable(results)))
    finally:
        Machine.kill_all()


main()
