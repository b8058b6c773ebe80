// The engine behind printf and its kin.
#pragma once
#include <stdarg.h>
#include <stddef.h>

// Where formatted text goes. What else a sink needs it keeps in a structure that begins with this.
struct sink {
    void (*put)(struct sink *sink, const char *text, size_t n);
    size_t written; // so far, whether there was room for it or not
};

// Returns how many bytes the text has.
int format_text(struct sink *sink, const char *format, va_list args);
