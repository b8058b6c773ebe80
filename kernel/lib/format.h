// Formatted text, as by printf. Conversions: %d %u %x %o %c %s %%, with flags 0 and -, a width
// (also *), and l, ll, z.
#pragma once
#include <stdarg.h>
#include <stddef.h>

// Like the ISO C functions: always NUL-terminated when size > 0, returns the length that was
// wanted.
int ksnprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int kvsnprintf(char *to, size_t size, const char *format, va_list args);
