"""What gdb learns about Pagoda (`make debug`, then `make gdb` in a second terminal):

    connect         attach to the machine that waits, and run to kernel_main
    user [NAME]     load the symbols of program NAME; without it, follow the current process
    spt             the current process's address space: its SPT records
    pt ADDR         how the processor translates ADDR, table by table
    frames [ADDR]   what physical memory is used for, or what the frame at ADDR is
    clock [N]       the policy of eviction, and the N frames that the clock's hand comes to next
    explain [N]     the last N page faults, in sentences

All programs are linked at the same address, so gdb can know the symbols of only one at a time:
those of the process that is running when the machine stops, or of the one that `user` names. For the
same reason a breakpoint is one in every program; $running keeps the others out:

    user lazy
    break main if $running("lazy")
"""
import os
import subprocess

import gdb
import gdb.unwinder

BUILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build")
PAGE_SIZE = 4096
DIRECT_MAP = 0xFFFF800000000000
KERNEL_HALF = 1 << 63
SWAPPED = 1 << 9  # mm/pagetable.h
ADDRESS_MASK = 0x000FFFFFFFFFF000
LARGE = 1 << 7
BITS = {0: "present", 1: "write", 2: "user", 5: "accessed", 6: "dirty", 7: "large", 8: "global",
        63: "no-execute"}
TABLES = ("PML4", "PDPT", "PD", "PT")


def evaluate(expression):
    """A 64-bit number: a value, or the address of a function."""
    return int(gdb.parse_and_eval(f"(unsigned long)({expression})"))


def kernel_value(expression):
    """A variable of the kernel, while a user program's symbols may hide it."""
    symbol = gdb.lookup_global_symbol(expression) or gdb.lookup_static_symbol(expression)
    if not symbol:
        raise gdb.GdbError(f"{expression}: no such variable; is build/pagoda.elf loaded?")
    return symbol.value()


def current_process():
    process = kernel_value("current")
    if not process or not process["pid"]:
        raise gdb.GdbError("No process is running: the machine starts, or is idle.")
    return process


def size_text(size):
    return f"{size >> 20} MiB" if size >= 2**23 else f"{size >> 10} KiB"


# --- page tables ----------------------------------------------------------------------------------


def read_entry(table, index):
    """Page tables are read through the kernel's map of all physical memory."""
    memory = gdb.selected_inferior().read_memory(DIRECT_MAP + table + 8 * index, 8)
    return int.from_bytes(memory.tobytes(), "little")


def in_memory(entry):
    """A page without any right is in memory, but not present."""
    return entry != 0 and not entry & SWAPPED


def walk(root, address):
    """Yields (name of the table, index, entry) down to the page or to the first empty entry."""
    table = root
    for level, name in enumerate(TABLES):
        index = address >> (39 - 9 * level) & 511
        entry = read_entry(table, index)
        yield name, index, entry
        if not in_memory(entry) or entry & LARGE and name != "PT":
            return
        table = entry & ADDRESS_MASK


def is_present(root, address):
    return in_memory(list(walk(root, address))[-1][2])


