#!/usr/bin/env python3
"""Runs the tests: boots the kernel in QEMU, in several configurations, reads its serial console,
and lets Linux judge the output of portable tests.

    run.py [PATTERN]      a part of `boot/test`, or a pattern such as small/* or linux/cow_*

tests/init.c describes what it prints. A panic or a hang is the failure of the test that was
running; the tests behind it run in a fresh boot. They do so, too, after any other failure, whose
leavings would be theirs; but only in the first boots of each configuration.

The comment at the top of a test ends with how to run it (in a script the same, behind #):

    // test: portable root core boots=roomy,small timeout=60 swaps=8 expect=hang|panic|fail
    //     crash=3,17 cuts=60 then=NAME
    // console: pid * (NAME): there is no system call 600 *
    // trace: fault pid=* name=NAME *

root: it becomes other users, which on Linux takes root. core: it needs only calls of the core, and
so also runs in the boots core, and core-X if it runs in X. console: or trace: a line that must be
there as often as here, where * stands for anything; what looks at the trace port has a boot of its own.
crash=N: the machine is switched off after so many promises (tests/lasting.h), by turns in one boot
of those named; cuts=N: the power is cut so often behind a disk's write cache (tests/power.py);
then=NAME: this program continues, in a second boot with the same disk; swaps=N: where it passes,
and there is swap, N MiB have come to the swap disk, which is looked at from outside. timeout: in
seconds of QEMU's own time (patience.py), 30 if not said.
"""
import collections
import concurrent.futures
import difflib
import fnmatch
import functools
import glob
import itertools
import os
import platform
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import traceback
from dataclasses import dataclass, field, replace

sys.dont_write_bytecode = True  # what is built goes to build/
import bench  # noqa: E402
import debugger  # noqa: E402
import experiments  # noqa: E402
import iso  # noqa: E402
import lasting  # noqa: E402
import memmap  # noqa: E402
import panic  # noqa: E402
import power  # noqa: E402
import profiles  # noqa: E402
import session  # noqa: E402
import shells  # noqa: E402
import terminal  # noqa: E402
import traces  # noqa: E402
from boot import BOOTS, BUILD, ROOT, SCRATCH, Boot, Machine, forget, log_of  # noqa: E402
from patience import SLOWEST  # noqa: E402
from report import Job, Report, Result  # noqa: E402
from terminals import forget_ignored_signals  # noqa: E402

INSTALLED = os.path.join(BUILD, "root", "tests")  # the programs, as they are on the disks
REAL = os.path.join(BUILD, "real", "tests")  # those for C libraries of others
BOX_DISK = os.path.join(BUILD, "box.img")
BOX = os.path.join(BUILD, "box")  # … and a busybox, with the scripts
IS_LINUX = (platform.system(), platform.machine()) == ("Linux", "x86_64")
HAS_BOX = os.path.exists(BOX_DISK)
TEST_LIMIT = 30  # seconds a test may take that says nothing else
FRESH_BOOTS = 10  # of a configuration; then its tests go on after a failure
TAIL = 30  # lines of the console that a failure shows
LINUX_TESTS = 3  # that run on Linux at a time
# Variants of the programs of tests/real, and the Debian packages that it takes to make them:
VARIANTS = {"glibc": "gcc libc6-dev", "glibc-pie": "gcc libc6-dev",
            "glibc-dynamic": "gcc libc6-dev", "musl": "musl-tools", "musl-pie": "musl-tools",
            "musl-dynamic": "musl-tools"}
# Linux's capabilities (linux/capability.h): those for files, owners and users, and CAP_SYS_PTRACE.
CAPABILITIES = 0xff | 1 << 19
UNMADE = "it cannot be compiled or linked"  # why a test fails
# Why a test of the harness itself must fail:
EXPECTED = {"hang": "hang: no end*", "panic": "PANIC: *", "fail": "exit status 1"}


