// The trace port is QEMU's debug port, whose characters go to a file (build/trace.log). A line is
//
//     {"t":"TIME","pid":"PID","event":"WORD","KEY":"VALUE",...}
//
// All values are strings: JSON's numbers are too short for a PTE. tools/trace reads these lines.
#include "kernel/trace.h"
#include "kernel/dev/timer.h"
#include "kernel/io.h"
#include "kernel/layout.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/params.h"
#include "kernel/running.h"

enum { TRACE_PORT = 0xe9, LINE = 384 };
enum { NEXT_KEY = 1, VALUE = 2 }; // stand for the spaces and '=' of a format

bool tracing;
static bool open;      // the last line has no end yet
static uint64_t spent; // nanoseconds for writing; TIME is without them

void trace_init(void) {
    tracing = params_has("trace");
}

static void put(char c) {
    outb(TRACE_PORT, c);
}

void trace_text(const char *text) {
    for (; *text; text++) {
        put(*text);
        open = *text != '\n';
    }
}

void trace_break(void) {
    trace_text(open ? " ...\n" : "");
}

bool trace_is_open(void) {
    return open;
}

// Prints a line whose separators are marked: so a value may contain spaces and '='.
static void put_members(const char *line) {
    for (const char *p = line; *p; p++) {
        if (*p == NEXT_KEY)
            trace_text("\",\"");
        else if (*p == VALUE)
            trace_text("\":\"");
        else
            put(*p < ' ' || *p > '~' || *p == '"' || *p == '\\' ? '?' : *p);
    }
}

void trace_event(const char *format, ...) {
    uint64_t now = timer_now();
    char head[96], marked[LINE], line[LINE];
    string_copy(marked, format, sizeof marked);
    for (char *p = marked; *p; p++)
        *p = *p == ' ' ? NEXT_KEY : *p == '=' ? VALUE : *p;
    va_list args;
    va_start(args, format);
    kvsnprintf(line, sizeof line, marked, args);
    va_end(args);
    ksnprintf(head, sizeof head, "{\"t\":\"%lu\",\"pid\":\"%d\",\"event\":\"", now - spent,
              running_pid());
    trace_break();
    trace_text(head);
    put_members(line);
    trace_text("\"}\n");
    spent += timer_now() - now;
}

void trace_entry(const uint64_t *entry) {
    trace_event("entry at=%lx is=%lx", virt_to_phys(entry), *entry);
}
