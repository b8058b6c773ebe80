#!/usr/bin/env python3
"""What report.py prints: on a terminal (whose screen is looked at) and elsewhere."""
import io
import os
import sys
import unittest

sys.dont_write_bytecode = True  # what is built goes to build/
import report  # noqa: E402
from report import Job, Report, Result  # noqa: E402
from screen import Screen  # noqa: E402


class Terminal(io.StringIO):
    def isatty(self):
        return True


def screen_of(written):
    screen = Screen()
    screen.feed(written.replace("\n", "\r\n").encode())
    return screen.text()


def report_on(file, *jobs):
    """A report on these jobs: each a list of names, and results."""
    jobs = [Job(names, results) for names, results in jobs]
    made = Report(jobs, file)
    for job in jobs:
        job.begun = True
    return made, jobs


def run(file, *jobs):
    """What it says when each job has come to its end, the last one first."""
    made, begun = report_on(file, *jobs)
    for job in reversed(begun):
        for result in job.results:
            made.events.put((job, result))
        made.events.put((job, None))
    return made.run(), file.getvalue()


FAILED = Result("small/b", "exit status 1", ["some", "lines"], log=os.path.abspath("b.log"))
TWO_JOBS = ((["roomy/a"], [Result("roomy/a")]),
            (["small/b", "small/c"], [FAILED, Result("small/c")]))


class Elsewhere(unittest.TestCase):
    def test_order_of_jobs_and_failures_again(self):
        well, said = run(io.StringIO(), *TWO_JOBS)
        self.assertFalse(well)
        self.assertEqual(said, """\
ok roomy/a
not ok small/b - exit status 1
    some
    lines
ok small/c

failed: small/b - exit status 1
    log:   b.log
    again: make test TEST=small/b
2 passed, 1 failed
""")

    def test_failures_in_the_order_of_jobs(self):
        said = run(io.StringIO(), *[([], [Result(name, "why")]) for name in ("x/a", "y/a")])[1]
        self.assertLess(said.index("failed: x/a"), said.index("failed: y/a"))

    def test_all_passed(self):
        well, said = run(io.StringIO(), TWO_JOBS[0])
        self.assertTrue(well)
        self.assertEqual(said, "ok roomy/a\n1 passed, 0 failed\n")

    def test_skipped_by_reason(self):
        skipped = [Result(name, skipped=reason) for name, reason in
                   (("x/a", "need this"), ("x/b", "need that"), ("x/c", "need this"))]
        well, said = run(io.StringIO(), TWO_JOBS[0], ([], skipped))
        self.assertTrue(well)
        self.assertEqual(said, "ok roomy/a\nskipped: 2 need this\nskipped: 1 need that\n"
                               "1 passed, 0 failed\n")

    def test_nothing_passed_is_no_success(self):
        well, said = run(io.StringIO(), ([], []))
        self.assertFalse(well)
        self.assertEqual(said, "# no test has such a name\n0 passed, 0 failed\n")
        well, said = run(io.StringIO(), ([], [Result("x/a", skipped="need this")]))
        self.assertFalse(well)

    def test_what_never_comes_has_failed(self):
        well, said = run(io.StringIO(), (["x/a", "x/b"], [Result("x/a")]))
        self.assertFalse(well)
        self.assertIn("not ok x/b - not run", said)
        self.assertTrue(said.endswith("\n1 passed, 1 failed\n"))

    def test_what_was_not_planned_counts(self):
        said = run(io.StringIO(), (["x/a"], [Result("x/a"), Result("x/end", "why")]))[1]
        self.assertTrue(said.endswith("\n1 passed, 1 failed\n"))

    def test_how_to_repeat(self):
        said = run(io.StringIO(), ([], [Result("x/ends-cleanly", "why", repeat="x/*")]))[1]
        self.assertIn("again: make test TEST='x/*'\n", said)

    def test_a_silence_is_broken(self):
        made, (job,) = report_on(io.StringIO(), (["x/a", "x/b"], []))
        made.take(job, Result("x/a"))
        made.show_progress()
        self.assertEqual(made.screen.file.getvalue(), "")
        made.screen.last_line -= report.SILENCE + 1
        made.show_progress()
        made.show_progress()
        self.assertEqual(made.screen.file.getvalue(), "# 1 of 2, 0 failed: x/b\n")


class AtATerminal(unittest.TestCase):
    def setUp(self):
        for name in "NO_COLOR", "TERM":
            os.environ.pop(name, None)

    def test_status_below_the_lines(self):
        made, (job, other) = report_on(Terminal(), (["x/a", "x/b"], []), (["y/a"], []))
        made.take(job, Result("x/a"))
        made.show_progress()
        self.assertEqual(screen_of(made.screen.file.getvalue()), "1 of 3, 0 failed: x/b, y/a")
        made.take(other, Result("y/a", "why"))
        made.print_arrived(job)
        made.print_arrived(other)
        made.show_progress()
        self.assertEqual(screen_of(made.screen.file.getvalue()),
                         "ok x/a\nnot ok y/a - why\n2 of 3, 1 failed: x/b")

    def test_status_is_one_line(self):
        made, _ = report_on(Terminal(), *[([f"{letter * 30}/a"], []) for letter in "abcdef"])
        made.show_progress()
        self.assertEqual(screen_of(made.screen.file.getvalue()).count("\n"), 0)

    def test_no_status_in_the_end(self):
        plain = run(io.StringIO(), *TWO_JOBS)[1]
        self.assertEqual(screen_of(run(Terminal(), *TWO_JOBS)[1]), plain.rstrip("\n"))

    def test_colour(self):
        self.assertIn("\033[31mnot ok", run(Terminal(), *TWO_JOBS)[1])
        os.environ["NO_COLOR"] = "1"
        self.assertNotIn("\033[31m", run(Terminal(), *TWO_JOBS)[1])

    def test_a_dumb_one_has_no_status(self):
        os.environ["TERM"] = "dumb"
        self.assertEqual(run(Terminal(), *TWO_JOBS), run(io.StringIO(), *TWO_JOBS))


unittest.main(verbosity=0)