@dataclass
class Test:
    name: str
    program: str  # below /tests
    portable: bool = False
    at_terminal: bool = False
    root: bool = False
    core: bool = False
    boots: tuple = ("roomy",)
    timeout: int = TEST_LIMIT
    expect: str = None
    crash: tuple = ()
    cuts: int = 0
    then: str = None
    swaps: int = 0  # MiB
    console: list = field(default_factory=list)  # patterns of lines
    trace: list = field(default_factory=list)


def name_of(source):
    return os.path.splitext(os.path.basename(source))[0]


def read_test(path):
    """The test in this source or script; None if it is a helper."""
    is_script = path.endswith(".sh")
    mark = "#" if is_script else "//"
    with open(path) as file:
        source = file.read().splitlines()
    comment = itertools.takewhile(lambda line: line.startswith(mark), source)
    lines = [line[len(mark):].strip() for line in comment]
    name = name_of(path)
    test = Test(name, f"real/{name}.sh" if is_script else name,
                at_terminal='#include "terminal.h"' in source)
    words = []
    for line in lines:
        where, _, pattern = line.partition(": ")
        if where in ("console", "trace"):
            getattr(test, where).append(pattern)
        else:
            words += line.split()
    if {"console:", "trace:"} & set(words):
        sys.exit(f"{path}: a pattern begins a line")
    if "test:" not in words:
        return None
    options = words[words.index("test:") + 1:]
    for option in options:
        name, _, value = option.partition("=")
        if name == "portable":
            test.portable = True
        elif name == "root":
            test.root = True
        elif name == "core":
            test.core = True
        elif name == "boots" and set(value.split(",")) <= set(BOOTS):
            test.boots = tuple(value.split(","))
        elif name == "timeout" and value.isdigit():
            test.timeout = int(value)
        elif name == "expect" and value in EXPECTED:
            test.expect = value
        elif name == "crash":
            test.crash = tuple(map(int, value.split(",")))
        elif name == "cuts" and value.isdigit():
            test.cuts = int(value)
        elif name == "swaps" and value.isdigit():
            test.swaps = int(value)
        elif name == "then":
            test.then = value
        else:
            sys.exit(f"{path}: what does `{option}` mean?")
    if test.core:
        test.boots += ("core", *(boot for boot in BOOTS if boot.startswith("core-")
                                 and boot.partition("-")[2] in test.boots))
    return test


def what_was_said(program):
    """By the compiler or the linker, of one that they could not make; None if it is there, or was
    not tried."""
    for name in f"{program}.o", program, f"real/{program}":
        path = f"{BUILD}/tests/{name}"
        if not os.path.exists(path) and os.path.exists(f"{path}.said"):
            return read_lines(f"{path}.said")
    return None


def interpreter_of(script):
    """The words behind #! of a script below /tests."""
    with open(f"{ROOT}/tests/{script}") as file:
        return file.readline()[2:].split()


def read_real_tests():
    """Those of tests/real, one for each variant."""
    tests = list(map(read_test, sorted(glob.glob(f"{ROOT}/tests/real/*.c"))))
    return [replace(test, name=f"{test.name}-{variant}", program=f"{test.program}-{variant}")
            for variant in VARIANTS for test in tests]


def shell_tests():
    return [Test(f"shell-{subject}", shells.DRIVER + subject, portable=True)
            for subject in shells.SUBJECTS]


def what_lacks(test):
    """The Debian packages without which this test cannot be made here, if so."""
    variant = next((name for name in VARIANTS if test.name.endswith(f"-{name}")), None)
    if variant and not os.path.exists(f"{REAL}/{test.program}"):
        return None if what_was_said(test.program) else VARIANTS[variant]
    if test.program.startswith(shells.DRIVER) and not os.path.exists(shells.DASH):
        return "dash"
    if not test.program.endswith(".sh"):
        return None
    if not HAS_BOX:
        return "busybox-static"
    shell = interpreter_of(test.program)[0]
    return None if os.path.exists(BOX + shell) else os.path.basename(shell)


