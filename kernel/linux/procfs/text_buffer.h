// A text that grows as it is written, and is then read in pieces: the contents of a file of /proc.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// All zero is an empty text. The longest part of a text that is shown at once (reading.c) is a path
// of PATH_MAX bytes, each escaped.
enum { TEXT_PAGES = 8 };
struct text {
    uint8_t *pages[TEXT_PAGES];
    size_t length;
    bool failed; // there was no memory, or it is too long: something is missing
};

// Add to the end. One text_printf makes at most TEXT_LINE - 1 bytes; the rest is cut off. Never
// sleep.
#define TEXT_LINE 512
void text_append(struct text *text, const void *bytes, size_t n);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Adds a line as in /proc/meminfo, with a size in KiB. Never sleeps.
void text_kib(struct text *text, const char *name, uint64_t kib);

// Adds a string that a user chose to a line: those of its bytes that are among `special` become
// `\\` and three octal digits, as on Linux. Never sleeps.
void text_escaped(struct text *text, const char *string, const char *special);

// Copies from `position` on to the user, as far as there is text and space; how many bytes, or
// -EFAULT. May sleep; the text must stay as it is meanwhile.
struct uio;
int64_t text_read(const struct text *text, uint64_t position, struct uio *uio);

// Makes it empty again. Never sleeps.
void text_clear(struct text *text);
