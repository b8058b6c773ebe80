// Messages on standard error that begin with the program's name.
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void vwarnx(const char *format, va_list args) {
    char text[1024];
    vsnprintf(text, sizeof text, format, args);
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, text);
}

void vwarn(const char *format, va_list args) {
    char text[1024];
    int error = errno;
    vsnprintf(text, sizeof text, format, args);
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, text, strerror(error));
}

void warnx(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vwarnx(format, args);
    va_end(args);
}

void warn(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vwarn(format, args);
    va_end(args);
}

void errx(int status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vwarnx(format, args);
    exit(status);
}

void err(int status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vwarn(format, args);
    exit(status);
}
