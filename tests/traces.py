"""The trace (kernel/trace.h), and the page that tools/trace makes of it: what is computed from the
events is compared with the kernel's own state, and the page is used in a browser."""
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import xml.etree.ElementTree

from boot import BUILD, ROOT, SCRATCH, copy_image, forget, log_of, machine_command, make_swap
from browser import KEY, PACKAGES, Browser, is_there
from patience import OwnTime

TOOLS = os.path.join(ROOT, "tools", "trace")
sys.path.append(TOOLS)
import policies as replayed  # noqa: E402
import references as found  # noqa: E402

LIMIT = 120  # seconds of QEMU's own time
D3 = "/usr/share/javascript/d3/d3.min.js"
IMAGE = "root-1024.img"
SVG = "{http://www.w3.org/2000/svg}"
LARGE = 200_000  # events of a page that is still to be handy
LARGE_SECONDS = 3  # of the processor, until it is there
PICTURES = 30  # a second


def run_tool(name, *arguments):
    """(status, what it printed) of a program of tools/trace."""
    done = subprocess.run([f"{TOOLS}/{name}", *arguments], stdout=subprocess.PIPE, cwd=ROOT,
                          stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout.strip()


def make_page(name, trace):
    """Its path; raises an error with what page.py printed if it makes none."""
    page = f"{SCRATCH}/{name}.html"
    status, printed = run_tool("page.py", page, "<a & b>", name, trace, log_of("trace-state"))
    if status:
        raise RuntimeError(printed)
    return page


lock = threading.Lock()


@functools.lru_cache(None)
def boot_once(name, parameters, program):
    """Lets a program run in little memory; returns the path of the trace."""
    trace = f"{SCRATCH}/{name}.trace"
    command = machine_command(name, f"root=hda swap=hdb {parameters} trace -- /tests/{program}",
                              copy_image(IMAGE, name), make_swap(name, 64))
    machine = subprocess.Popen([*command, "-serial", f"file:{log_of(name)}", "-monitor", "none",
                                "-debugcon", f"file:{trace}"])
    time = OwnTime(machine.pid)
    try:
        while machine.poll() is None and time.now() < LIMIT:
            try:
                machine.wait(.2)
            except subprocess.TimeoutExpired:
                continue
    finally:
        machine.kill()
        machine.wait()
        forget(name, ".iso", ".img", ".swap")
    return trace


def recorded(name="trace-state", parameters="mem=16", program="trace_state"):
    with lock:  # two tests want it at the same time
        return boot_once(name, parameters, program)


def lines_of(trace):
    with open(trace, "rb") as file:
        return file.readlines()


def write_lines(name, lines):
    path = f"{SCRATCH}/{name}.trace"
    with open(path, "wb") as file:
        file.writelines(lines)
    return path


def number_of(lines, pattern):
    """The number of the first line that has the pattern."""
    return next(i for i, line in enumerate(lines) if re.search(pattern, line))


# ---- The state

# What must be in the trace, so that the comparison means something.
NEEDED = ["snapshot", "frame", "page", "counters", "alloc", "free", "cache", "read", "write",
          "evict", "chance", "drop", "swap", "entry", "name", "record", "touch", "fault", "refuse",
          "copy", "destroy", "fork", "exec", "exit", "busy"]
PAGES_LEAST = 3800  # in the last snapshot


def state():
    trace = recorded()
    status, printed = run_tool("check", trace)
    if status:
        return [f"check's status is {status}", *printed.splitlines()]
    pages = int(re.search(r"(\d+) pages", printed)[1])
    events = {json.loads(line)["event"] for line in lines_of(trace)}
    missing = [event for event in NEEDED if event not in events]
    if missing or pages < PAGES_LEAST:
        return [f"no {missing} in the trace, {pages} pages compared"]
    return []


def perfetto():
    """The format of Chrome's traces has all faults, each with its time."""
    status, printed = run_tool("perfetto", recorded())
    if status:
        return [f"perfetto's status is {status}", printed]
    events = json.loads(printed)["traceEvents"]
    faults = [event for event in events if event["ph"] == "X"]
    lines = lines_of(recorded())
    end = [i for i, line in enumerate(lines) if b'"event":"snapshot"' in line][1]
    ended = sum(b'"event":"fault"' in line or b'"event":"refuse"' in line for line in lines[:end])
    return differ("faults", len(faults), ended) + differ(
        "those without a time", [fault for fault in faults if fault["dur"] <= 0], [])


def parts_of(tool, *arguments):
    """(what a tool that draws a still picture has printed, the picture's size, texts, number of rectangles)."""
    path = f"{SCRATCH}/trace-figure.svg"
    status, printed = run_tool(f"{tool}.py", path, *arguments)
    if status:
        return f"{tool}'s status is {status}: {printed}", 0, [], 0
    size, root = os.path.getsize(path), xml.etree.ElementTree.parse(path).getroot()
    forget("trace-figure", ".svg")
    return printed, size, ["".join(text.itertext()) for text in root.iter(f"{SVG}text")], len(list(root.iter(f"{SVG}rect")))


# A tool, its arguments (None: the trace), and what its picture must name.
FIGURES = [("figure", ["<a & b>", None, "c", None], ["<a & b>: ", "c: ", "text", "stack", "shared memory", "■ zeroed",
                                                     "■ from swap", "■ swapped out"]),
           ("owners", ["trace_state", None], ["pid ", "stack", "trace_state: text", "page tables", "■ never touched",
                                              "■ shared", "■ its own", "■ page tables"]),
           ("entries", ["trace_state", "1", None], ["pid ", "PTE ", "read-only", "anonymous", "page cache"]),
           ("readahead", ["a", None], ["a: ", "pages 0–", "■ read from the disk", "■ touched"])]


def figure():
    """The still pictures of a trace are small, and have each record, each kind of mark, each process."""
    wrong = []
    for tool, arguments, needed in FIGURES:
        printed, size, texts, rectangles = parts_of(tool, *(argument or recorded() for argument in arguments))
        wrong += [f"{tool}: no `{part}` in {texts} {printed}" for part in needed
                  if not any(text.startswith(part) for text in texts)]
        if size > 100_000 or (tool == "figure" and (rectangles < 20 or rectangles % 2)):
            wrong.append(f"{tool}: {size} bytes, {rectangles} records")
    return wrong


# ---- Traces that something is wrong with

def without(lines, pattern):
    """Without the last one before the kernel's snapshot that has the pattern."""
    end = max(i for i, line in enumerate(lines) if b'"event":"snapshot"' in line)
    number = end - 1 - number_of(lines[end - 1::-1], pattern)
    return lines[:number] + lines[number + 1:]


def damages(lines):
    """A name, the lines, and a part of what check is to say."""
    middle = len(lines) // 2
    yield "empty", [], "is empty"
    yield "headless", lines[5:], "does not begin with a snapshot"
    yield "cut", [*lines[:middle], lines[middle][:20]], "ends without the kernel's snapshot"
    yield ("garbage", [*lines[:middle], b"\x00\xff?\n", *lines[middle:]],
           f"line {middle + 1}, is not a line of a trace")
    yield ("half", [*lines[:middle], lines[middle][:30] + b"\n", *lines[middle:]],
           f"line {middle + 1}, is not a line of a trace")
    yield "no-entry", without(lines, rb'"event":"entry".*"is":"8\w+7"'), "differences"
    yield "no-alloc", without(lines, rb'"event":"alloc".*"anonymous"'), "differences"
    yield "no-fault", without(lines, rb'"event":"fault".*"zeroed"'), "faults: "
    yield "no-frame", [line.replace(b'"event":"alloc","frame":"', b'"event":"alloc","frame":"f')
                       for line in lines], "names frame"


def damaged():
    wrong = []
    for name, lines, expected in damages(lines_of(recorded())):
        status, printed = run_tool("check", write_lines(f"trace-{name}", lines))
        if status == 0 or expected not in printed or "Traceback" in printed:
            wrong += [f"{name}: `{expected}` is not in what check says, with status {status}:",
                      *printed.splitlines()[-3:]]
        forget(f"trace-{name}", ".trace")
    return ["a damaged trace is not reported", *wrong] if wrong else []


def damaged_pages():
    """A page shows what came before the damage; without a beginning there is none, but a sentence."""
    wrong = []
    for name, lines, _ in damages(lines_of(recorded())):
        page = f"{SCRATCH}/trace-{name}-page.html"
        status, printed = run_tool("page.py", page, name, name,
                                   write_lines(f"trace-{name}-page", lines), log_of("trace-state"))
        expected = {"empty": "is empty", "headless": "does not begin", "cut": "The trace ends before",
                    "garbage": "The trace is damaged", "half": "The trace is damaged",
                    "no-frame": "The trace is damaged"}.get(name)
        if expected and not status:
            with open(page, encoding="utf-8") as file:
                printed = "".join(line for line in file if '"note"' in line)
        if expected and expected not in printed or "Traceback" in printed:
            wrong += [f"{name}: `{expected}` is not in what comes of it, with status {status}:",
                      printed[-300:]]
        forget(f"trace-{name}-page", ".trace", ".html")
    return ["a page of a damaged trace doesn't say so", *wrong] if wrong else []


def make_trace(name, command, said, shown, unwanted):
    """`make trace` of a command: what it must print, what the page must have, and what not."""
    page = f"{SCRATCH}/trace-{name}"
    status, printed = run_tool(
        "record.py", page, command, "", "root=hda", f"{BUILD}/boot/pagoda.elf",
        "-", "scripts/run", f"disk={BUILD}/{IMAGE}", "swap=none", "mem=64")
    if status or said not in printed:
        return [f"record's status is {status}", *printed.splitlines()]
    with open(page + ".html", encoding="utf-8") as file:
        text = file.read()
    wrong = [f"the page lacks {part}" for part in shown if part not in text]
    wrong += [f"the page has {unwanted}"] if unwanted in text else []
    shutil.rmtree(page)
    os.remove(page + ".html")
    return wrong


def panic():
    """The kernel panics: the page has what came before."""
    return make_trace("panic", "/tests/self_panic", "Pagoda panicked", ["PANIC: ", '"self_panic"'], "powering off")


def no_command():
    """There is no such command; and no parameter is given that was not asked for."""
    said = "init: nonesuch: No such file or directory"
    return make_trace("no-command", "nonesuch", said, [said], "there is no such policy")


# ---- Replay

BELADY = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5]
BOOK = [1, 2, 3, 4, 2, 1, 5, 6, 2, 1, 2, 3, 7, 6, 3, 2, 1, 2, 3, 6]  # Silberschatz and others, an exercise
# Faults in 1, 2, 3, … frames: as books have them; the clock's and aging's by hand.
KNOWN = [("FIFO", BELADY, [12, 12, 9, 10, 5]), ("LRU", BELADY, [12, 12, 10, 8, 5]),
         ("optimum", BELADY, [12, 9, 7, 6, 5]), ("FIFO", BOOK, [20, 18, 16, 14, 10, 10, 7]),
         ("LRU", BOOK, [20, 18, 15, 10, 8, 7, 7]), ("optimum", BOOK, [20, 15, 11, 8, 7, 7, 7]),
         ("clock", [1, 2, 3, 1, 4, 1, 5, 1], [8, 7, 6, 6, 5]), ("aging", [1, 2, 1, 2, 1, 3, 1], [7, 4, 3])]
