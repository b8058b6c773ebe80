#!/usr/bin/env python3
"""Makes the executables that no linker would: odd layouts, wrong and hostile headers, programs
without Pagoda's note, tiny dynamic linkers, and scripts for #!.

    mkelf.py DIRECTORY

The programs are a few hand-assembled instructions. Everything is written with mode 0755.
"""
import os
import struct
import sys

PAGE = 4096
PT_NULL, PT_LOAD, PT_INTERP, PT_NOTE, PT_TLS = 0, 1, 3, 4, 7
PT_GNU_STACK = 0x6474E551
X, W, R = 1, 2, 4
TEXT = 0x400000  # where the code goes
SCRATCH = 0x10000000  # bss for the code's own use
STACK_TOP = 0x7FFFFFFFF000
GUARD = 1 << 20  # what stack growth leaves free above other records


# --- machine code -------------------------------------------------------------------------------


def quad(value):
    return struct.pack("<Q", value & (2**64 - 1))


def long(value):
    return struct.pack("<I", value & (2**32 - 1))


SYSCALL = b"\x0f\x05"


def load_rsi(value):
    return b"\x48\xbe" + quad(value)


def exit_with(status):
    return b"\xbf" + long(status) + b"\xb8" + long(60) + SYSCALL


def write_out(address, length):
    """write(1, address, length)"""
    return b"\xbf" + long(1) + load_rsi(address) + b"\x48\xba" + quad(length) + b"\xb8" + long(1) + SYSCALL


def copy(to, source, length):
    """rep movsb"""
    return load_rsi(source) + b"\x48\xbf" + quad(to) + b"\x48\xb9" + quad(length) + b"\xf3\xa4"


# --- ELF files ----------------------------------------------------------------------------------


def segment(vaddr, content=b"", memsz=None, flags=R | W, **fields):
    """A PT_LOAD; `fields` replace fields of its program header."""
    return {"vaddr": vaddr, "content": content, "memsz": len(content) if memsz is None else memsz,
            "flags": flags, "fields": fields}


def elf(code, segments=(), notes=b"", tail=b"", entry=None, header=None, extra=()):
    """An executable: its headers and `code` are the first segment, mapped at TEXT; each of
    `segments` lies in the file at the least offset congruent to its address; `tail` follows the
    last one. `header` replaces fields of the ELF header, `extra` are more program headers, given
    as (type, flags, offset, vaddr, filesz, memsz, align)."""
    count = 1 + len(segments) + len(extra) + bool(notes)
    start = 64 + 56 * count
    body = code + notes
    headers = [(PT_LOAD, R | X, 0, TEXT, start + len(body), start + len(body), PAGE)]
    if notes:
        headers.append((PT_NOTE, R, start + len(code), TEXT + start + len(code), len(notes), len(notes), 4))
    file = bytearray(start) + body
    for part in segments:
        offset = len(file) + (part["vaddr"] - len(file)) % PAGE
        file += b"\xee" * (offset - len(file)) + part["content"]
        fields = {"type": PT_LOAD, "flags": part["flags"], "offset": offset, "vaddr": part["vaddr"],
                  "filesz": len(part["content"]), "memsz": part["memsz"], "align": PAGE}
        fields.update(part["fields"])
        headers.append(tuple(fields.values()))
    file += tail
    headers += extra

    fields = {"ident": b"\x7fELF\x02\x01\x01" + bytes(9), "type": 2, "machine": 62, "version": 1,
              "entry": TEXT + start if entry is None else entry, "phoff": 64, "shoff": 0, "flags": 0,
              "ehsize": 64, "phentsize": 56, "phnum": count, "shentsize": 64, "shnum": 0, "shstrndx": 0}
    fields.update(header or {})
    file[:64] = struct.pack("<16sHHIQQQIHHHHHH", *fields.values())
    for i, (kind, flags, offset, vaddr, filesz, memsz, align) in enumerate(headers):
        mask = 2**64 - 1
        file[64 + 56 * i:120 + 56 * i] = struct.pack(
            "<IIQQQQQQ", kind, flags, offset & mask, vaddr & mask, vaddr & mask, filesz & mask,
            memsz & mask, align & mask)
    return bytes(file)


