"use strict";
// What happened, in words. All functions are pure: they take the data of a run and a number.

const PAGE = 4096, PRESENT = 1, WRITE = 2, ACCESSED = 0x20, DIRTY = 0x40, SWAPPED = 0x200;
const hex = number => "0x" + number.toString(16);

// A PTE is a string of hexadecimal digits, for it has 64 bits and a number of JavaScript 53.
function entryOf(text) {
    const padded = text.padStart(16, "0");
    const low = parseInt(padded.slice(13), 16);
    const frame = parseInt(padded.slice(3, 13), 16), swapped = (low & SWAPPED) !== 0;
    return {text, low, frame, noExecute: parseInt(padded[0], 16) >= 8, present: frame > 0 && !swapped, swapped};
}

function entryWords(text, zero) {
    const entry = entryOf(text);
    if (entry.swapped)
        return `swap slot ${entry.frame}`;
    if (!entry.present)
        return "empty";
    const bits = [!(entry.low & PRESENT) ? "no access" : entry.low & WRITE ? "writable" : "read-only"];
    if (entry.noExecute) bits.push("no-execute");
    if (entry.low & ACCESSED) bits.push("accessed");
    if (entry.low & DIRTY) bits.push("dirty");
    return (entry.frame === zero ? "the page of zeroes" : `frame ${entry.frame}`) + ", " + bits.join(", ");
}

const milliseconds = ns => (ns / 1e6).toFixed(3) + " ms";
const programOf = (run, process) => `pid ${run.processes[process][0]} (${run.processes[process][1]})`;
const recordRange = record => `${hex(record[0])}-${hex(record[1])}`;

// The fields of fault number i.
function faultOf(run, i) {
    const fault = {};
    for (const name in run.faults)
        fault[name] = run.faults[name][i];
    fault.page = Math.floor(fault.address / PAGE);
    fault.before = run.walks[fault.before].map(value => run.values[value]);
    fault.after = run.walks[fault.after].map(value => run.values[value]);
    fault.action = run.actions[fault.action];
    fault.begun = run.sites[fault.site][0] !== "0";
    fault.refused = fault.action.startsWith("refused: ");
    fault.record = fault.record < 0 ? null : run.records[fault.record];
    fault.swappedIn = entryOf(fault.before[3]).swapped;
    return fault;
}

function accessSentence(run, fault) {
    const verb = ["reads", "writes to", "executes"][fault.access];
    const [rip, program, name, file, line] = run.sites[fault.site];
    const place = name ? `${name} (${file}${line ? ", line " + line : ""})` : program || "no file";
    const who = programOf(run, fault.process), what = `${verb} address ${hex(fault.address)}`;
    if (!fault.kernel)
        return `${who} ${what}, by the instruction at 0x${rip} in ${place}.`;
    if (rip === "0")
        return `the kernel ${what} for ${who}, whose program has not begun yet.`;
    return `the kernel ${what} for ${who}, in a system call from 0x${rip} in ${place}.`;
}

function recordSentence(fault) {
    const record = fault.record;
    if (!record)
        return "No record has the address.";
    const [start, , rights, kind, name, offset, read, shared] = record;
    const head = `The record ${recordRange(record)} (${rights}, ${shared ? "shared" : "private"}) `;
    if (fault.grew && kind === "stack")
        return head + "is the stack, which grew down to the address, and begins with zeroes.";
    if (kind !== "file")
        return head + (kind === "stack" ? "is the stack: its pages begin as zeroes." : "says: zeroes.");
    const position = fault.page * PAGE - start, left = Math.max(0, Math.min(PAGE, read - position));
    if (left === 0)
        return head + `is from ${name}, and has only zeroes here.`;
    const bytes = left === PAGE ? "all of the page" : `${left} bytes, and zeroes behind them`;
    return head + `says: ${bytes}, from offset ${hex(offset + position)} of ${name}.`;
}