TOUCHES = "10000000-"  # where tests/trace_touches.c has its few pages
UNREADABLE = "empty", "headless", "garbage", "half", "no-frame"
EVICTIONS_LEAST = 1000
SAME = .995  # of the kernel's choices, at least, are those of the policy
NEAR = .01  # so much may its faults differ from those in memory that is always as large


def policies():
    """Each policy has as many faults as a book says."""
    wrong = []
    for name, string, faults in KNOWN:
        found = [replayed.FIXED[name](string, frames) for frames in range(1, len(faults) + 1)]
        wrong += differ(f"{name} of {string}", found, faults)
    return wrong + differ("working set", replayed.working_set([1, 2, 1, 3, 1, 2], 2), (11 / 6, 4))


def replay_of(*arguments):
    """(status, what is printed, the page) of a replay."""
    page = f"{SCRATCH}/replay.html"
    status, printed = run_tool("replay.py", page, *arguments)
    if status:
        return status, printed, ""
    with open(page, encoding="utf-8") as file:
        text = file.read()
    forget("replay", ".html")
    return status, printed, text


def string():
    """Belady's string as numbers; and the page of it."""
    status, printed, text = replay_of("", " ".join(map(str, BELADY)))
    if status or "Belady's anomaly: FIFO has 9 faults in 3 frames, 10 in 4." not in printed:
        return [f"the status is {status}, and the anomaly is not in what replay says:", printed]
    xml.etree.ElementTree.fromstring(text[text.index("<svg"):])
    return [] if "FIFO has 9 faults" in text and "http" not in text.replace("http://www.w3.org/2000/svg", "") \
        else ["the page lacks that, or is not all"]


