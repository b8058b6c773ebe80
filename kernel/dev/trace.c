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
#include "kernel/params.h"
#include "kernel/running.h"

enum { TRACE_PORT = 0xe9, LINE = 384 };

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

// Whether a key and '=' follow the space at p.
static bool begins_key(const char *p) {
    do
        p++;
    while (*p >= 'a' && *p <= 'z');
    return *p == '=' && p[-1] != ' ';
}

static void put_members(const char *p) {
    for (bool in_key = false; *p; p++) {
        if (*p == ' ' && begins_key(p)) {
            trace_text("\",\"");
            in_key = true;
        } else if (*p == '=' && in_key) {
            trace_text("\":\"");
            in_key = false;
        } else {
            put(*p < ' ' || *p > '~' || *p == '"' || *p == '\\' ? '?' : *p);
        }
    }
}

void trace_event(const char *format, ...) {
    uint64_t now = timer_now();
    char head[96], line[LINE];
    va_list args;
    va_start(args, format);
    kvsnprintf(line, sizeof line, format, args);
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
