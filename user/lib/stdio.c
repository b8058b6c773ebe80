// Reading from and writing to buffered streams.
#include "stream.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Writing.

static void prepare_to_write(FILE *stream) {
    if (stream->writing)
        return;
    stream_empty(stream);
    stream->writing = true;
    if (stream->buffering == BUFFERING_UNKNOWN) {
        int saved = errno; // isatty's failure is an answer, not an error
        stream->buffering = isatty(stream->fd) ? _IOLBF : _IOFBF;
        errno = saved;
    }
}

size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream) {
    const char *bytes = from;
    size_t n = size * count;
    if (n == 0)
        return 0;
    prepare_to_write(stream);
    if (stream->end + n > BUFSIZ && !stream_empty(stream))
        return 0;
    stream->writing = true;
    if (n > BUFSIZ)
        return stream_write(stream, bytes, n) ? count : 0;
    memcpy(stream->buffer + stream->end, bytes, n);
    stream->end += n;
    bool flush = stream->buffering == _IONBF ||
                 (stream->buffering == _IOLBF && memchr(bytes, '\n', n) != NULL);
    return flush && !stream_empty(stream) ? 0 : count;
}

int fputc(int c, FILE *stream) {
    unsigned char byte = (unsigned char)c;
    return fwrite(&byte, 1, 1, stream) == 1 ? byte : EOF;
}

int putc(int c, FILE *stream) {
    return fputc(c, stream);
}

int putchar(int c) {
    return fputc(c, stdout);
}

int fputs(const char *restrict s, FILE *restrict stream) {
    size_t length = strlen(s);
    return fwrite(s, 1, length, stream) == length ? 0 : EOF;
}

int puts(const char *s) {
    return fputs(s, stdout) == EOF || putchar('\n') == EOF ? EOF : 0;
}

// Reading.

// Reads ahead when the buffer is empty. Whether there is a byte to take.
static bool fill(FILE *stream) {
    if (stream->writing)
        stream_empty(stream);
    if (stream->start < stream->end)
        return true;
    if (stream == stdin && stdout->buffering == _IOLBF)
        fflush(stdout); // show a prompt before waiting for its answer
    stream->start = stream->end = 0;
    ssize_t n;
    do
        n = read(stream->fd, stream->buffer, BUFSIZ);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        stream->error = true;
    else if (n == 0)
        stream->eof = true;
    else
        stream->end = n;
    return n > 0;
}

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict stream) {
    char *bytes = to;
    size_t wanted = size * count, done = 0;
    while (done < wanted && fill(stream)) {
        size_t ready = stream->end - stream->start, left = wanted - done;
        size_t part = ready < left ? ready : left;
        memcpy(bytes + done, stream->buffer + stream->start, part);
        stream->start += part;
        done += part;
    }
    return size == 0 ? 0 : done / size;
}

int fgetc(FILE *stream) {
    return fill(stream) ? (unsigned char)stream->buffer[stream->start++] : EOF;
}

int getc(FILE *stream) {
    return fgetc(stream);
}

int getchar(void) {
    return fgetc(stdin);
}

// The byte goes where it came from; a byte can only be given back after one was read.
int ungetc(int c, FILE *stream) {
    if (c == EOF || stream->writing || stream->start == 0)
        return EOF;
    stream->buffer[--stream->start] = (char)c;
    stream->eof = false;
    return (unsigned char)c;
}

char *fgets(char *restrict to, int size, FILE *restrict stream) {
    int n = 0;
    while (n < size - 1) {
        int c = fgetc(stream);
        if (c == EOF)
            break;
        to[n++] = (char)c;
        if (c == '\n')
            break;
    }
    to[n] = '\0';
    return n == 0 ? NULL : to;
}

ssize_t getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict stream) {
    size_t n = 0;
    if (*line == NULL)
        *size = 0;
    for (;;) {
        if (n + 2 > *size) { // room for a byte and the NUL
            size_t larger = *size < 64 ? 128 : *size * 2;
            char *moved = realloc(*line, larger);
            if (moved == NULL)
                return -1;
            *line = moved;
            *size = larger;
        }
        int c = fgetc(stream);
        if (c == EOF)
            break;
        (*line)[n++] = (char)c;
        if (c == end)
            break;
    }
    (*line)[n] = '\0';
    return n == 0 ? -1 : (ssize_t)n;
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream) {
    return getdelim(line, size, '\n', stream);
}

void perror(const char *message) {
    const char *meaning = strerror(errno);
    if (message == NULL || *message == '\0')
        fprintf(stderr, "%s\n", meaning);
    else
        fprintf(stderr, "%s: %s\n", message, meaning);
}

int remove(const char *path) {
    int result = unlink(path);
    return result < 0 && errno == EISDIR ? rmdir(path) : result;
}