def note(slack, name=b"Pagoda\0", namesz=None, descsz=4, kind=1):
    padded = name + bytes(-len(name) % 4)
    return long(len(name) if namesz is None else namesz) + long(descsz) + long(kind) + padded + long(slack)


# --- layouts: the program writes its second segment to standard output ----------------------------


def pattern(address, length):
    """What image_layouts.c expects at these addresses; never zero."""
    return bytes(1 + (a * 167 + (a >> 8) * 59) % 255 for a in range(address, address + length))


def layouts():
    shapes = {  # vaddr, bytes in the file, bytes in memory
        "whole-pages": (0x600000, 3 * PAGE, 3 * PAGE),
        "mid-page": (0x600123, 0x2F00, 0x2F00),
        "last-byte-of-a-page": (0x600FFF, 1, 1),
        "from-last-byte-to-first": (0x600FFF, PAGE + 2, PAGE + 2),
        "bss-shares-the-last-page": (0x600010, 0x1800, 0x1C00),
        "bss-goes-on": (0x600010, 0x1801, 0x5000),
        "bss-of-one-byte": (0x600000, 0x1FFF, 0x2000),
        "bss-of-whole-pages": (0x600000, 0x2000, 0x5000),
        "bss-alone": (0x600000, 0, 3 * PAGE),
        "bss-alone-mid-page": (0x600808, 0, 0x1234),
        "many-pages": (0x600040, 80 * PAGE, 81 * PAGE),
    }
    for name, (vaddr, filesz, memsz) in shapes.items():
        main = segment(vaddr, pattern(vaddr, filesz), memsz)
        scratch = segment(SCRATCH, memsz=memsz)
        by_kernel = write_out(vaddr, memsz) + exit_with(0)
        by_itself = copy(SCRATCH, vaddr, memsz) + write_out(SCRATCH, memsz) + exit_with(0)
        garbage = b"\xee" * PAGE  # follows in the file, and must not show in memory
        yield f"layout-{name}-kernel", elf(by_kernel, [main, scratch], tail=garbage)
        yield f"layout-{name}-itself", elf(by_itself, [main, scratch], tail=garbage)

    # The file ends with the last byte of the segment, in mid-page.
    main = segment(0x600010, pattern(0x600010, 0x1801), 0x3000)
    yield "layout-end-of-file", elf(write_out(0x600010, 0x3000) + exit_with(0), [main])

    # Read-only, and the same page of the file mapped twice: code and data share it.
    main = segment(0x600000, pattern(0x600000, 5000), flags=R)
    yield "layout-read-only", elf(write_out(0x600000, 5000) + exit_with(0), [main])
    start = 0x600000 + 64 + 3 * 56 + 50 + 49  # just behind the code, whose file page it shares
    code = copy(SCRATCH, start, 3000) + write_out(SCRATCH, 3000) + exit_with(0)
    shared = elf(code, [segment(start, pattern(start, 3000)), segment(SCRATCH, memsz=3000)])
    assert struct.unpack_from("<Q", shared, 64 + 56 + 8)[0] < PAGE
    yield "layout-shared-page", shared

    # Two segments, the second in the page after the first one's last.
    main = segment(0x600100, pattern(0x600100, 0x1000), 0x1E00)
    other = segment(0x602FFF, pattern(0x602FFF, 3), 3)
    code = write_out(0x600100, 0x1E00) + exit_with(0)
    yield "layout-neighbours", elf(code, [main, other])


# --- overlaps: the program writes these pages to standard output --------------------------------


def overlaps():
    start, size = 0x600000, 4 * PAGE

    def of(address, letter, filesz, memsz=None, **fields):
        return segment(address, letter * filesz, memsz, **fields)

    ground = of(start, b"a", 100, size)
    shapes = {
        "none": [ground],
        "one-page": [ground, of(start + 0x800, b"b", 100)],
        "twice": [ground, of(start, b"b", 100)],
        "inside": [ground, of(start + PAGE, b"b", PAGE)],
        "across": [ground, of(start + 0x1800, b"b", PAGE)],
        "bss": [ground, of(start + 0x2800, b"b", 100, 0x900)],
        "backwards": [ground, of(start + 0x1800, b"b", 100), of(start + 0x800, b"c", 0x900)],
        "hidden": [ground, of(start + PAGE, b"b", PAGE), of(start, b"c", 200, size)],
        # The page of the code itself, as linkers do it: the same bytes with other rights.
        "code": [ground, segment(TEXT + 8, offset=8, filesz=200, memsz=200, flags=R | W | X)],
        "code-lost": [ground, segment(TEXT + 8, offset=8, filesz=200, memsz=200, flags=R)],
    }
    code = write_out(start, size) + exit_with(0)
    for name, segments in shapes.items():
        yield f"overlap-{name}", elf(code, segments, tail=b"\xee" * PAGE)