const DECISIONS = {
    "zero page": "Nothing was ever written to the page, so it shares the page of zeroes.",
    "zeroed": "The write gives it a frame of its own, filled with zeroes.",
    "page cache": "The frame of the page cache is mapped; nothing is copied.",
    "copied from page cache": "The page is private and is written to, so it gets a copy of the page cache's frame.",
    "copied from page cache, rest zeroed":
        "The file's bytes end within the page, so it gets a copy, and zeroes for the rest.",
    "copied on write": "The frame is not the process's alone, so it gets a copy to write to: copy-on-write.",
    "last owner": "No other PTE maps the frame, so it becomes writable, and nothing is copied.",
    "shared page made dirty": "It is the first write to a page of a shared object: it is dirty now, and writable.",
    "already there": "Then nothing else was needed.",
};

function decisionSentences(fault) {
    if (fault.refused)
        return [`The access is refused: ${fault.action.slice(9)}.`];
    const swap = fault.swappedIn ? ["So the page is read from the swap disk."] : [];
    return [...swap, DECISIONS[fault.action] || fault.action];
}

// What was read and mapped besides.
function besidesSentences(fault) {
    return [...(fault.pages > 1 ? [`The ${fault.pages - 1} pages behind it in the file were read in the same request.`] : []),
            ...(fault.along > 0 ? [`Of the pages around it, ${fault.along} were in memory and came along.`] : [])];
}

function costSentence(fault) {
    const cost = fault.end - fault.t, kind = fault.major ? "major fault: it needed a disk" : "minor fault: it needed no disk";
    return `${fault.refused ? "This" : "This was a " + kind + ", and"} took ${(cost / 1000).toFixed(1)} microseconds.`;
}

// The paragraph of fault number i.
function faultSentences(run, i) {
    const fault = faultOf(run, i);
    return [`At ${milliseconds(fault.t)} ${accessSentence(run, fault)}`, recordSentence(fault),
            `The PTE was: ${entryWords(fault.before[3], run.zero)}.`, ...decisionSentences(fault), ...besidesSentences(fault),
            ...(fault.refused ? [] : [`Now the PTE is: ${entryWords(fault.after[3], run.zero)}.`]),
            costSentence(fault)];
}

// The kernel's functions on the way, as [name, file].
function faultPath(fault) {
    const mm = name => file => [name, `mm/${file}.c`];
    const path = [...(fault.begun ? [mm("page_fault")("fault")] : [mm("spt_write")("usercopy")]),
                  ...(fault.begun && fault.kernel ? [mm("usercopy_fault")("usercopy")] : []),
                  mm("spt_fault_in")("fault"), mm("reserve_frames")("fault"), mm("try_page")("fault"),
                  mm("spt_find")("spt_tree")];
    if (fault.grew || fault.refused && !fault.record)
        path.push(mm("grow_stack")("fault"));
    if (fault.refused)
        return [...path, mm("refuse")("refuse")];
    path.push(mm("pagetable_entry")("pagetable"));
    if (fault.swappedIn)
        path.push(mm("read_from_swap")("fault"), mm("swap_in")("swapping"));
    const ways = {
        "zero page": ["fill_zero"], "zeroed": ["fill_zero"], "page cache": ["fill_from_file"],
        "copied from page cache": ["fill_from_file"], "copied from page cache, rest zeroed": ["fill_from_file"],
        "copied on write": ["write_to_read_only"], "last owner": ["write_to_read_only"],
        "shared page made dirty": ["write_to_read_only", "make_dirty"],
    };
    path.push(...(ways[fault.action] || []).map(name => mm(name)("fault")));
    if (fault.along > 0)
        path.push(mm("map_around")("fault"));
    if (fault.major && !fault.swappedIn)
        path.push(mm("pagecache_get")("pagecache"));
    return path;
}

// The four indices of an address and the offset in its page.
const indicesOf = address => [...[27, 18, 9, 0].map(shift => Math.floor(address / PAGE / 2 ** shift) % 512),
                              address % PAGE];
