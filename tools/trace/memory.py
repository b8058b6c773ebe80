"""The state of memory, computed from the events of a trace alone: frames, page tables, records.

A page table is known by its frame. An entry that points to the frame of another table makes it a
child of the first one; so the way from a table up to its root says which addresses it maps.
"""
from events import PAGE, Damaged, read

ACCESSED, DIRTY, SWAPPED = 0x20, 0x40, 0x200
ADDRESS = 0x000f_ffff_ffff_f000
LEVELS = 4
UNTRACED = ACCESSED | DIRTY  # the processor sets these bits, and reports it to nobody
CLOSED = UNTRACED | 1 | 4  # PTE_PRESENT and PTE_USER: references=exact takes and gives them
USER_FRAMES = "anonymous", "file"


def in_memory(entry):
    return entry != 0 and not entry & SWAPPED


def frame_number(entry):
    return (entry & ADDRESS) // PAGE


class Frame:
    def __init__(self, kind, object=0, index=0, slot=0):
        self.kind, self.object, self.index = kind, object, index
        self.slot = slot  # that it keeps (mm/swapping.c)
        self.pages = set()  # (space, address) of the PTEs that map it
        self.busy = False


class Memory:
    """Subclasses may override the methods frame_changed and page_changed."""

    def __init__(self):
        self.frames = []
        self.tables = {}   # frame number -> {index: entry}
        self.parents = {}  # frame number of a table -> (that of the table above, index)
        self.records = {}  # space -> {start: event}
        self.zero = None
        self.counters = []  # one dictionary a snapshot
        self.events = 0     # how many were applied
        self.untraced = UNTRACED
        self.snapshot = None  # the second one, as (frame events, page events)

    def frame_changed(self, number):
        pass

    def page_changed(self, space, address, old, new):
        pass

    def read(self, path):
        """Applies all events of a trace; returns self."""
        for event in read(path):
            self.apply(event)
        return self

    def apply(self, event):
        self.events += 1
        handler = getattr(self, "on_" + event["event"], None)
        if handler:
            handler(event)

    # --- Snapshots

    def on_snapshot(self, event):
        if self.frames:
            self.snapshot = [], []
        else:
            self.frames = [None] * event["frames"]
            self.zero = event["zero"] // PAGE

    def on_frame(self, event):
        if self.snapshot:
            self.snapshot[0].append(event)
            return
        for number in range(event["first"], event["end"]):
            self.frames[number] = Frame(event["type"], event.get("object", 0),
                                        event.get("index", 0), event.get("slot", 0))

    def on_page(self, event):
        self.snapshot[1].append(event)

    def on_counters(self, event):
        self.counters.append(event)

    # --- Frames

    def frame(self, number):
        if not 0 <= number < len(self.frames):
            raise Damaged(f"The trace names frame {number}, and there are {len(self.frames)}.")
        return self.frames[number]

    def on_alloc(self, event):
        number = event["frame"]
        self.frame(number)
        self.frames[number] = Frame(event["type"])
        if event["type"] == "table":
            self.tables[number] = {}
        self.frame_changed(number)

    def on_free(self, event):
        number = event["frame"]
        self.frame(number)
        self.frames[number] = Frame("free")
        self.tables.pop(number, None)
        self.parents.pop(number, None)
        self.frame_changed(number)

    def on_cache(self, event):
        frame = self.frame(event["frame"])
        frame.object, frame.index = event["object"], event["index"]
        self.frame_changed(event["frame"])

    def on_busy(self, event):
        self.frame(event["frame"]).busy = bool(event["is"])
        self.frame_changed(event["frame"])

    def on_slot(self, event):
        self.frame(event["frame"]).slot = event["slot"]

    # --- Page tables

    def place_of(self, table, index):
        """(space, address, level) of an entry; level 1 is the last."""
        span, level = PAGE, 1
        address = index * span
        while table in self.parents:
            table, index = self.parents[table]
            span, level = span * 512, level + 1
            address += index * span
        return table * PAGE, address, level

    def on_entry(self, event):
        number, index, new = event["at"] // PAGE, event["at"] % PAGE // 8, event["is"]
        table = self.tables.get(number)
        if table is None:
            return  # a table of the kernel, or one that is freed already
        old = table.get(index, 0)
        table[index] = new
        target = frame_number(new)
        if in_memory(new) and target in self.tables:
            self.parents[target] = number, index
        space, address, _ = self.place_of(number, index)
        if self.is_bottom(number):
            self.map_page(space, address, old, new)

    def is_bottom(self, table):
        above = 0
        while table in self.parents:
            table, above = self.parents[table][0], above + 1
        return above == LEVELS - 1

    def map_page(self, space, address, old, new):
        for entry, change in (old, set.discard), (new, set.add):
            number = frame_number(entry)
            if in_memory(entry) and number != self.zero:
                change(self.frame(number).pages, (space, address))
                self.frame_changed(number)
        self.page_changed(space, address, old, new)

    def walk(self, space, address):
        """The entries that the processor reads on its way to the page, from the top; 0: empty."""
        entries, number = [], space // PAGE
        for level in range(LEVELS, 0, -1):
            index = address // PAGE >> 9 * (level - 1) & 511
            entry = self.tables.get(number, {}).get(index, 0)
            entries.append(entry)
            number = frame_number(entry) if in_memory(entry) else None
        return entries

    def on_reference(self, event):
        self.untraced = CLOSED

    # --- Records

    def on_record(self, event):
        records = self.records.setdefault(event["space"], {})
        if event["there"]:
            records[event["start"]] = event
        else:
            records.pop(event["start"], None)

    def record_of(self, space, address):
        for record in self.records.get(space, {}).values():
            if record["start"] <= address < record["end"]:
                return record
        return None

    # --- The comparison with the kernel's own state

    def pages(self):
        """All pages: (space, address) -> entry, without the bits that no event reports."""
        found = {}
        for number, table in self.tables.items():
            if not self.is_bottom(number):
                continue
            for index, entry in table.items():
                if entry:
                    space, address, _ = self.place_of(number, index)
                    found[space, address] = entry & ~self.untraced
        return found

    def differences(self):
        """Sentences about what differs from the second snapshot. (Tables of shared memory's slots
        are tables of no process, so only the spaces of the snapshot are compared.)"""
        frames, pages = self.snapshot
        for event in frames:
            for number in range(event["first"], event["end"]):
                ours = self.frames[number]
                if ours.kind != event["type"]:
                    yield f"frame {number} is {event['type']}, computed {ours.kind}"
                elif ours.busy != event.get("busy", 0):
                    yield f"frame {number} is{'' if event['busy'] else ' not'} busy, computed otherwise"
                elif ours.kind in USER_FRAMES and len(ours.pages) != event["refs"]:
                    yield f"frame {number} has {event['refs']} PTEs, computed {len(ours.pages)}"
                elif ours.slot != event.get("slot", 0):
                    yield f"frame {number} keeps slot {event.get('slot', 0)}, computed {ours.slot}"
                elif ours.kind == "file" and (ours.object, ours.index) != (event["object"],
                                                                         event["index"]):
                    yield f"frame {number} has another page than computed"
        theirs = {(page["space"], page["address"]): page["is"] & ~self.untraced for page in pages}
        spaces = {space for space, _ in theirs}
        ours = {place: entry for place, entry in self.pages().items() if place[0] in spaces}
        for place in sorted(theirs.keys() | ours.keys()):
            if theirs.get(place, 0) != ours.get(place, 0):
                yield (f"space {place[0]:x}: the PTE of page {place[1]:x} is "
                       f"{theirs.get(place, 0):x}, computed {ours.get(place, 0):x}")