# --- stacks ---------------------------------------------------------------------------------------


def touch_below_rsp(distance):
    """Puts rsp on a page boundary far below what is in use, writes the byte `distance` below it."""
    return (
        b"\x48\x81\xe4" + long(-PAGE)  # and rsp, -4096
        + b"\x48\x81\xec" + long(64 * PAGE)  # sub rsp, 64 pages
        + b"\xc6\x84\x24" + long(-distance) + b"\x01"  # mov byte [rsp - distance], 1
        + exit_with(0))


def uname_below_rsp(distance):
    """The same place, as the buffer of uname(); exits with its errno."""
    return (
        b"\x48\x81\xe4" + long(-PAGE) + b"\x48\x81\xec" + long(64 * PAGE)
        + b"\x48\x8d\xbc\x24" + long(-distance)  # lea rdi, [rsp - distance]
        + b"\xb8" + long(63) + SYSCALL
        + b"\xf7\xd8\x89\xc7\xb8" + long(60) + SYSCALL)  # neg eax; mov edi, eax; exit


def push_at(rsp):
    return b"\x48\xbc" + quad(rsp) + b"\x50" + exit_with(0)  # mov rsp, rsp; push rax


def stacks():
    slack8 = note(8)
    for distance in 8, 9, 128, 129, 4096:
        yield f"slack-foreign-{distance}", elf(touch_below_rsp(distance))
        yield f"slack-note-{distance}", elf(touch_below_rsp(distance), notes=slack8)
    for distance in 128, 129:
        yield f"slack-foreign-call-{distance}", elf(uname_below_rsp(distance))
    for distance in 8, 9:
        yield f"slack-note-call-{distance}", elf(uname_below_rsp(distance), notes=slack8)
    # Notes of others, and notes that lie about their lengths, leave a program foreign.
    odd = {
        "other-owner": note(8, b"GNU\0"),
        "other-type": note(8, kind=2),
        "no-descriptor": note(8, descsz=0),
        "huge-name": note(8, namesz=0xFFFFFFFF),
        "huge-descriptor": note(8, descsz=0xFFFFFFF0),
        "cut-short": note(8)[:10],
        "huge-slack": note(0xFFFFFFFF),
    }
    for name, content in odd.items():
        yield f"note-{name}", elf(touch_below_rsp(128), notes=content)
        yield f"note-{name}-4096", elf(touch_below_rsp(4096), notes=content)
    # A second note is found behind another owner's.
    yield "note-second", elf(touch_below_rsp(9), notes=note(1, b"GNU\0") + slack8)

    # A segment 4 MiB below the stack's top: growth stops short of it.
    neighbour = STACK_TOP - (4 << 20)
    edge = neighbour + PAGE + GUARD  # the lowest address that growth may reach
    for name, rsp in ("gap-lives", edge + 8), ("gap-dies", edge):
        yield name, elf(push_at(rsp), [segment(neighbour, b"x", PAGE)])


# --- wrong files: exec must refuse them, and Linux does with the same error ----------------------


def refused():
    code = exit_with(7)
    good = elf(code)
    yield "empty", b""
    yield "one-byte", b"\x7f"
    yield "text", b"neither a program nor a script\n"
    yield "zeros", bytes(PAGE)
    yield "half-a-header", good[:32]
    yield "no-program-headers-in-file", good[:64]
    for name, header in {
        "bad-magic": {"ident": b"\x7fELG\x02\x01\x01" + bytes(9)},
        "wrong-machine": {"machine": 183},
        "relocatable": {"type": 1},
        "core": {"type": 4},
        "phentsize-55": {"phentsize": 55},
        "phentsize-0": {"phentsize": 0},
        "phnum-0": {"phnum": 0},
        "phnum-65535": {"phnum": 65535},
        "phoff-beyond-end": {"phoff": 1 << 20},
        "phoff-wraps": {"phoff": 2**64 - 8},
        "phoff-negative": {"phoff": 2**63},
    }.items():
        yield name, elf(code, header=header)


