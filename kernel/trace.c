// QEMU writes what arrives at the port into a file; scripts make pictures of it.
#include "kernel/trace.h"
#include "kernel/io.h"
#include "kernel/params.h"
#include "kernel/printf.h"

enum { TRACE_PORT = 0xe9 };

static bool tracing;

void trace_init(void) {
    tracing = params_has("trace");
}

void trace_text(const char *text) {
    for (; *text; text++)
        outb(TRACE_PORT, *text);
}

void trace(const char *format, ...) {
    if (!tracing)
        return;
    char line[256];
    va_list args;
    va_start(args, format);
    kvsnprintf(line, sizeof line, format, args);
    va_end(args);
    trace_text(line);
}
