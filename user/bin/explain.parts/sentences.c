// One sentence for each question: who touched what, what the record says, what the PTE said, what
// was done and why, what it cost.
#include "sentences.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096, NAME = 64, WIDTH = 79 };
enum { PTE_PRESENT = 1, PTE_WRITE = 2, PTE_ACCESSED = 0x20, PTE_DIRTY = 0x40, PTE_SWAPPED = 0x200 };
#define PTE_NX (1ul << 63)
#define PTE_ADDRESS 0x000ffffffffff000ul
enum { KIND_FILE, KIND_ZEROES, KIND_STACK };

static const struct {
    const char *action, *sentence;
} decisions[] = {
    {"zero page", "Nothing was ever written to the page, so it shares the page of zeroes."},
    {"zeroed", "The write gives it a frame of its own, filled with zeroes."},
    {"page cache", "The frame of the page cache is mapped; nothing is copied."},
    {"copied from page cache",
     "The page is private and is written to, so it gets a copy of the page cache's frame."},
    {"copied from page cache, rest zeroed",
     "The file's bytes end within the page, so it gets a copy, and zeroes for the rest."},
    {"copied on write",
     "The frame is not the process's alone, so it gets a copy to write to: copy-on-write."},
    {"last owner", "No other PTE maps the frame, so it becomes writable, and nothing is copied."},
    {"shared page made dirty",
     "It is the first write to a page of a shared object: it is dirty now, and writable."},
    {"already there", "Then nothing else was needed."},
};

// ---- The facts

static const char *find(const char *line, const char *key) {
    size_t length = strlen(key);
    for (const char *at = line; (at = strchr(at, ' ')) != NULL;)
        if (strncmp(++at, key, length) == 0 && at[length] == '=')
            return at + length + 1;
    return "";
}

unsigned long fact(const char *line, const char *key) {
    return strtoul(find(line, key), NULL, 0);
}

// The string in `to`, of NAME bytes.
static const char *name(const char *line, const char *key, char *to) {
    const char *from = find(line, key);
    size_t n = 0;
    const char *ends = strcmp(key, "action") == 0 ? "\n" : " \n"; // the action is the last one
    while (*from != '\0' && strchr(ends, *from) == NULL && n < NAME - 1) {
        bool escaped = *from == '\\' && strspn(from + 1, "01234567") >= 3;
        to[n++] =
            escaped ? (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + from[3] - '0') : *from;
        from += escaped ? 4 : 1;
    }
    to[n] = '\0';
    return to;
}

// ---- Words, in lines that are not too long

static int column;

static void say_word(const char *word, int length) {
    if (column > 0 && column + 1 + length > WIDTH) {
        putchar('\n');
        column = 0;
    }
    column += printf("%s%.*s", column > 0 ? " " : "", length, word);
}

static void __attribute__((format(printf, 1, 2))) say(const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (const char *word = text; *word != '\0';) {
        int length = (int)strcspn(word, " ");
        say_word(word, length);
        word += length + strspn(word + length, " ");
    }
}

// ---- The sentences

static void say_access(const char *line) {
    static const char *const verbs[] = {"reads", "writes to", "executes"};
    char program[NAME], place[NAME];
    unsigned long time = fact(line, "time"), pid = fact(line, "pid"), rip = fact(line, "rip"),
                  address = fact(line, "address");
    const char *verb = verbs[fact(line, "access") % 3];
    name(line, "program", program);
    if (*name(line, "at", place) == '\0')
        strcpy(place, "no file");
    say("At %lu.%03lu ms", time / 1000000, time / 1000 % 1000);
    if (!fact(line, "kernel"))
        say("pid %lu (%s) %s address 0x%lx, by the instruction at 0x%lx in %s.", pid, program, verb,
            address, rip, place);
    else if (rip == 0)
        say("the kernel %s address 0x%lx for pid %lu (%s), whose program has not begun yet.", verb,
            address, pid, program);
    else
        say("the kernel %s address 0x%lx for pid %lu (%s), in a system call from 0x%lx in %s.",
            verb, address, pid, program, rip, place);
}