# --- hostile files: some must be refused, others may also run and die ----------------------------


def hostile():
    code = exit_with(7)
    one = b"x" * 100
    data = 0x600000

    def with_segment(*args, **fields):
        return elf(code, [segment(*args, **fields)])

    yield "refuse-32-bit", elf(code, header={"ident": b"\x7fELF\x01\x01\x01" + bytes(9)})
    yield "refuse-big-endian", elf(code, header={"ident": b"\x7fELF\x02\x02\x01" + bytes(9)})
    yield "refuse-in-kernel", with_segment(0xFFFF800000000000, one)
    yield "refuse-in-kernel-text", with_segment(0xFFFFFFFF80000000, one)
    yield "refuse-in-kernel-stacks", with_segment(0xFFFFC00000000000, b"", PAGE)
    yield "refuse-non-canonical", with_segment(0x0000800000000000, one)
    yield "refuse-last-page", with_segment(2**64 - PAGE, one)
    yield "refuse-above-user", with_segment(0x7FFFFFFFF000, one)
    yield "refuse-into-the-hole", with_segment(0x7FFFFFFFD000, b"", 4 * PAGE)
    yield "refuse-wraps", with_segment(data, b"", 2**64 - data + PAGE)
    yield "refuse-wraps-to-zero", with_segment(data, b"", 2**64 - data)
    yield "refuse-memsz-2-63", with_segment(data, b"", 2**63)
    yield "refuse-memsz-max", with_segment(data, b"", 2**64 - 1)
    yield "refuse-misaligned", with_segment(data, one, offset=1)
    yield "refuse-filesz-above-memsz", with_segment(data, one, 50)
    yield "refuse-filesz-without-memsz", with_segment(data, one, 0)
    yield "refuse-offset-wraps", with_segment(data, one, offset=2**64 - PAGE)
    yield "refuse-offset-plus-filesz-wraps", with_segment(
        data, one, offset=2**64 - PAGE, filesz=2 * PAGE, memsz=2 * PAGE)
    yield "refuse-file-offset-2-63", with_segment(data, one, offset=2**63)
    yield "refuse-beyond-the-file", with_segment(data, one, offset=1 << 30)
    yield "refuse-longer-than-the-file", with_segment(data, one, filesz=1 << 30, memsz=1 << 30)
    yield "maybe-overlap-same", elf(code, [segment(data, one), segment(data, one)])
    yield "maybe-overlap-inside", elf(code, [segment(data, b"", 16 * PAGE), segment(data + 4 * PAGE, one)])
    yield "maybe-overlap-bss", elf(code, [segment(data, one, 8 * PAGE), segment(data + 7 * PAGE, one)])
    yield "maybe-overlap-code", with_segment(TEXT, one)
    yield "refuse-at-zero", with_segment(0, one)
    yield "refuse-at-4096", with_segment(PAGE, one)
    yield "refuse-over-the-stack", with_segment(STACK_TOP - PAGE, one)
    yield "refuse-truncated", elf(code, [segment(data, b"y" * 3 * PAGE)])[:-PAGE - 5]

    yield "maybe-shared-page", elf(code, [segment(data, one), segment(data + 0x800, one)])
    yield "maybe-descending", elf(code, [segment(data + PAGE, one), segment(data, one)])
    yield "maybe-big-bss", with_segment(data, b"", 1 << 40)
    yield "maybe-empty-segment", with_segment(data)
    yield "maybe-empty-segment-in-kernel", with_segment(0xFFFF800000000000)
    yield "maybe-no-rights", with_segment(data, one, flags=0)
    yield "maybe-write-only", with_segment(data, one, flags=W)
    yield "maybe-strange-flags", with_segment(data, one, flags=0xFFFFFFFF)
    for align in 0, 1, 3, 2**63, 2**64 - 1:
        yield f"maybe-align-{align:x}", with_segment(data, one, align=align)
    yield "maybe-only-null", elf(code, header={"phnum": 1, "phoff": 64 + 56},
                                 extra=[(PT_NULL, 0, 0, 0, 0, 0, 0)])
    yield "maybe-section-headers", elf(code, header={"shoff": 2**63, "shnum": 65535})
    for name, entry in {
        "zero": 0,
        "in-kernel": 0xFFFFFFFF80100000,
        "in-direct-map": 0xFFFF800000100000,
        "non-canonical": 0x0000800000000000,
        "last-canonical": 0x00007FFFFFFFFFFF,
        "max": 2**64 - 1,
        "unmapped": 0x500000,
        "in-data": data,
    }.items():
        yield f"maybe-entry-{name}", elf(code, [segment(data, code)], entry=entry)
    for name, extra in {
        "note-beyond-the-file": (PT_NOTE, R, 1 << 40, 0, 100, 100, 4),
        "note-huge": (PT_NOTE, R, 64, 0, 2**63, 2**63, 4),
        "note-wraps": (PT_NOTE, R, 2**64 - 4, 0, 64, 64, 4),
        "tls": (PT_TLS, R, 2**63, 2**63, 2**63, 2**63, 2**63),
        "unknown-type": (0x6FFFFFFF, 7, 2**63, 2**63, 2**63, 2**63, 2**63),
        "interpreter-missing": (PT_INTERP, R, 0, 0, 4, 4, 1),
        "interpreter-huge": (PT_INTERP, R, 0, 0, 2**63, 2**63, 1),
        "interpreter-empty": (PT_INTERP, R, 0, 0, 0, 0, 1),
    }.items():
        yield f"maybe-{name}", elf(code, extra=[extra])
    many = [segment(data + i * 2 * PAGE, b"", PAGE) for i in range(60)]
    yield "maybe-sixty-segments", elf(code, many)