# --- Jobs: each yields results ----------------------------------------------------------------


def text(lines):
    return [line.decode(errors="backslashreplace") for line in lines]


def tail(lines):
    return text(lines[-TAIL:])


def wrong_line(patterns, lines):
    """What is wrong if not each pattern fits as many lines as it is written; None if nothing is."""
    for pattern in patterns:
        form = re.compile(".*".join(map(re.escape, pattern.split("*"))))
        count = sum(1 for line in text(lines) if form.fullmatch(line))
        if count != patterns.count(pattern):
            return f"{count} lines are `{pattern}`"
    return None


def result_of(configuration, outcome, log):
    name, why, expect = f"{configuration}/{outcome.test.name}", outcome.why, outcome.test.expect
    why = why or wrong_line(outcome.test.console, outcome.console)
    if expect and fnmatch.fnmatchcase(why or "", EXPECTED[expect]):
        return Result(name)
    if expect:
        why = f"a {expect} is expected, but: {why or 'ok'}"
    return Result(name, why, tail(outcome.console), log=log)


def judge_end(boot, end, disk, log):
    """Adds to these two results what is wrong with a boot's end and its disk; what is with the
    disk."""
    complaints = tail(boot.disk_complaints())
    if boot.why:
        end.why, end.log, end.skipped = end.why or boot.why, end.log or log, None
        end.details += tail(boot.console)
    elif boot.orderly:
        end.skipped = disk.skipped = None
    if complaints:
        disk.why, disk.log, disk.skipped = "the disk is wrong", disk.log or log, None
        disk.details += complaints
    return complaints


def boot_results(configuration, name, tests, outcomes):
    """Boots until each test has run, and keeps their outcomes. The disk of a boot in which nothing
    failed is not kept. The end is judged of boots that came to it."""
    alone = name != configuration  # then the end of the boot is the test's own
    repeat = f"{configuration}/{tests[0].name}" if alone else f"{configuration}/*"
    end = Result(f"{name}/ends-cleanly", repeat=repeat)
    disk = Result(f"{name}/disk-is-clean", repeat=repeat)
    end.skipped = disk.skipped = "need a boot without a failure"  # until there is one
    left = list(tests)
    for number in itertools.count(1):
        boot_name = f"{name}-{number}"
        log = log_of(boot_name)
        boot = Boot(boot_name, configuration, left)
        before, failed = len(left), False
        for outcome in boot.outcomes():
            left.remove(outcome.test)
            outcomes[configuration, outcome.test.name] = outcome
            result = result_of(configuration, outcome, log)
            failed = failed or result.why
            if not result.why:
                boot.expect_swapped(outcome.test.swaps)
            yield result
            if result.why and number < FRESH_BOOTS:
                boot.stop()
                break
        complaints = judge_end(boot, end, disk, log)
        if not (failed or boot.why or complaints):
            forget(boot_name, ".img", ".img.errors", ".swap.errors")
        if not left or len(left) == before:
            break
    for test in left:
        yield Result(f"{configuration}/{test.name}", f"not run: {boot.why or 'nobody began it'}",
                     log=log)
    if end.why or not alone:
        yield end
    if disk.why or (boot.disk and not alone):
        yield disk


def boot_job(configuration, name, tests, outcomes):
    names = [f"{configuration}/{test.name}" for test in tests]
    if name == configuration:
        has_disk = BOOTS[configuration][1] is not None
        names += [f"{name}/ends-cleanly"] + [f"{name}/disk-is-clean"] * has_disk
    return Job(names, boot_results(configuration, name, tests, outcomes))


def trace_job(configuration, test, outcomes):
    name, result_name = f"{configuration}-{test.name}", f"{configuration}/{test.name}"

    def results():
        yield from boot_results(configuration, name, [test], outcomes)
        trace = f"{SCRATCH}/{name}-1.trace"
        with open(trace, "rb") as file:
            lines = file.read().splitlines()
        why = wrong_line(test.trace, lines)
        yield Result(f"{result_name}-lines", why, tail(lines), log=trace, repeat=result_name)

    return Job([result_name, f"{result_name}-lines"], results())


