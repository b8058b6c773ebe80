"""The reference strings of a trace, one a program, and what the kernel's own eviction did with them."""
import collections
import itertools

from events import PAGE, Damaged
from memory import Memory, frame_number, in_memory
from story import KINDS, label_of, rights

NEEDS = ('{} has no references: record it with references=100 or references=exact, as in\n'
         '    make trace RUN="hog 24" EXTRA="mem=16 ahead=0 references=100"')


class Program:
    """An address space from exec or fork to its end."""

    def __init__(self):
        self.name = "?"
        self.string = []       # pages in the order in which they were touched
        self.seen = False      # there are references besides the faults
        self.resident = set()  # pages in memory
        self.faults = 0        # touches of others
        self.pressed = []      # how many were in memory, at each fault after the first eviction

    def touch(self, page):
        if not self.string or self.string[-1] != page:
            self.string.append(page)

    def fault(self, page, was_there, pressed):
        self.touch(page)
        self.faults += not was_there
        if pressed:
            self.pressed.append(len(self.resident))


class References(Memory):
    """pages: a part of what is written of a record, such as "stack" or "10000000-"; only its pages count."""

    def __init__(self, pages=""):
        super().__init__()
        self.wanted, self.chosen = pages, {}  # (space, page) -> whether it counts
        self.programs, self.now = [], {}      # all that were there; space -> the one that is
        self.there = {}                       # pid -> whether the page that it touches was in memory
        self.pressed = False                  # something was evicted
        self.agreement = Agreement()

    def program(self, space):
        if space not in self.now:
            self.now[space] = Program()
            self.programs.append(self.now[space])
        return self.now[space]

    def counts(self, space, page):
        if (space, page) not in self.chosen:
            record = self.record_of(space, page * PAGE)
            words = record and f"{record['start']:x}-{record['end']:x} " + label_of(
                rights(record["prot"]), KINDS[record["kind"]], "")
            self.chosen[space, page] = not self.wanted or self.wanted in (words or "")
        return self.chosen[space, page]

    def on_exec(self, event):
        self.program(event["space"]).name = f"{event['name']} (pid {event['pid']})"

    def on_fork(self, event):
        self.program(event["space"]).name = f"{event['name']} (pid {event['child']})"

    def on_destroy(self, event):
        self.now.pop(event["space"], None)

    # --- Touches

    def on_reference(self, event):
        super().on_reference(event)
        space, page = event["space"], event["page"]
        program = self.program(space)
        program.seen = True
        if self.counts(space, page):
            program.touch(page)
        self.agreement.use(frame_number(self.walk(space, page * PAGE)[3]))

    def on_touch(self, event):
        self.there[event["pid"]] = event["address"] // PAGE in self.program(event["space"]).resident

    def on_fault(self, event):
        page = event["address"] // PAGE
        if self.counts(event["space"], page):
            self.program(event["space"]).fault(page, self.there.get(event["pid"]), self.pressed)

    def page_changed(self, space, address, old, new):
        resident = self.program(space).resident
        (resident.add if in_memory(new) else resident.discard)(address // PAGE)

    # --- Eviction

    def on_counters(self, event):
        super().on_counters(event)
        if len(self.counters) == 1:
            for number, frame in enumerate(self.frames):
                self.agreement.come(number, frame.kind)

    def on_alloc(self, event):
        super().on_alloc(event)
        self.agreement.come(event["frame"], event["type"])

    def on_free(self, event):
        super().on_free(event)
        self.agreement.go(event["frame"])

    def on_evict(self, event):
        self.pressed = True
        self.agreement.evict(event["frame"])

    def on_drop(self, event):
        self.agreement.hand = event["frame"]


class Agreement:
    """Asks fifo and the clock at each eviction of an anonymous page which one they would choose, of the
    same pages with the same accessed bits."""

    def __init__(self):
        self.arrived = collections.OrderedDict()  # anonymous frames, the oldest first
        self.used = set()
        self.hand = self.highest = 0
        self.evictions, self.agreed = 0, collections.Counter()

    def come(self, frame, kind):
        self.highest = max(self.highest, frame)
        if kind == "anonymous":
            self.arrived[frame] = True

    def go(self, frame):
        self.arrived.pop(frame, None)
        self.used.discard(frame)

    def use(self, frame):
        self.used.add(frame)

    def round(self):
        """All frames, in the order in which the hand comes to them."""
        return itertools.chain(range(self.hand + 1, self.highest + 1), range(self.hand + 1))

    def choose(self):
        """The clock's victim: the first page that is not used, or, in the second round, the first one."""
        unused = (frame for frame in self.round() if frame in self.arrived and frame not in self.used)
        return next(unused, None) or next((frame for frame in self.round() if frame in self.arrived), None)

    def move(self, victim):
        """The hand goes to the victim. What it passes counts as used no more."""
        if victim in self.used:
            self.used.clear()
        for frame in self.round():
            self.used.discard(frame)
            if frame == victim:
                break
        self.hand = victim

    def evict(self, frame):
        if frame in self.arrived:
            self.evictions += 1
            self.agreed["fifo"] += frame == next(iter(self.arrived))
            self.agreed["clock"] += frame == self.choose()
        self.move(frame)
        self.go(frame)


def read(path, pages=""):
    """Returns the program with the longest string, the agreement, and a note on a trace that is cut."""
    references = References(pages)
    references.read(path)
    program = max(references.programs, key=lambda program: len(program.string), default=Program())
    if not any(program.seen for program in references.programs):
        raise Damaged(NEEDS.format(path))
    if not program.string:
        raise Damaged(f"No program in {path} has touched a page of \"{pages}\".")
    note = "" if len(references.counters) == 2 else f"{path} ends before the machine was switched off."
    return program, references.agreement, note
