// The table of calls (syscall_table.h) has each call's name and the kinds of its arguments. The
// line begins before the call and ends after it. If another line comes between, it is broken off
// with
// "...", and the result is shown on a line of its own.
#include "kernel/linux/strace/strace.h"
#include "kernel/fs/path.h"
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/linux/names.h"
#include "kernel/params.h"
#include "kernel/personality.h"
#include "kernel/syscall_table.h"
#include "kernel/trace.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// ---- Writing a line

#define NAMED(value, name) {value, #name},

enum { LINE = 400, STRING_SHOWN = 48, STRINGS_SHOWN = 6 };

struct line {
    char text[LINE];
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    line->length += kvsnprintf(line->text + line->length, LINE - line->length, format, args);
    va_end(args);
    line->length = min(line->length, LINE - 1);
}

static void add_bytes(struct line *line, uint64_t from, uint64_t n) {
    char bytes[STRING_SHOWN];
    size_t shown = min(n, sizeof bytes);
    if (copy_from_user(bytes, from, shown) < 0)
        return add(line, "0x%lx", from);
    add(line, "\"");
    for (size_t i = 0; i < shown; i++) {
        char c = bytes[i];
        if (c == '\n')
            add(line, "\\n");
        else if (c == '"' || c == '\\')
            add(line, "\\%c", c);
        else if (c >= ' ' && c <= '~')
            add(line, "%c", c);
        else
            add(line, "\\x%02x", (uint8_t)c);
    }
    add(line, n > shown ? "\"..." : "\"");
}

static void add_string(struct line *line, uint64_t from) {
    int64_t length = from ? copy_string_from_user(NULL, from, PATH_MAX + 1) : 0;
    if (!from || length < 0)
        add(line, from ? "0x%lx" : "NULL", from);
    else
        add_bytes(line, from, length);
}

static void add_strings(struct line *line, uint64_t from) {
    uint64_t string = 0;
    add(line, "[");
    for (int i = 0; copy_from_user(&string, from + 8 * i, sizeof string) == 0 && string; i++) {
        add(line, i > 0 ? ", " : "");
        if (i == STRINGS_SHOWN)
            return add(line, "...]");
        add_string(line, string);
    }
    add(line, "]");
}

// O_RDONLY is no bit, but the absence of two.
static void add_open_flags(struct line *line, uint32_t flags) {
    static const struct {
        uint32_t value;
        const char *name;
    } names[] = {OPEN_FLAGS(NAMED)};
    const char *between = flags & O_ACCMODE ? "" : "|";
    add(line, flags & O_ACCMODE ? "" : "O_RDONLY");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((flags & names[i].value) != names[i].value)
            continue;
        add(line, "%s%s", between, names[i].name);
        between = "|";
        flags &= ~names[i].value;
    }
    if (flags)
        add(line, "%s0x%x", between, flags);
}

// ---- Calls

static void add_argument(struct line *line, enum argument_kind kind, uint64_t value,
                         uint64_t next) {
    switch (kind) {
    case ARGUMENT_number:
    case ARGUMENT_id:
        return add(line, "%d", (int)value);
    case ARGUMENT_offset:
        return add(line, "%ld", (int64_t)value);
    case ARGUMENT_count:
    case ARGUMENT_size:
        return add(line, "%lu", value);
    case ARGUMENT_mode:
        return add(line, "0%o", (unsigned)value);
    case ARGUMENT_fd:
        return add(line, (int)value == AT_FDCWD ? "AT_FDCWD" : "%d", (int)value);
    case ARGUMENT_string:
        return add_string(line, value);
    case ARGUMENT_strings:
        return add_strings(line, value);
    case ARGUMENT_bytes:
        return add_bytes(line, value, next);
    case ARGUMENT_open_flags:
        return add_open_flags(line, value);
    default:
        add(line, value || kind != ARGUMENT_pointer ? "0x%lx" : "NULL", value);
    }
}

// A mode that follows flags of open is given only when a file may be made.
static void add_arguments(struct line *line, const uint8_t *kinds, const uint64_t *values) {
    add(line, "(");
    for (int i = 0; i < ARGUMENTS_MAX && kinds[i] != ARGUMENT_none; i++) {
        if (kinds[i] == ARGUMENT_mode && i > 0 && kinds[i - 1] == ARGUMENT_open_flags &&
            !(values[i - 1] & O_CREAT))
            break;
        add(line, i == 0 ? "" : ", ");
        add_argument(line, kinds[i], values[i], values[i + 1]);
    }
    add(line, ")");
}

static void add_name(struct line *line, const char *name, uint64_t number) {
    add(line, "%d %s: ", current->pid, current->name);
    if (name)
        add(line, "%s", name);
    else
        add(line, "syscall_%lu", number);
}

// ---- The port

bool strace_on;
static const char *only; // the programs' name; NULL: all programs
static int caller;       // the pid of the process whose call is the last line

void strace_init(void) {
    only = params_value("strace");
    strace_on = only || params_has("strace");
    current->watched = strace_on; // and so are its descendants, which are all processes
}

static bool is_traced(void) {
    return strace_on && (!only || strcmp(current->name, only) == 0);
}

void personality_call_begins(const struct trap_frame *frame) {
    if (!is_traced())
        return;
    const struct system_call_entry *entry = syscall_find(frame->rax);
    const uint64_t values[ARGUMENTS_MAX + 1] = {frame->rdi, frame->rsi, frame->rdx,
                                                frame->r10, frame->r8,  frame->r9};
    struct line line = {.length = 0};
    add_name(&line, entry->name, frame->rax);
    add_arguments(&line, entry->arguments, values);
    trace_break();
    trace_text(line.text);
    caller = current->pid;
}

void strace_end(uint64_t number, int64_t result) {
    enum { ERRNO_MAX = 4095 };
    if (!is_traced())
        return;
    const struct system_call_entry *entry = syscall_find(number);
    struct line line = {.length = 0};
    if (!trace_is_open() || caller != current->pid) {
        trace_break();
        add_name(&line, entry->name, number);
        add(&line, " ...");
    }
    if (result < 0 && result >= -ERRNO_MAX && errno_name(-result))
        add(&line, " = -1 %s\n", errno_name(-result));
    else
        add(&line, entry->gives_address ? " = 0x%lx\n" : " = %ld\n", result);
    trace_text(line.text);
}