def crash_job(test, moments):
    def results():
        for boot, count in moments:
            name = f"{boot}-{test.name}-{count}"
            why, said = lasting.crash(name, boot, test.name, count)
            yield Result(f"{boot}/{test.name}-{count}", why, said[-TAIL:], log=log_of(name))

    return Job([f"{boot}/{test.name}-{count}" for boot, count in moments], results())


def cuts_job(test):
    name = f"roomy/{test.name}-cuts"

    def results():
        file_name = f"{test.name}-cuts"
        why, said = power.play(file_name, test.name, test.cuts)
        yield Result(name, why, said[-TAIL:], log=keep(file_name, said))

    return Job([name], results())


def again_job(boot, test):
    def results():
        name = f"{boot}-{test.name}"
        why, said = lasting.again(name, boot, [test.name, test.then])
        yield Result(f"{boot}/{test.name}", why, said[-TAIL:], log=log_of(f"{name}-{test.name}"))

    return Job([f"{boot}/{test.name}"], results())


def limit_to(kind, most):
    soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, hard))


def begin_as_in_pagoda():
    """In the child: what whoever runs the tests has set must not matter."""
    forget_ignored_signals()
    os.umask(0o022)
    limit_to(resource.RLIMIT_STACK, 8 << 20)
    limit_to(resource.RLIMIT_CORE, 0)
    limit_to(resource.RLIMIT_NOFILE, 1024)


