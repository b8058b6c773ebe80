// Messages of programs (BSD): "program: your text: what errno means" on standard error. The x forms
// leave errno out; err and errx then exit with `status`.
#pragma once
#include <stdarg.h>

_Noreturn void err(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void errx(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vwarn(const char *format, va_list args);
void vwarnx(const char *format, va_list args);
