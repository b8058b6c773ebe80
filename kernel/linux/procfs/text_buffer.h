// The text of a file of /proc, of which a page at a time is made (reading.c). The functions that
// write such files append to it, a part at each call.
#pragma once
#include "kernel/lock.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes. A struct text is a page of kernel memory, and its other fields take the rest.
enum { TEXT_SIZE = 4000 };

struct text {
    // For the functions that write it:
    const struct process *process; // whose file it is, valid until the next sleep; else NULL
    bool second;                   // it is the second of the two files that the function writes
    uint64_t cursor; // where the next part begins, at first 0. The function moves it on, unless
                     // there are no more parts.
    bool failed;     // there was no memory: something is missing

    // For reading.c:
    struct lock lock;   // held while the text is made or copied
    uint64_t start;     // the position of the bytes in the whole text
    uint64_t continued; // how many bytes of the part at the cursor stand before them
    bool ended;         // nothing comes behind them
    bool full;          // something had no space
    uint64_t left_out;  // how many of the bytes that are appended next stand before these
    size_t length;      // of the bytes
    char bytes[TEXT_SIZE];
};

// Add to the end. One text_printf makes at most TEXT_LINE - 1 bytes; the rest is cut off. Never
// sleep.
#define TEXT_LINE 512
void text_append(struct text *text, const void *bytes, size_t n);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Adds at most TEXT_NUMBERS numbers, each behind a space. Never sleeps.
enum { TEXT_NUMBERS = 50 };
void text_numbers(struct text *text, const int64_t *numbers, size_t n);

// Adds a line as in /proc/meminfo, with a size in KiB. Never sleeps.
void text_kib(struct text *text, const char *name, uint64_t kib);

// Adds a string that a user chose to a line: those of its bytes that are among `special` become
// `\\` and three octal digits, as on Linux. Never sleeps.
void text_escaped(struct text *text, const char *string, const char *special);