def agreement(policy, references):
    """The kernel's choices are those that replay's policy makes with the same pages and accessed bits.
    The replay with memory of one size has nearly as many faults as the kernel, whose varies a little."""
    trace = recorded(f"replay-{policy}", f"mem=8 ahead=0 evict={policy} references={references}", "trace_touches")
    program, agreed, note = found.read(trace)
    kernels, frames = program.faults, round(sum(program.pressed) / max(1, len(program.pressed)))
    faults = replayed.FIXED[{"fifo": "FIFO"}.get(policy, policy)](program.string, max(1, frames))
    other = {"fifo": "clock", "clock": "fifo"}[policy]
    figures = (f"{note}{kernels} faults in {frames} frames, {faults} by replay; of {agreed.evictions} evictions "
               f"{agreed.agreed[policy]} as {policy}, {agreed.agreed[other]} as {other}")
    with open(log_of(f"replay-{policy}-figures"), "w") as log:
        log.write(figures + "\n")
    right = (not note and agreed.evictions > EVICTIONS_LEAST and abs(kernels - faults) < NEAR * kernels and
             agreed.agreed[policy] >= SAME * agreed.evictions and agreed.agreed[policy] > agreed.agreed[other])
    status, printed = run_tool("check", trace)
    return ([] if right else [figures]) + (["check:", printed] if status else [])