# --- others ---------------------------------------------------------------------------------------


def others():
    yield "exit-7", elf(exit_with(7))
    # Writes the registers that a program may rely on at its start: rdx, rsp, flags, and FXSAVE's
    # image of the floating-point ones, at SCRATCH.
    yield "entry-state", elf(
        b"\x48\xb8" + quad(SCRATCH)  # mov rax, SCRATCH
        + b"\x48\x89\x10"  # mov [rax], rdx
        + b"\x48\x89\x60\x08"  # mov [rax + 8], rsp
        + b"\x9c\x8f\x40\x10"  # pushfq; pop [rax + 16]
        + b"\x0f\xae\x40\x40"  # fxsave [rax + 64]
        + write_out(SCRATCH, 64 + 512) + exit_with(0), [segment(SCRATCH, memsz=PAGE)])


# --- programs that may lie anywhere, and dynamic linkers ------------------------------------------

ANYWHERE = {"type": 3}


def code_start(headers):
    return 64 + 56 * headers


def base_to(opcode, start, at):
    """lea of what the program's place differs by from its headers; `at`: of the next instruction."""
    return opcode + struct.pack("<i", -(TEXT + start + at))


def anywhere():
    # Writes where the heap begins, then where the program is.
    code = base_to(b"\x48\x8d\x05", code_start(2), 7) + b"\x50"  # lea rax, [rip - ...]; push rax
    code += b"\x31\xff\xb8" + long(12) + SYSCALL + b"\x50"  # xor edi, edi; brk(); push rax
    code += b"\x48\x89\xe6\xba" + long(16) + b"\xbf" + long(1) + b"\xb8" + long(1) + SYSCALL  # write
    for align in 0x1000, 0x200000, 0x40000000, 0x3000:
        data = segment(0x600000, b"x", 0x12345, align=align)
        yield f"anywhere-{align:x}", elf(code + exit_with(0), [data], header=ANYWHERE)


def stack_code(flags):
    """Puts the code of exit(7) on the stack and goes there."""
    padded = exit_with(7) + bytes(4)
    code = b"\x48\xb8" + padded[8:16] + b"\x50\x48\xb8" + padded[:8] + b"\x50\xff\xe4"
    extra = [] if flags is None else [(PT_GNU_STACK, flags, 0, 0, 0, 0, 16)]
    return elf(code, extra=extra)


def dynamic(path, header=None, more=()):
    """A program that exits with 7 when the interpreter at `path` lets it."""
    code = exit_with(7)
    offset = code_start(2 + len(more)) + len(code)
    interp = (PT_INTERP, R, offset, TEXT + offset, len(path), len(path), 1)
    return elf(code + path, header=header, extra=[interp, *more])