def run_program(command, limit, environment):
    """Runs it on this machine: its standard output, what else it said, and why it failed. The host
    may be busy, so a hang is found late."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, cwd=SCRATCH, env=environment,
                                   start_new_session=True, preexec_fn=begin_as_in_pagoda)
    except OSError as error:
        return b"", [], str(error)
    try:
        output, said = process.communicate(timeout=limit * SLOWEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, said = process.communicate()
        return output, tail(said.splitlines()), f"hang: it runs for more than {limit * SLOWEST} s"
    why = f"exit status {process.returncode}" if process.returncode else None
    return output, tail(said.splitlines()), why


def keep(name, lines):
    """Writes a log of what is no boot; its path."""
    path = log_of(name)
    with open(path, "w", errors="surrogateescape") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def read_lines(path):
    with open(path, errors="backslashreplace") as file:
        return file.read().splitlines()


def host_tests():
    """What runs here: tests of pure code, of scripts, of this harness, of the table of
    changes, of the book. The command of each, by name."""
    programs = {name_of(source): [f"{BUILD}/tests/host/{name_of(source)}"]
                for source in sorted(glob.glob(f"{ROOT}/tests/host/*.c"))}
    scripts = {name_of(path): [path] for path in sorted(glob.glob(f"{ROOT}/tests/host/*.sh"))}
    return {**programs, **scripts, "report": [sys.executable, f"{ROOT}/tests/report_test.py"],
            "mutants": [sys.executable, f"{ROOT}/tests/mutants.py", "--check"],
            "book": [sys.executable, f"{ROOT}/tests/book.py", "--check"],
            "korean": [sys.executable, f"{ROOT}/tests/korean.py"]}


def host_job(pattern):
    tests = {name: command for name, command in host_tests().items()
             if matches(pattern, f"host/{name}")}

    def results():
        for name, command in tests.items():
            output, said, why = run_program(command, TEST_LIMIT, os.environ)
            unmade = what_was_said(f"host/{name}")
            lines = text(output.splitlines()) + (unmade or said)
            yield Result(f"host/{name}", UNMADE if unmade else why, lines[-TAIL:],
                         log=keep(f"host-{name}", lines))

    return Job([f"host/{name}" for name in tests], results())


def bench_job(pattern):
    rows = [row for row in bench.kept_rows() if matches(pattern, f"bench/{row}")]

    def results():
        for row, count in bench.measure("bench", bench.pagoda_machine, ["costs"], bench.MEM):
            if row in rows:
                yield Result(f"bench/{row}", bench.complaint(row, count), log=log_of("bench"))

    return Job([f"bench/{row}" for row in rows], results() if rows else ())


def unmade_job(tests, pattern):
    """Programs of tests, and their helpers, that could not be made."""
    names = {test.program: test.name for test in tests if is_chosen(test, pattern)}
    names.update({name: name for name in map(name_of, glob.glob(f"{ROOT}/tests/*.c"))
                  if matches(pattern, f"tests/{name}")})
    said = {names[program]: lines for program in names if (lines := what_was_said(program))}
    return Job([f"tests/{name}" for name in said],
               (Result(f"tests/{name}", UNMADE, lines[:TAIL], log=keep(f"tests-{name}", lines),
                       repeat=name) for name, lines in said.items()))


def difference(linux, pagoda, names=(b"Linux", b"Pagoda")):
    """The lines that differ, as diff -u shows them."""
    lines = difflib.diff_bytes(difflib.unified_diff, linux.split(b"\n"), pagoda.split(b"\n"),
                               *names, n=1, lineterm=b"")
    return text(lines)


def run_on_linux(test):
    """As run_program; scripts have the same programs here as there, and no others."""
    if test.program.startswith(shells.DRIVER):
        command, environment = shells.on_linux(test.program, shells.DASH)
        return run_program(command, test.timeout, environment)
    if not test.program.endswith(".sh"):
        folder = REAL if os.path.exists(f"{REAL}/{test.program}") else INSTALLED
        environment = {"DATA": f"{INSTALLED}/data", "PATH": os.environ["PATH"]}
        return run_program([f"{folder}/{test.program}"], test.timeout, environment)
    path = ":".join(f"{BOX}/{folder}" for folder in ("bin", "sbin", "usr/bin", "usr/sbin"))
    shell, *argument = interpreter_of(test.program)
    command = [BOX + shell, *argument, f"{BOX}/tests/{test.program}"]
    return run_program(command, test.timeout, {"PATH": path})


def compare(test, outcomes):
    linux, said, why = run_on_linux(test)
    pagoda = {boot: outcomes[boot, test.name].output for boot in test.boots
              if (boot, test.name) in outcomes}
    wrong = [boot for boot in pagoda if pagoda[boot] != linux]
    if not why and not pagoda:
        why = "it did not run"
    if not why and wrong:
        why = "other output: " + ", ".join(wrong)
        said = difference(linux, pagoda[wrong[0]])
    log = keep(f"linux-{test.name}", said) if why else None
    return Result(f"linux/{test.name}", why, said[:TAIL], log=log)


def linux_job(tests, outcomes):
    """Compares what portable tests wrote with what they write on Linux. Many of them wait, so some run
    at a time."""
    def results():
        with concurrent.futures.ThreadPoolExecutor(LINUX_TESTS) as pool:
            yield from pool.map(functools.partial(compare, outcomes=outcomes), tests)

    return Job([f"linux/{test.name}" for test in tests], results())


def compare_with_dash(test):
    """What our shell does with what dash does, both on Linux."""
    dash, said, why = run_on_linux(test)
    command, environment = shells.on_linux(test.program, shells.OURS)
    ours, errors, ours_why = run_program(command, test.timeout, environment)
    why = why or ours_why
    if not why and ours != dash:
        why, said = "other output than dash's", difference(dash, ours, (b"dash", b"sh"))
    log = keep(f"shell-{test.name}", said + errors) if why else None
    return Result(f"shell/{test.name}", why, said[:TAIL], log=log)


def shell_job(tests):
    return Job([f"shell/{test.name}" for test in tests], map(compare_with_dash, tests))


# --- All together -----------------------------------------------------------------------------


def matches(pattern, name):
    return pattern in name or fnmatch.fnmatch(name, pattern)


def is_judged(test, pattern):
    """Whether Linux's word on it is asked for."""
    return test.portable and matches(pattern, f"linux/{test.name}")


