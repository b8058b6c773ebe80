"""What a page of a trace shows: columns of numbers, one a fault, a change of a PTE, of a frame, …

A number often stands for something that is stored once, in a list: see `Interned`.
"""
import bisect
import collections
import heapq

import symbols
from events import PAGE
from memory import SWAPPED, Memory, frame_number, in_memory

ACCESSES = ["read", "write", "execute"]
KINDS = ["file", "zeroes", "stack"]  # enum spt_kind
MOMENTS = ["evict", "chance", "drop", "read", "write", "swap out", "swap in"]
# Why a PTE changed.
CAUSES = ["fault", "swapped out", "dropped", "freed", "shared at fork", "brought back for another",
          "rights changed", "moved", "came along", "read ahead"]


# What a mark stands for, with its colour. Okabe and Ito's colours: the colour-blind can tell them apart.
CATEGORIES = [("page cache", "#0072b2"), ("zero page", "#999999"), ("zeroed", "#009e73"),
              ("copied", "#e69f00"), ("made writable", "#cc79a7"), ("from swap", "#56b4e9"),
              ("refused", "#d55e00"), ("already there", "#8c6d31"), ("swapped out", "#7a0177"),
              ("dropped", "#f0c808"), ("freed", "#b8b8b8"), ("shared at fork", "#44aa99"),
              ("came along", "#a6c8e8")]
OF_ACTION = {"page cache": 0, "zero page": 1, "zeroed": 2, "copied from page cache": 3,
             "copied from page cache, rest zeroed": 3, "copied on write": 3, "last owner": 4,
             "shared page made dirty": 4, "already there": 7}
OF_CAUSE = {"swapped out": 8, "dropped": 9, "freed": 10, "shared at fork": 11,
            "brought back for another": 5, "read ahead": 5, "came along": 12}
FROM_SWAP, REFUSED = 5, 6

# The columns: what each fault, change of a PTE, change of a frame and moment of a frame consists of.
FAULTS = ("t", "end", "process", "space", "address", "access", "site", "kernel", "action", "major",
          "record", "grew", "pages", "along", "before", "after")
PAGES = "t", "space", "page", "value", "cause"
CHANGES = "t", "frame", "old", "new"
FRAME_MOMENTS = "t", "kind", "frame"


class Interned:
    def __init__(self):
        self.numbers = {}

    def __call__(self, value):
        return self.numbers.setdefault(value, len(self.numbers))

    def __iter__(self):
        return iter(self.numbers)


def rights(prot):
    return "".join(letter if prot & bit else "-" for letter, bit in (("r", 1), ("w", 2), ("x", 4)))