static void say_fill(const char *line, const char *file) {
    unsigned long position = fact(line, "address") / PAGE * PAGE - fact(line, "start");
    unsigned long bytes = fact(line, "read"), offset = fact(line, "offset") + position;
    if (bytes <= position)
        say("is from %s, and has only zeroes here.", file);
    else if (bytes - position >= PAGE)
        say("says: all of the page, from offset 0x%lx of %s.", offset, file);
    else
        say("says: %lu bytes, and zeroes behind them, from offset 0x%lx of %s.", bytes - position,
            offset, file);
}

static void say_record(const char *line) {
    unsigned long end = fact(line, "end"), prot = fact(line, "prot"), kind = fact(line, "kind");
    bool shared = fact(line, "shared");
    char file[NAME];
    if (end == 0) {
        say("No record has the address.");
        return;
    }
    say("The record 0x%lx-0x%lx (%c%c%c, %s)", fact(line, "start"), end, prot & 1 ? 'r' : '-',
        prot & 2 ? 'w' : '-', prot & 4 ? 'x' : '-', shared ? "shared" : "private");
    if (kind == KIND_STACK)
        say(fact(line, "grew")
                ? "is the stack, which grew down to the address, and begins with zeroes."
                : "is the stack: its pages begin as zeroes.");
    else if (kind != KIND_FILE)
        say("says: zeroes.");
    else
        say_fill(line, *name(line, "file", file) != '\0' ? file
                       : shared                          ? "shared memory"
                                                         : "a file without a name");
}

static void say_entry(const char *when, unsigned long entry, unsigned long zero) {
    unsigned long frame = (entry & PTE_ADDRESS) / PAGE;
    char what[32] = "the page of zeroes";
    if (entry == 0 || entry & PTE_SWAPPED) {
        snprintf(what, sizeof what, entry & PTE_SWAPPED ? "swap slot %lu" : "empty", frame);
        say("%s: %s.", when, what);
        return;
    }
    if (frame != zero / PAGE)
        snprintf(what, sizeof what, "frame %lu", frame);
    say("%s: %s, %s%s%s%s.", when, what,
        !(entry & PTE_PRESENT) ? "no access"
        : entry & PTE_WRITE    ? "writable"
                               : "read-only",
        entry & PTE_NX ? ", no-execute" : "", entry & PTE_ACCESSED ? ", accessed" : "",
        entry & PTE_DIRTY ? ", dirty" : "");
}

static void say_decision(const char *line) {
    char action[NAME];
    name(line, "action", action);
    if (fact(line, "refused")) {
        say("The access is refused: %s.", action);
        return;
    }
    unsigned long before = fact(line, "before");
    if (before & PTE_SWAPPED)
        say("So the page is read from the swap disk.");
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++) {
        if (strcmp(action, decisions[i].action) == 0) {
            say("%s", decisions[i].sentence);
            return;
        }
    }
    say("%s.", action); // of a kernel that is newer than this program
}

static void say_cost(const char *line) {
    unsigned long cost = fact(line, "cost");
    const char *kind = fact(line, "refused") ? "This took"
                       : fact(line, "major")
                           ? "This was a major fault: it needed a disk, and took"
                           : "This was a minor fault: it needed no disk, and took";
    say("%s %lu.%lu microseconds.", kind, cost / 1000, cost / 100 % 10);
}

void explain(const char *line) {
    unsigned long zero = fact(line, "zero");
    column = 0;
    say_access(line);
    say_record(line);
    say_entry("The PTE was", fact(line, "before"), zero);
    say_decision(line);
    if (fact(line, "along") > 0)
        say("Of the pages around it, %lu were in memory and came along.", fact(line, "along"));
    if (!fact(line, "refused"))
        say_entry("Now the PTE is", fact(line, "after"), zero);
    say_cost(line);
    putchar('\n');
}