def is_chosen(test, pattern):
    return is_judged(test, pattern) or any(matches(pattern, f"{boot}/{test.name}")
                                           for boot in test.boots)


def choose_boots(tests, pattern, compared, outcomes):
    """One job for each configuration, and one for each test that will spoil its boot."""
    for test in tests:
        moments = [(boot, count) for boot, count in zip(itertools.cycle(test.boots), test.crash)
                   if matches(pattern, f"{boot}/{test.name}-{count}")]
        if moments:
            yield crash_job(test, moments)
        if test.cuts and matches(pattern, f"roomy/{test.name}-cuts"):
            yield cuts_job(test)
    for boot in BOOTS:
        chosen = [test for test in tests if boot in test.boots and not test.crash
                  and (test in compared and is_judged(test, pattern)
                       or matches(pattern, f"{boot}/{test.name}"))]
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


def machine_job(name, module):
    def results():
        wrong = module.play(name)
        yield Result(name, wrong[0] if wrong else None, wrong[1:], log=log_of(name.replace("/", "-")))

    return Job([name], results())


def machine_jobs(pattern):
    """What plays each machine that is looked at from outside, and its job."""
    for name, module, why_not in machines():
        if matches(pattern, name) and not why_not:
            yield module, machine_job(name, module)


def choose_terminals(pattern, others):
    steps = [f"session/{step[0]}" for step in session.SESSION]
    if any(matches(pattern, step) for step in steps) and not why_not_on_linux(True):
        yield Job(steps, session.play())
    yield from others
    for place, (_, _, scenes) in terminal.PLACES.items():
        chosen = [scene for scene in scenes if matches(pattern, f"{place}/{scene}")]
        ends = [f"{place}/{end}" for end in terminal.ENDS]
        if chosen and not why_no_scenes(place):
            yield Job([f"{place}/{scene}" for scene in chosen] + ends, terminal.play(place, chosen))


def choose_tests():
    sources = sorted(glob.glob(f"{ROOT}/tests/*.c") + glob.glob(f"{ROOT}/tests/real/*.sh"))
    tests = [test for test in map(read_test, sources) if test]
    return tests + read_real_tests() + shell_tests()


def needs(packages):
    return f"need {packages} (apt-get install {packages})" if packages else None


@functools.lru_cache(None)
def has_terminals():
    try:
        for side in os.openpty():
            os.close(side)
        return True
    except OSError:
        return False


def why_not_on_linux(at_terminal):
    """Why there can be no comparison, if so."""
    if not IS_LINUX:
        return "need Linux on x86-64"
    return "need pseudo-terminals (mount devpts)" if at_terminal and not has_terminals() else None


@functools.lru_cache(None)
def is_root():
    """Whether we have the rights of root that tests use: a container's root may lack some."""
    with open("/proc/self/status") as status:
        effective = re.search(r"^CapEff:\s*(\w+)", status.read(), re.MULTILINE)[1]
    return int(effective, 16) & CAPABILITIES == CAPABILITIES


def why_not_judged(test):
    """Why Linux cannot judge it."""
    lacks_root = test.root and not is_root()
    return why_not_on_linux(test.at_terminal) or ("need root on Linux" if lacks_root else None)


def why_no_scenes(place):
    lacks_box = terminal.PLACES[place][1] is terminal.BUSYBOX and not HAS_BOX
    return why_not_on_linux(True) or (needs("busybox-static") if lacks_box else None)


