// Appending to a text of /proc.
#include "kernel/linux/procfs/text_buffer.h"
#include "kernel/layout.h"
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"

_Static_assert(sizeof(struct text) <= PAGE_SIZE, "it is one object of the heap");

void text_append(struct text *text, const void *bytes, size_t n) {
    size_t before = min(n, text->left_out);
    size_t kept = min(n - before, TEXT_SIZE - text->length);
    memcpy(text->bytes + text->length, (const char *)bytes + before, kept);
    text->left_out -= before;
    text->length += kept;
    text->full |= before + kept < n;
}

void text_printf(struct text *text, const char *format, ...) {
    char line[TEXT_LINE];
    va_list args;
    va_start(args, format);
    size_t length = kvsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_append(text, line, min(length, sizeof line - 1));
}

// The last digit is made first.
void text_numbers(struct text *text, const int64_t *numbers, size_t n) {
    enum { WIDTH = sizeof " -9223372036854775808" - 1 };
    char line[TEXT_NUMBERS * WIDTH], *end = line + sizeof line, *p = end;
    assert(n <= TEXT_NUMBERS);
    while (n-- > 0) {
        bool negative = numbers[n] < 0;
        uint64_t value = negative ? -(uint64_t)numbers[n] : (uint64_t)numbers[n];
        do
            *--p = '0' + value % 10;
        while (value /= 10);
        if (negative)
            *--p = '-';
        *--p = ' ';
    }
    text_append(text, p, end - p);
}

void text_kib(struct text *text, const char *name, uint64_t kib) {
    text_printf(text, "%-16s%8lu kB\n", name, kib);
}

void text_escaped(struct text *text, const char *string, const char *special) {
    for (; *string; string++) {
        if (strchr(special, *string))
            text_printf(text, "\\%03o", (unsigned char)*string);
        else
            text_append(text, string, 1);
    }
}