def dynamics():
    # A dynamic linker that has nothing to link: finds AT_BASE (7) and AT_ENTRY (9), compares the
    # first with where it is, and jumps to the second.
    find = (
        b"\x48\x8d\x74\x24\x08"  # lea rsi, [rsp + 8]
        + 2 * b"\x48\xad\x48\x85\xc0\x75\xf9"  # lodsq until zero: the arguments, the environment
        + b"\x48\xad\x48\x89\xc1\x48\xad"  # lodsq; mov rcx, rax; lodsq
        + b"\x83\xf9\x07\x75\x03\x49\x89\xc1"  # 7: mov r9, rax
        + b"\x83\xf9\x09\x75\x03\x49\x89\xc0"  # 9: mov r8, rax
        + b"\x85\xc9\x75\xe5")  # until 0
    compare = base_to(b"\x4c\x8d\x15", code_start(1), len(find) + 7)  # lea r10, [rip - ...]
    compare += b"\x4d\x39\xca\x74\x02\x0f\x0b"  # cmp r10, r9; je over; ud2
    jump = b"\x41\xff\xe0"  # jmp r8
    yield "interpreter", elf(find + compare + jump, header=ANYWHERE)
    yield "fixed", dynamic(b"dynamic-interpreter\0")
    yield "anywhere", dynamic(b"dynamic-interpreter\0", ANYWHERE)
    yield "and-another", dynamic(b"dynamic-interpreter\0", more=[(PT_INTERP, R, 0, TEXT, 4, 4, 1)])
    for name in "missing", "wrong-zeros", "wrong-wrong-machine", "wrong-phnum-0", "script-cut-argument", "..":
        yield "by-" + name.replace("..", "directory"), dynamic(name.encode() + b"\0")
    yield "by-file-without-permission", dynamic(b"../data/small\0")
    yield "by-link-to-itself", dynamic(b"../data/links/self\0")
    yield "by-unterminated", dynamic(b"dynamic-interpreter")
    yield "by-nothing", dynamic(b"\0")
    yield "by-too-long", dynamic(b"/" * 4096 + b"\0")
    yield "by-long", dynamic(b"./" * 2038 + b"dynamic-interpreter\0")


def stack_codes():
    for name, flags in ("none", None), ("rw", R | W), ("rwx", R | W | X), ("r", R):
        yield name, stack_code(flags)


def scripts():
    """For a test that has made this its working directory; print_args is a test program."""
    interpreter = b"../print_args"
    yield "script", b"#!" + interpreter + b"\nrest\n"
    yield "script-argument", b"#!" + interpreter + b" one argument with blanks\n"
    yield "script-blanks", b"#! \t " + interpreter + b" \t -x \t \n"
    yield "script-no-newline", b"#!" + interpreter
    yield "script-of-script", b"#!script-argument\n"
    yield "script-4", b"#!script-of-script\n"
    yield "script-5", b"#!script-4\n"
    yield "script-6", b"#!script-5\n"
    yield "script-7", b"#!script-6\n"
    yield "script-long-name", b"#!" + b"/" * 200 + b"no/such/" + b"x" * 100 + b"\n"
    yield "script-cut-argument", b"#!" + interpreter + b" " + b"y" * 300 + b"\n"
    yield "script-absolute", b"#!/no/such/interpreter -x\n"
    yield "script-of-itself", b"#!script-of-itself\n"
    yield "script-missing", b"#!../no-such-interpreter\n"
    yield "script-directory", b"#!..\n"
    yield "script-nothing", b"#!\n"
    yield "script-only-blanks", b"#!   \n"
    yield "script-text", b"#!wrong-text\n"
    yield "script-wrong-machine", b"#!wrong-wrong-machine\n"


def main():
    directory = sys.argv[1]
    os.makedirs(directory, exist_ok=True)
    prefixes = {"refused": "wrong-", "hostile": "hostile-", "dynamics": "dynamic-",
                "stack_codes": "stack-code-"}
    for make in (layouts, overlaps, stacks, refused, hostile, others, anywhere, stack_codes, dynamics,
                 scripts):
        prefix = prefixes.get(make.__name__, "")
        for name, content in make():
            path = os.path.join(directory, prefix + name)
            with open(path, "wb") as file:
                file.write(content)
            os.chmod(path, 0o755)


main()
