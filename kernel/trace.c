// QEMU writes what arrives at the port into a file; scripts make pictures of it.
#include "kernel/trace.h"
#include "kernel/io.h"
#include "kernel/lib/format.h"
#include "kernel/params.h"

enum { TRACE_PORT = 0xe9 };

bool tracing;
static bool open; // the last line has no end yet

void trace_init(void) {
    tracing = params_has("trace");
}

void trace_text(const char *text) {
    for (; *text; text++) {
        outb(TRACE_PORT, *text);
        open = *text != '\n';
    }
}

void trace_break(void) {
    trace_text(open ? " ...\n" : "");
}

bool trace_is_open(void) {
    return open;
}

void trace(const char *format, ...) {
    if (!tracing)
        return;
    char line[256];
    va_list args;
    va_start(args, format);
    kvsnprintf(line, sizeof line, format, args);
    va_end(args);
    trace_break();
    trace_text(line);
}
