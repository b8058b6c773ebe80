// printf and its kin: they differ in where the text goes, which is a string, a stream or a file
// descriptor, and in how the arguments are passed.
#include "format.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct string_sink {
    struct sink sink;
    char *to;    // where the next byte goes,
    size_t room; // and how many more fit
};

static void put_in_string(struct sink *sink, const char *text, size_t n) {
    struct string_sink *string = (struct string_sink *)sink;
    if (n > string->room)
        n = string->room;
    memcpy(string->to, text, n);
    string->to += n;
    string->room -= n;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list args) {
    struct string_sink string = {{.put = put_in_string}, .to = to, .room = size > 0 ? size - 1 : 0};
    int length = format_text(&string.sink, format, args);
    if (size > 0)
        *string.to = '\0';
    return length;
}

int vsprintf(char *restrict to, const char *restrict format, va_list args) {
    return vsnprintf(to, SIZE_MAX, format, args);
}

int vasprintf(char **to, const char *format, va_list args) {
    int length = vsnprintf(NULL, 0, format, args);
    *to = malloc(length + 1);
    return *to == NULL ? -1 : vsnprintf(*to, length + 1, format, args);
}

struct stream_sink {
    struct sink sink;
    FILE *stream;
};

static void put_in_stream(struct sink *sink, const char *text, size_t n) {
    fwrite(text, 1, n, ((struct stream_sink *)sink)->stream);
}

int vfprintf(FILE *restrict stream, const char *restrict format, va_list args) {
    if (stream == stderr) // not buffered: let a message come out in one piece
        return vdprintf(STDERR_FILENO, format, args);
    struct stream_sink sink = {{.put = put_in_stream}, .stream = stream};
    int length = format_text(&sink.sink, format, args);
    return ferror(stream) ? -1 : length;
}

int vprintf(const char *restrict format, va_list args) {
    return vfprintf(stdout, format, args);
}

struct fd_sink {
    struct sink sink;
    int fd;
    size_t used;
    char buffer[256];
};

static void flush(struct fd_sink *out) {
    for (size_t done = 0; done < out->used;) {
        ssize_t n = write(out->fd, out->buffer + done, out->used - done);
        if (n <= 0)
            break;
        done += n;
    }
    out->used = 0;
}

static void put_in_fd(struct sink *sink, const char *text, size_t n) {
    struct fd_sink *out = (struct fd_sink *)sink;
    while (n > 0) {
        if (out->used == sizeof out->buffer)
            flush(out);
        size_t room = sizeof out->buffer - out->used, part = n < room ? n : room;
        memcpy(out->buffer + out->used, text, part);
        out->used += part;
        text += part;
        n -= part;
    }
}

int vdprintf(int fd, const char *restrict format, va_list args) {
    struct fd_sink out = {{.put = put_in_fd}, .fd = fd};
    int length = format_text(&out.sink, format, args);
    flush(&out);
    return length;
}

int printf(const char *restrict format, ...) {
    va_list args;
    va_start(args, format);
    int length = vprintf(format, args);
    va_end(args);
    return length;
}

int fprintf(FILE *restrict stream, const char *restrict format, ...) {
    va_list args;
    va_start(args, format);
    int length = vfprintf(stream, format, args);
    va_end(args);
    return length;
}

int dprintf(int fd, const char *restrict format, ...) {
    va_list args;
    va_start(args, format);
    int length = vdprintf(fd, format, args);
    va_end(args);
    return length;
}

int sprintf(char *restrict to, const char *restrict format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsprintf(to, format, args);
    va_end(args);
    return length;
}

int snprintf(char *restrict to, size_t size, const char *restrict format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsnprintf(to, size, format, args);
    va_end(args);
    return length;
}

int asprintf(char **to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = vasprintf(to, format, args);
    va_end(args);
    return length;
}