def clock():
    """Also, a trace that ends too soon is replayed up to there, and that is said."""
    wrong = agreement("clock", 500)
    lines = lines_of(recorded("replay-clock", "mem=8 ahead=0 evict=clock references=500", "trace_touches"))
    path = write_lines("replay-cut", [*lines[:len(lines) // 2], lines[-1][:20]])
    status, printed, _ = replay_of("", path)
    forget("replay-cut", ".trace")
    said = f"This is not all: {path} ends before the machine was switched off." in printed
    return wrong + ([] if status == 0 and said else [f"the status of a trace that is cut is {status}:", printed])


def fifo():
    """With references=exact, also the string of known pages is what it was."""
    wrong = agreement("fifo", "exact")
    program, _, _ = found.read(recorded("replay-fifo", "mem=8 ahead=0 evict=fifo references=exact", "trace_touches"), TOUCHES)
    return wrong + differ("the exact string", [page - 0x10000 for page in program.string], BELADY)


def replay_damaged():
    """One sentence for what cannot be replayed."""
    lines = lines_of(recorded())
    wrong = []
    for name, damaged, expected in [("none", lines, "has no references: record it"),
                                    *(damage for damage in damages(lines) if damage[0] in UNREADABLE)]:
        status, printed, _ = replay_of("", write_lines(f"replay-{name}", damaged))
        if status != 1 or expected not in printed or "Traceback" in printed:
            wrong += [f"{name}: `{expected}` is not in what replay says, with status {status}:", printed]
        forget(f"replay-{name}", ".trace")
    status, printed, _ = replay_of("", f"{SCRATCH}/none.trace")
    return wrong + differ("without a trace", status == 1 and "No such file" in printed, True)


# ---- The page in a browser

PARAGRAPH = (
    r"At [\d.]+ ms pid (\d+) \(trace_state\) writes to address 0x10000002, by the instruction at "
    r"0x40\w+ in touch_memory \(tests/trace_state\.c, line \d+\)\. The record "
    r"0x10000000-0x10040000 \(rw-, private\) says: zeroes\. The PTE was: the page of zeroes, "
    r"read-only, no-execute\. The write gives it a frame of its own, filled with "
    r"zeroes\. Now the PTE is: frame (\d+), writable, no-execute\. This was a "
    r"minor fault: it needed no disk, and took [\d.]+ microseconds\.")
CHOOSE = """const view = views[0], {run, marks} = view;
view.find("space").value = String(run.spaces.findIndex(name => name.endsWith("trace_state")));
view.find("space").onchange();
view.choose(marks.fault.findIndex(i => i >= 0 && run.faults.address[i] === arguments[0]
                                       && run.actions[run.faults.action[i]] === arguments[1]));"""


def differ(what, found, expected):
    return [] if found == expected else [f"{what}: {found}, not {expected}"]


def check_counts(browser, trace):
    """The page's sums against the lines of the trace."""
    lines = [json.loads(line) for line in lines_of(trace)]
    end = [i for i, line in enumerate(lines) if line["event"] == "snapshot"][1]
    faults = [line for line in lines[:end] if line["event"] == "fault"]
    expected = {"faults": len(faults), "major": sum(fault["major"] == "1" for fault in faults),
                "refused": sum(line["event"] == "refuse" for line in lines[:end]),
                "along": sum(int(fault["along"]) for fault in faults),
                "zeroed": sum(fault["action"] == "zeroed" for fault in faults),
                "copied": sum(fault["action"].startswith("copied") for fault in faults)}
    found = browser.run("""const [row] = views[0].countFaults(() => 1).values();
        const {marks} = views[0], kind = name => row.kinds[CATEGORIES.findIndex(category => category.name === name)];
        return {faults: row.minor + row.major, major: row.major, refused: kind("refused"),
                along: marks.category.filter(category => CATEGORIES[category].name === "came along").length,
                zeroed: kind("zeroed") + swapped("zeroed"), copied: kind("copied") + swapped("copied")};
        function swapped(action) { // these count as pages from swap
            return runs[0].faults.t.filter((_, i) => faultOf(runs[0], i).swappedIn &&
                faultOf(runs[0], i).action.startsWith(action)).length;
        }""")
    kernels = browser.run("return runs[0].counters")
    return differ("the page's sums", found, expected) + [
        line for name in ("faults", "major", "along", "zeroed", "copied")
        for line in differ(f"the kernel's {name}", kernels[name], expected[name])]


def check_usage(browser):
    """The faults of a process in the page's table, and those that its parent got from wait4."""
    with open(log_of("trace-state")) as log:
        pid, minor, major = re.search(r"pid (\d+): (\d+) minor, (\d+) major", log.read()).groups()
    table = browser.run("""return [...document.querySelectorAll(".by-process tr")].map(
        row => [...row.children].map(cell => cell.textContent));""")
    row = next(row for row in table if row[0] == f"{pid} trace_state")
    return differ("faults of a child", row[1:3], [minor, major])


def check_paragraph(browser):
    browser.run(CHOOSE, 0x10000002, "zeroed")
    paragraph = browser.text(".paragraph")
    found = re.fullmatch(PARAGRAPH, paragraph)
    if not found:
        return ["the paragraph is another one:", paragraph]
    walk = browser.text(".walk")
    if f"frame {found[2]}, writable" not in walk or "table in frame" not in walk:
        return ["the walk does not end at the frame:", walk]
    life = browser.text(".life")
    return [] if f"frame {found[2]}" in life else ["the page's life lacks it:", life]


def check_path(browser):
    """The functions that the page names are in the files that it names."""
    named = browser.run("""const found = new Set();
        runs[0].faults.t.forEach((_, i) => faultPath(faultOf(runs[0], i)).forEach(step => found.add(step.join())));
        return [...found];""")
    wrong = []
    for name, path in (step.split(",") for step in named):
        with open(os.path.join(ROOT, path)) as file:
            if not re.search(rf"^[a-z].*\b{name}\(", file.read(), re.MULTILINE):
                wrong.append(f"there is no function {name} in {path}")
    return wrong + ([] if len(named) > 10 else [f"only {named} are named"])


def check_use(browser):
    """Zoom, brush, filter, slider, play, click and keys."""
    wrong = []

    def expect(what, condition):
        if not browser.run(f"const view = views[0]; return {condition};"):
            wrong.append(f"{what}: not so: {condition}")

    def run(script):
        browser.run(f"const view = views[0]; {script}")

    def at(selector, x, y):
        """Where this place of an element is on the screen."""
        left, top = browser.run("""const found = document.querySelector(arguments[0]);
            found.scrollIntoView({block: "center"});
            const box = found.getBoundingClientRect();
            return [box.left, box.top];""", selector)
        return round(left + x), round(top + y)

    run("window.all = view.shown.length; view.canvas.focus();")
    width = "(view.domain[1] - view.domain[0]) / view.end"
    browser.wheel(".map", 100, 0, -600)
    expect("the wheel zooms in", f"{width} < 1")
    browser.press("0")
    expect("0 shows all", f"{width} === 1")
    browser.press("+")
    expect("+ zooms in", f"Math.abs({width} - .5) < 1e-6")
    browser.press("0")
    browser.drag(at(".strip", 300, 20), at(".strip", 500, 20))
    expect("the brush chooses a time", f"0 < {width} && {width} < .5")
    before = browser.run("return views[0].domain[0]")
    browser.drag(at(".map", 500, 100), at(".map", 400, 100))
    expect("dragging the map moves it", f"view.domain[0] > {before} && {width} < .5")
    run("view.setDomain([0, view.end])")

    browser.type(".text", "touch_memory")
    expect("the text filters", "view.shown.length > 0 && view.shown.length < all")
    run("view.find('text').value = ''; view.find('text').oninput();")
    browser.click(at(".legend input", 5, 5))
    expect("a kind can be hidden", "view.shown.length < all")
    browser.click(at(".legend input", 5, 5))
    expect("and shown again", "view.shown.length === all")

    run("view.moveTo(view.run.end); window.late = view.frames.join();")
    browser.click(at(".slider", 100, 8))
    expect("the slider changes memory", "view.now < view.run.end && view.frames.join() !== late")
    run("view.moveTo(0)")
    expect("memory goes back to its beginning", "view.frames.join() === view.run.frames.join()")

    run("view.choose(-1); view.canvas.focus();")
    browser.press(KEY["right"])
    run("window.first = view.chosen")
    browser.press(KEY["right"])
    expect("the right key goes on", "first >= 0 && view.chosen > first")
    browser.press(KEY["left"])
    expect("the left key goes back", "view.chosen === first")
    browser.press(KEY["escape"])
    expect("Escape chooses nothing", "view.chosen === -1")
    browser.press(" ")
    expect("Space plays", "view.playing")
    browser.press(" ")
    expect("Space stops", "!view.playing")
    x, y = browser.run("""const view = views[0], i = view.shown.length >> 1;
        return [view.view(view.shownX[i]), view.shownY[i]];""")
    browser.click(at(".map", x, y))
    expect("a click chooses a mark", "view.chosen >= 0")
    run("const select = document.getElementById('across'); select.value = 'faults'; select.onchange({target: select});")
    expect("from left to right are all faults", "view.end === view.run.faults.t.length && view.shown.length === all")
    return wrong


def check_states(browser, trace):
    """Busy and locked frames: trace_state locks two pages, and others went to disks and came. At the end,
    as many are busy as in the kernel's own snapshot."""
    at_end = sum(b'"busy":"1"' in line for line in lines_of(trace))
    busy, locked, named = browser.run("""const view = views[0], {run} = view;
        const count = state => view.frames.filter(frame => run.states[frame][3] === state).length;
        const first = run.changes.new.findIndex(state => run.states[state][3] === "busy");
        view.moveTo(run.changes.t[first]);
        const busy = count("busy");
        view.moveTo(run.end);
        return [busy, [count("busy"), count("locked")], view.find("memory-legend").textContent];""")
    owners = browser.run("""const view = views[0], {run} = view, space = view.find("space");
        return ["trace_state", "init", null].map(program => {
            space.value = String(program ? run.spaces.findIndex(name => name.endsWith(program)) : -1);
            space.onchange();
            return new Set([...view.frames].filter(state => view.colours[state].toString() === FRAME_COLOURS.anonymous)
                .map(state => run.states[state][1])).size;
        });""")
    wrong = differ("busy and locked frames at the end", locked, [at_end, 2])
    if owners[0] != 1 or owners[1] > 1 or owners[2] < 2:
        wrong.append(f"frames of {owners} processes stand out if trace_state, init, and all are chosen")
    if not busy or "busy" not in named or "locked" not in named:
        wrong += [f"{busy} busy frames; the legend: {named}"]
    return wrong


A4 = 595, 842  # points


def check_print(browser):
    """On A4, dark letters on white paper even if the page is dark, without what only a screen needs."""
    wrong = []
    browser.command("Emulation.setEmulatedMedia", media="print")
    browser.run("setDark(true); dispatchEvent(new Event('beforeprint'));")
    colour, shown = browser.run("""return [getComputedStyle(document.body).color,
        [".filters", ".player", ".strip", "#theme"].filter(
            name => getComputedStyle(document.querySelector(name)).display !== "none")];""")
    if max(int(part) for part in re.findall(r"\d+", colour)) > 64 or shown:
        wrong.append(f"on paper letters are {colour}, and these are shown: {shown}")
    pdf = browser.printed()
    browser.run("dispatchEvent(new Event('afterprint')); setDark(false);")
    browser.command("Emulation.setEmulatedMedia", media="")
    pages = [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox ?\[([^\]]*)\]", pdf)]
    if not pages or any(abs(page[2] - A4[0]) > 2 or abs(page[3] - A4[1]) > 2 for page in pages):
        wrong.append(f"the pages of the PDF are {pages}, not A4")
    return wrong


def page():
    trace = recorded()
    browser = Browser()
    try:
        browser.open(make_page("trace-state", trace))
        wrong = [*check_counts(browser, trace), *check_usage(browser), *check_paragraph(browser), *check_path(browser),
                 *check_use(browser),
                 *check_states(browser, trace), *check_print(browser), *browser.errors()]
        if browser.run("return document.title") != "<a & b>":
            wrong.append("the title is not what it was")
        if wrong:
            browser.save_picture(f"{SCRATCH}/trace-page.png")
    finally:
        browser.end()
    return wrong


def enlarge(lines, events):
    """So many events: those between the two snapshots again and again, later each time."""
    begin = number_of(lines, rb'"event":"counters"') + 1
    faults = [line for line in lines[begin:] if re.search(rb'"event":"(touch|fault|entry)"', line)]
    number, time, result = 0, 10 ** 10, lines[:-1]
    while len(result) < events:
        line = faults[number % len(faults)]
        number, time = number + 1, time + 1000
        result.append(re.sub(rb'"t":"\d+"', b'"t":"%d"' % time, line))
    return result


def large():
    """A page of many events is there soon, and moves without stalling."""
    lines = lines_of(recorded())
    end = [i for i, line in enumerate(lines) if b'"event":"snapshot"' in line][1]
    path = make_page("trace-large", write_lines("trace-large", enlarge(lines[:end], LARGE)))
    browser = Browser()
    try:
        start = browser.cpu_seconds()
        browser.open(path)
        events, shown = browser.run("return [runs[0].events, views[0].shown.length]")
        there = browser.cpu_seconds()
        browser.run("""const view = views[0];
            for (let i = 0; i < 100; i++)
                view.setDomain([i / 300 * view.end, (i / 300 + .5) * view.end]);""")
        drawn = browser.cpu_seconds()
        wrong = browser.errors()
    finally:
        browser.end()
        forget("trace-large", ".trace", ".html")
    figures = (f"{events} events, {shown} marks: {there - start:.2f} s, then {(drawn - there) * 10:.0f}"
               f" ms a picture")
    if events < LARGE or there - start > LARGE_SECONDS or drawn - there > 100 / PICTURES:
        wrong.append(figures)
    with open(log_of("trace-large"), "w") as log:
        log.write(figures + "\n")
    return wrong


PLAYS = {"trace/state": state, "trace/damaged": damaged, "trace/damaged-pages": damaged_pages,
         "trace/perfetto": perfetto, "trace/figure": figure, "trace/panic": panic, "trace/no-command": no_command, "trace/page": page, "trace/large": large,
         "replay/policies": policies, "replay/string": string, "replay/clock": clock, "replay/fifo": fifo,
         "replay/damaged": replay_damaged}
NEED_NOTHING = (state, damaged, perfetto, figure, policies, string, clock, fifo, replay_damaged)


def what_lacks(name):
    """The Debian packages without which this cannot be; None if it can."""
    lacks = []
    if PLAYS[name] not in NEED_NOTHING and not os.path.exists(D3):
        lacks.append("libjs-d3")
    if PLAYS[name] in (page, large) and not is_there():
        lacks.append(PACKAGES)
    return " ".join(lacks)


def play(name):
    """What is wrong."""
    return PLAYS[name]()