def next_table(root, address):
    """The next address that another entry of the lowest table reached by `address` governs."""
    depth = len(list(walk(root, address)))
    span = 1 << (48 - 9 * depth)
    return (address // span + 1) * span


def count_present(root, start, end):
    present = 0
    while start < end:
        present += is_present(root, start)
        start = next_table(root, start)
    return present


def entry_text(entry):
    flags = " ".join(name for bit, name in BITS.items() if entry >> bit & 1)
    if in_memory(entry):
        return f"{entry & ADDRESS_MASK:#x} {flags}"
    if entry & SWAPPED:
        return f"swapped out: slot {(entry & ADDRESS_MASK) // PAGE_SIZE}"
    return f"empty ({entry:#x})"


class PageTable(gdb.Command):
    """pt ADDR: how the processor translates ADDR, table by table, and what frame it leads to."""

    def __init__(self):
        super().__init__("pt", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        if not argument:
            raise gdb.GdbError("pt ADDR")
        address = evaluate(argument)
        root = evaluate("$cr3") & ADDRESS_MASK
        for name, index, entry in walk(root, address):
            print(f"{name:4} at {root:#x} [{index:3}]  {entry_text(entry)}")
            root = entry & ADDRESS_MASK
        if not in_memory(entry):
            return
        size = PAGE_SIZE if name == "PT" else 1 << (48 - 9 * (TABLES.index(name) + 1))
        physical = (entry & ADDRESS_MASK & -size) + address % size
        print(f"{address:#x} is at physical {physical:#x}: {frame_text(physical)}")


# --- the SPT --------------------------------------------------------------------------------------


def records(record):
    """The treap's records in order of address."""
    if record:
        yield from records(record["left"])
        yield record
        yield from records(record["right"])


def object_text(contents):
    """Whose contents a memory object is, as inode_of in kernel/fs/inode.c finds it."""
    vdso = gdb.lookup_static_symbol("vdso_ops")
    if vdso and contents["ops"] == vdso.value().address:
        return "the vDSO"
    if contents["ops"] != kernel_value("contents_ops").address:
        return "shared memory"
    inode = gdb.lookup_type("struct inode")
    address = int(contents.address) - inode["data"].bitpos // 8
    return f"inode {int(gdb.Value(address).cast(inode.pointer())['number'])}"


def kind_text(record):
    kind = str(record["kind"]).removeprefix("SPT_").lower()
    if not record["object"]:
        return kind
    whose = object_text(record["object"].dereference())
    text = f"{whose} from {int(record['offset']):#x}, {int(record['read_bytes']):#x} bytes"
    zeroed = int(record["zero_bytes"])
    return f"{kind}: {text}" + (f", then {zeroed:#x} zeroes" if zeroed else "")


class Spt(gdb.Command):
    """spt: the current process's address space, one line for each record: range, rights, how many
    of its pages are present, and what fills the others."""

    def __init__(self):
        super().__init__("spt", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        process = current_process()
        spt = process["spt"]
        if not spt:
            raise gdb.GdbError("This process has no address space (any more).")
        root = int(spt["pml4"]) % 2**64 - DIRECT_MAP
        swapped = f", {int(spt['swapped'])} swapped out" if spt["swapped"] else ""
        print(f"pid {int(process['pid'])} ({process['name'].string()}): "
              f"{int(spt['resident'])} pages resident{swapped}")
        for record in records(spt["root"]):
            start, end, prot = (int(record[field]) for field in ("start", "end", "prot"))
            rights = "".join(c if prot & bit else "-" for c, bit in (("r", 1), ("w", 2), ("x", 4)))
            rights += "s" if record["shared"] else "p"
            pages = f"{count_present(root, start, end)} of {(end - start) // PAGE_SIZE} pages"
            print(f"{start:012x}-{end:012x} {rights}  {pages:22}  {kind_text(record)}")


# --- frames ---------------------------------------------------------------------------------------


def frame_text(physical):
    """What the frame array says of a physical address."""
    number = physical // PAGE_SIZE
    if number >= int(kernel_value("frame_total")):
        return "no memory that the kernel uses"
    frame = kernel_value("frame_array")[number]
    names = gdb.lookup_type("enum frame_type").fields()
    kind = next(name.name for name in names if name.enumval == int(frame["type"]))
    text = f"{kind.removeprefix('FRAME_').lower()} frame {number}"
    if kind == "FRAME_ANON":
        text += f", mapped {int(frame['refs'])} times, of user page {int(frame['index']):#x}"
    if kind == "FRAME_FILE":
        whose = object_text(frame["object"].dereference())
        text += f", mapped {int(frame['refs'])} times, page {int(frame['index'])} of {whose}"
    for state in ("dirty", "busy"):
        text += f", {state}" if frame[state] else ""
    text += f", pinned {int(frame['pins'])} times" if frame["pins"] else ""
    return text


class Frames(gdb.Command):
    """frames: how many frames of physical memory there are of each type.
    frames ADDR: what the frame is that holds physical address ADDR."""

    def __init__(self):
        super().__init__("frames", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        if argument:
            print(frame_text(evaluate(argument)))
            return
        counts = kernel_value("frame_count")
        for field in gdb.lookup_type("enum frame_type").fields():
            if field.name == "FRAME_TYPES":
                continue
            count = int(counts[field.enumval])
            name = field.name.removeprefix("FRAME_").lower()
            print(f"{name:10} {count:8} frames  {size_text(count * PAGE_SIZE)}")


# --- eviction -------------------------------------------------------------------------------------


def address_spaces():
    head = kernel_value("address_spaces").address
    kind = gdb.lookup_type("struct spt").pointer()
    offset = next(field.bitpos // 8 for field in kind.target().fields() if field.name == "all")
    link = head["next"]
    while link != head:
        yield gdb.Value(int(link) - offset).cast(kind)
        link = link["next"]


def possible_addresses(spt, frame, is_file):
    """Where an address space may map the frame: an anonymous one at its address, one of a file by the
    records of that file."""
    index = int(frame["index"])
    if not is_file:
        yield index
        return
    for record in records(spt["root"]):
        address = int(record["start"]) + index * PAGE_SIZE - int(record["offset"])
        if record["object"] == frame["object"] and \
                int(record["start"]) <= address < int(record["end"]):
            yield address


def was_used(number, frame, is_file):
    """Whether a system call used the frame's page, or the accessed bit of any PTE that maps it is set."""
    if frame["used"]:
        return True
    for spt in address_spaces():
        root = int(spt["pml4"]) % 2**64 - DIRECT_MAP
        for address in possible_addresses(spt, frame, is_file):
            name, _, entry = list(walk(root, address))[-1]
            if name == "PT" and in_memory(entry) and entry & ADDRESS_MASK == number * PAGE_SIZE:
                if entry >> 5 & 1:
                    return True
    return False


class Clock(gdb.Command):
    """clock [N]: the policy of eviction, and what becomes of the N (8) next frames of users' pages on
    the way of the clock's hand: those that were used since it came by get a second chance."""

    def __init__(self):
        super().__init__("clock", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        left = evaluate(argument) if argument else 8
        hand, total = int(kernel_value("hand")), int(kernel_value("frame_total"))
        print(f"policy {kernel_value('policy')['name'].string()}; the hand is at frame {hand}")
        for number in (at % total for at in range(hand + 1, hand + 1 + total)):
            frame = kernel_value("frame_array")[number]
            text = frame_text(number * PAGE_SIZE)
            if left == 0:
                break
            if text.startswith(("anon ", "file ")):
                used = was_used(number, frame, text.startswith("file "))
                print(f"{'used: second chance' if used else 'not used: may go':20} {text}")
                left -= 1


# --- page faults ----------------------------------------------------------------------------------


def kept_faults(most):
    """The last lines of /proc/faults."""
    lines, count = kernel_value("kept_faults"), int(kernel_value("kept_count"))
    size = lines.type.sizeof // lines[0].type.sizeof
    for number in range(max(0, count - min(most, size)), count):
        yield lines[number % size].string()


class Explain(gdb.Command):
    """explain [N]: the last N (1) page faults in sentences, those of the program `explain`. The kernel
    keeps the last 64 since `connect`."""

    def __init__(self):
        super().__init__("explain", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        lines = list(kept_faults(evaluate(argument) if argument else 1))
        if not lines:
            raise gdb.GdbError("There was no page fault since `connect`.")
        try:
            done = subprocess.run([f"{BUILD}/user/bin/explain", "-f", "/dev/stdin"],
                                  input="".join(lines), stdout=subprocess.PIPE, text=True)
        except OSError as error:
            raise gdb.GdbError(f"The sentences are made by a program for x86-64 Linux: {error}")
        print(done.stdout, end="")


def keep_faults():
    """From now on. The core alone has no /proc, and keeps none."""
    if gdb.lookup_static_symbol("watch_faults"):
        gdb.execute("set var fault_watcher = watch_faults")


# --- connecting, and symbols of programs ----------------------------------------------------------


class UserSymbols:
    """Which program's symbols are loaded."""
    path = None
    follows = True  # the current process, as opposed to what `user NAME` chose

    @classmethod
    def load(cls, name):
        """False: there is no program of ours by this name."""
        paths = (os.path.normpath(f"{BUILD}/{folder}/{name}") for folder in ("user/bin", "tests"))
        path = next(filter(os.path.isfile, paths), None)
        if path == cls.path:
            return path is not None
        if cls.path:
            gdb.execute(f"remove-symbol-file '{cls.path}'", to_string=True)
        cls.path = path
        if path:
            gdb.execute(f"add-symbol-file '{path}'", to_string=True)
            print(f"[symbols of {os.path.relpath(path)}]")
        return path is not None

    @classmethod
    def follow(cls, *event):
        """After every stop. Early ones have no process yet."""
        if not cls.follows:
            return
        try:
            process = kernel_value("current")
            if process and process["pid"]:
                cls.load(process["name"].string())
        except gdb.error:
            pass


class User(gdb.Command):
    """user NAME: load the symbols of program NAME (of user/bin or tests), to set breakpoints in it.
    user: load those of the current process, now and after each stop."""

    def __init__(self):
        super().__init__("user", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        UserSymbols.follows = not argument
        if not argument:
            current_process()
            UserSymbols.follow()
        elif not UserSymbols.load(argument):
            raise gdb.GdbError(f"{argument}: no such program in build/user/bin or build/tests")


class Connect(gdb.Command):
    """connect [WHERE]: attach to the machine that `make debug` started, or to the one that listens
    there, and run it to kernel_main."""

    def __init__(self):
        super().__init__("connect", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        try:
            gdb.execute("target remote " + (argument or "localhost:1234"))
        except gdb.error as error:
            raise gdb.GdbError(f"{error} Does `make debug` wait in another terminal?")
        # Before there are page tables, only the processor's own breakpoint can lie in the kernel.
        gdb.execute("thbreak kernel_main")
        gdb.execute("continue")
        keep_faults()
        print("Commands of Pagoda: spt, pt ADDR, frames, clock, explain, user NAME; `help spt` and so "
              "on tells more.")


class Running(gdb.Function):
    """$running(NAME): whether the current process runs program NAME."""

    def __init__(self):
        super().__init__("running")

    def invoke(self, name):
        process = kernel_value("current")
        return bool(process) and process["name"].string() == name.string()


class TrapUnwinder(gdb.unwinder.Unwinder):
    """Lets a backtrace go on from the kernel's entry to the code that was interrupted, or that called:
    its registers are in the struct trap_frame on the stack."""
    REGISTERS = ("r15", "r14", "r13", "r12", "r11", "r10", "r9", "r8", "rbp", "rdi", "rsi", "rdx",
                 "rcx", "rbx", "rax", "rip", "rsp")

    def __init__(self):
        super().__init__("Pagoda's traps")

    def __call__(self, pending):
        pc = int(pending.read_register("rip")) % 2**64
        if not evaluate("&trap_common") < pc <= evaluate("&trap_return"):
            return None
        stack = int(pending.read_register("rsp")) % 2**64
        if pc < evaluate("&syscall_entry"):
            stack += 16  # kernel/trap_entry.asm puts rbp and rip there for the kernel's own backtrace
        frame = gdb.Value(stack).cast(gdb.lookup_type("struct trap_frame").pointer())
        unwound = pending.create_unwind_info(FrameId(stack, pc))
        for register in self.REGISTERS:
            unwound.add_saved_register(register, frame[register])
        return unwound


class FrameId:
    """What tells a stack frame from others."""

    def __init__(self, sp, pc):
        self.sp = gdb.Value(sp)
        self.pc = gdb.Value(pc)


# The machine begins in 16-bit mode; symbols, and all that is worth debugging, are 64-bit.
gdb.execute("set architecture i386:x86-64")
gdb.execute("set confirm off")
gdb.execute("set pagination off")
for extension in PageTable, Spt, Frames, Clock, Explain, User, Connect, Running:
    extension()
gdb.unwinder.register_unwinder(None, TrapUnwinder())
gdb.events.stop.connect(UserSymbols.follow)