def machines():
    """Those that are looked at from outside: the name, what plays it, and why that cannot be."""
    for module in panic, memmap:
        for name in module.PLACES:
            yield name, module, why_not_on_linux(True)
    for name in iso.BOOTS:
        yield name, iso, why_not_on_linux(True) or needs(iso.what_lacks(name))
    for name in debugger.WALKS:
        yield name, debugger, needs(debugger.what_lacks(name))
    for name in experiments.PLACES:
        yield name, experiments, why_not_on_linux(True) or needs(experiments.what_lacks(name))
    for name in profiles.COMMANDS:
        yield name, profiles, why_not_on_linux(False) or profiles.why_not()
    for name in traces.PLAYS:
        yield name, traces, why_not_on_linux(False) or needs(traces.what_lacks(name))


def what_cannot_run(tests):
    """Names of results that this machine cannot have, with the reason."""
    for test in tests:
        reason = needs(what_lacks(test))
        for boot in test.boots:
            yield f"{boot}/{test.name}", reason
        if test.portable:
            yield f"linux/{test.name}", reason or why_not_judged(test)
        if test.program.startswith(shells.DRIVER):
            yield f"shell/{test.name}", reason or why_not_on_linux(False)
    for name, _, why_not in machines():
        yield name, why_not
    for row in bench.kept_rows():
        yield f"bench/{row}", bench.why_not()
    for place, (_, _, scenes) in terminal.PLACES.items():
        for scene in scenes:
            yield f"{place}/{scene}", why_no_scenes(place)


def skip_job(tests, pattern):
    return Job([], (Result(name, skipped=reason) for name, reason in what_cannot_run(tests)
                    if reason and matches(pattern, name)))


def choose_jobs(pattern):
    """Those that keep the processor busy, those that mostly wait, and those for the end."""
    tests = choose_tests()
    able = [test for test in tests if not (what_lacks(test) or what_was_said(test.program))]
    compared = [test for test in able if test.portable and is_chosen(test, pattern)
                and not why_not_judged(test)]
    outcomes = {}
    jobs = list(choose_boots(able, pattern, compared, outcomes))
    jobs.append(shell_job([test for test in able if test.program.startswith(shells.DRIVER)
                           and matches(pattern, f"shell/{test.name}")
                           and not why_not_on_linux(False)]))
    jobs += [host_job(pattern), unmade_job(tests, pattern)]
    if not bench.why_not():
        jobs.append(bench_job(pattern))
    played = list(machine_jobs(pattern))
    jobs += [job for module, job in played if module is experiments]
    others = [job for module, job in played if module is not experiments]
    terminals = list(choose_terminals(pattern, others))
    return jobs, terminals, [linux_job(compared, outcomes), skip_job(tests, pattern)]


def work(jobs, events):
    """One worker: takes a job at a time; its results are events, and so is its end."""
    while jobs:
        job = jobs.popleft()
        job.begun = True
        try:
            for result in job.results:
                events.put((job, result))
        except Exception as error:  # of the harness: a failure, and the other jobs go on
            details = traceback.format_exc().splitlines()
            group = next(iter(job.missing), "").partition("/")[0]
            events.put((job, Result("harness", repr(error), details, repeat=f"{group}/*")))
        events.put((job, None))


def run_jobs(jobs, terminals, last, events):
    """Two at a time, if there are processors for them: more would only be in each other's way. So
    are those at terminals, which run beside them, for they mostly wait."""
    workers = [threading.Thread(target=work, args=(queue, events), daemon=True)
               for queue in map(collections.deque, (jobs, terminals))
               for _ in range(min(2, os.cpu_count() or 1))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    work(collections.deque(last), events)


def main():
    for end in signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        if signal.getsignal(end) != signal.SIG_IGN:
            signal.signal(end, lambda *_: sys.exit(1))
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # where e2fsck is
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os.makedirs(SCRATCH)
    jobs, terminals, last = choose_jobs(sys.argv[1] if len(sys.argv) > 1 else "")
    report = Report(jobs + terminals + last)
    threading.Thread(target=run_jobs, args=(jobs, terminals, last, report.events),
                     daemon=True).start()
    try:
        sys.exit(0 if report.run() else 1)
    finally:
        Machine.kill_all()


main()