class Story(Memory):
    def __init__(self):
        super().__init__()
        self.faults, self.pages, self.changes, self.moments = (
            {name: [] for name in names} for names in (FAULTS, PAGES, CHANGES, FRAME_MOMENTS))
        self.processes, self.values, self.walks = Interned(), Interned(), Interned()
        self.actions, self.records_seen, self.states = Interned(), Interned(), Interned()
        self.sites = Interned()
        self.space_names = []  # of each address space that was ever there
        self.space_numbers = {}  # space -> index in it
        self.names = {0: "the kernel", 1: "init"}  # pid -> program
        self.files = {}        # object -> name
        self.touching = {}     # pid -> the touch that is being worked on
        self.copying = {}      # pid -> the new space of its fork
        self.evicting = set()  # frames
        self.shown = []        # frame -> state
        self.has_locks = False  # was any record ever locked?
        self.regions = collections.defaultdict(list)  # space number -> records that were ever there
        self.event = {"t": 0, "pid": 0}  # the last one

    def apply(self, event):
        self.event = event
        super().apply(event)

    def add(self, columns, **values):
        for name, value in values.items():
            columns[name].append(value)

    # --- Processes and files

    def space_number(self, space):
        if space not in self.space_numbers:
            self.space_numbers[space] = len(self.space_names)
            self.space_names.append(f"{self.event['pid']} (exec failed)")
        return self.space_numbers[space]

    def process(self, pid):
        return self.processes((pid, self.names.get(pid, "?")))

    def name_space(self, space, pid, name):
        self.space_names[self.space_number(space)] = f"{pid} {name}"
        self.names[pid] = name

    def on_fork(self, event):
        if event["space"] == self.copying.pop(event["pid"], None):
            self.name_space(event["space"], event["child"], event["name"])
        self.names[event["child"]] = event["name"]

    def on_exec(self, event):
        self.name_space(event["space"], event["pid"], event["name"])

    def on_name(self, event):
        self.files[event["object"]] = event["name"]

    def on_copy(self, event):
        self.space_number(event["to"])
        self.copying[event["pid"]] = event["to"]

    def on_free(self, event):
        super().on_free(event)
        self.space_numbers.pop(event["frame"] * PAGE, None)
        self.evicting.discard(event["frame"])

    # --- Frames

    def on_counters(self, event):
        super().on_counters(event)
        if not self.shown:
            self.shown = [self.state_of(frame) for frame in self.frames]
            self.shown_first = list(self.shown)

    def state_of(self, frame):
        kind, who, users = frame.kind, "", len(frame.pages)
        if kind == "file":
            who = self.files.get(frame.object, "a file system's data")
        elif kind == "anonymous":
            who = ", ".join(sorted({self.space_names[self.space_number(space)]
                                    for space, _ in frame.pages}))
        state = "busy" if frame.busy else "locked" if self.is_locked(frame) else ""
        return self.states((kind, who, min(users, 2), state))

    def is_locked(self, frame):
        return self.has_locks and any((self.record_of(*page) or {}).get("locked") for page in frame.pages)

    def frame_changed(self, number):
        old, new = self.shown[number], self.state_of(self.frames[number])
        if old != new:
            self.add(self.changes, t=self.event["t"], frame=number, old=old, new=new)
            self.shown[number] = new

    def moment(self, kind):
        self.add(self.moments, t=self.event["t"], kind=MOMENTS.index(kind),
                 frame=self.event["frame"])

    def on_evict(self, event):
        self.evicting.add(event["frame"])
        self.moment("evict")

    def on_chance(self, event):
        self.moment("chance")

    def on_drop(self, event):
        self.moment("drop")

    def on_read(self, event):
        self.moment("read")
        if event["pid"] in self.touching and event["file"]:
            self.touching[event["pid"]]["pages"] += 1

    def on_write(self, event):
        self.moment("write")

    def on_swap(self, event):
        self.moment("swap out" if event["write"] else "swap in")

    # --- Records and pages

    def describe(self, record):
        unnamed = "shared memory" if record["shared"] else "a file without a name"
        name = self.files.get(record["object"], unnamed) if record["object"] else ""
        return (record["start"], record["end"], rights(record["prot"]), KINDS[record["kind"]], name,
                record["offset"], record["read"], record["shared"])

    def on_record(self, event):
        super().on_record(event)
        if event["locked"]:
            self.locks_changed(event)
        if event["there"]:
            self.regions[self.space_number(event["space"])].append(self.describe(event))
            touch = self.touching.get(event["pid"])
            if touch and touch["space"] == event["space"]:
                touch["grew"] = 1

    def locks_changed(self, event):
        """A record that locks its pages has come, or goes: so they are shown as locked, or not."""
        self.has_locks = True
        for number, frame in enumerate(self.frames):
            if any(space == event["space"] and event["start"] <= address < event["end"]
                   for space, address in frame.pages):
                self.frame_changed(number)

    def cause_of(self, space, address, old, new):
        touch = self.touching.get(self.event["pid"])
        if touch and (touch["space"], touch["address"] // PAGE * PAGE) == (space, address):
            return "fault"
        if in_memory(old) and in_memory(new):
            return "rights changed"
        if in_memory(old):
            return "dropped" if frame_number(old) in self.evicting else "freed"
        if self.copying.get(self.event["pid"]) == space:
            return "shared at fork"
        if new & SWAPPED:
            return "swapped out"
        if touch:
            if self.frame(frame_number(new)).kind == "file":
                return "came along"
            return "read ahead" if touch["space"] == space else "brought back for another"
        return "moved" if new else "freed"

    def goes_to_swap(self, number):
        return number in self.evicting and self.frames[number].kind == "anonymous"

    def page_changed(self, space, address, old, new):
        if space not in self.space_numbers:
            return  # a table of shared memory's slots
        cause = self.cause_of(space, address, old, new)
        if not new and (cause == "fault" or self.goes_to_swap(frame_number(old))):
            return  # another entry follows at once
        self.add(self.pages, t=self.event["t"], space=self.space_number(space),
                 page=address // PAGE, value=self.values(f"{new:x}"),
                 cause=CAUSES.index(cause))

    # --- Faults

    def walk_now(self, event):
        return self.walks(tuple(self.values(f"{entry:x}")
                                for entry in self.walk(event["space"], event["address"])))

    def on_touch(self, event):
        self.touching[event["pid"]] = {**event, "before": self.walk_now(event), "grew": 0,
                                       "pages": 0}

    def site(self, touch):
        """The instruction: the file that it is in, and the position there."""
        record = self.record_of(touch["space"], touch["rip"])
        if not record or not record["object"]:
            return self.sites((touch["rip"], "", 0))
        return self.sites((touch["rip"], self.files.get(record["object"], ""),
                           touch["rip"] - record["start"] + record["offset"]))

    def end_fault(self, event, action, major, along):
        touch = self.touching.pop(event["pid"], None)
        if not touch:
            return
        record = self.record_of(event["space"], event["address"])
        self.add(self.faults, t=touch["t"], end=event["t"], process=self.process(event["pid"]),
                 space=self.space_number(event["space"]), address=event["address"],
                 access=ACCESSES.index(touch["access"]), site=self.site(touch),
                 kernel=touch["kernel"], action=self.actions(action), major=major,
                 record=self.records_seen(self.describe(record)) if record else -1,
                 grew=touch["grew"], pages=touch["pages"], along=along,
                 before=touch["before"], after=self.walk_now(event))

    def on_fault(self, event):
        self.end_fault(event, event["action"], event["major"], event["along"])

    def on_refuse(self, event):
        self.end_fault(event, "refused: " + event["why"], 0, 0)

    # --- The end

    def fault_marks(self):
        faults, values, walks = self.faults, list(self.values), list(self.walks)
        actions = [OF_ACTION.get(action, REFUSED) for action in self.actions]
        for number, time in enumerate(faults["end"]):
            category = actions[faults["action"][number]]
            if category != REFUSED and \
                    int(values[walks[faults["before"][number]][3]], 16) & SWAPPED:
                category = FROM_SWAP
            yield (time, faults["space"][number], faults["address"][number] // PAGE, category,
                   number)

    def page_marks(self):
        pages, categories = self.pages, [OF_CAUSE.get(cause) for cause in CAUSES]
        for number, cause in enumerate(pages["cause"]):
            if categories[cause] is not None:
                yield (pages["t"][number], pages["space"][number], pages["page"][number],
                       categories[cause], -1 - number)

    def marks(self):
        """(time, space, page, category, number) of all by time. The number is the fault's; of a
        change of a PTE that is no fault's, -1 - number."""
        return list(heapq.merge(self.fault_marks(), self.page_marks()))

    def touched_pages(self, number):
        """Those of an address space -> (label, start, end) of the last record that they were in."""
        pages = sorted({page for space, page in zip(self.pages["space"], self.pages["page"])
                        if space == number} |
                       {address // PAGE for space, address in
                        zip(self.faults["space"], self.faults["address"]) if space == number})
        found = dict.fromkeys(pages, ("nothing is mapped", 0, 0))
        for start, end, prot, kind, name, *_ in self.regions[number]:
            place = label_of(prot, kind, name), start // PAGE, end // PAGE
            for page in pages[bisect.bisect_left(pages, place[1]):bisect.bisect_left(pages, place[2])]:
                found[page] = place
        return found

    def regions_of(self, number):
        """The ranges of an address space that are shown: [label, first page, last page], by address.
        Neighbours whose records say the same and touch each other are one."""
        regions, before = [], ("", 0, 0)
        for page, place in self.touched_pages(number).items():
            label, start, end = place
            last = regions[-1][0] if regions else ""
            if label == "mapping" and start == before[2]:  # directly behind a record
                file = last.removesuffix(": data")
                label = f"{file}: bss" if ".so" in file else "heap" if file != last else label
            if place == before or last == label and (start <= before[2] or end == before[2]):
                regions[-1][2] = page
            else:
                regions.append([label, page, page])
            before = place
        return regions

    def source_sites(self):
        known = symbols.find([(name, offset) for _, name, offset in self.sites])
        return [[f"{rip:x}", name, *known.get((name, offset), ("", "", ""))]
                for rip, name, offset in self.sites]

    def data(self):
        columns = [*zip(*self.marks())] or [()] * 5
        return {"marks": dict(zip(("t", "space", "page", "category", "fault"), columns)),
                "categories": CATEGORIES, "faults": self.faults, "pages": self.pages,
                "changes": self.changes, "moments": self.moments, "processes": list(self.processes),
                "values": list(self.values), "walks": list(self.walks),
                "actions": list(self.actions), "records": list(self.records_seen),
                "states": list(self.states), "frames": self.shown_first,
                "spaces": self.space_names, "sites": self.source_sites(),
                "regions": [self.regions_of(number) for number in range(len(self.space_names))],
                "causes": CAUSES, "events": self.events, "end": self.event["t"], "zero": self.zero}


def label_of(prot, kind, name):
    if kind == "file" and name != "shared memory":
        use = {"r-x": "text", "r--": "constants", "rw-": "data"}.get(prot, prot)
        return f"{name}: {use}"
    return {"file": name, "zeroes": "mapping"}.get(kind, kind)
