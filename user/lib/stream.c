// Buffered streams: opening and closing them, their position and their state.
#include "stream.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Buffers apart from their streams: these are bss, which costs nothing until it is touched.
static char buffers[3][BUFSIZ];
static FILE input = {.fd = STDIN_FILENO, .buffering = BUFFERING_UNKNOWN, .buffer = buffers[0]};
static FILE output = {.fd = STDOUT_FILENO, .buffering = BUFFERING_UNKNOWN, .buffer = buffers[1]};
static FILE errors = {.fd = STDERR_FILENO, .buffering = _IONBF, .buffer = buffers[2]};
FILE *const stdin = &input;
FILE *const stdout = &output;
FILE *const stderr = &errors;

static FILE *open_streams;

// Opening and closing.

// open's flags for fopen's mode, or -1.
static int parse_mode(const char *mode) {
    int flags;
    switch (mode[0]) {
    case 'r':
        flags = O_RDONLY;
        break;
    case 'w':
        flags = O_WRONLY | O_CREAT | O_TRUNC;
        break;
    case 'a':
        flags = O_WRONLY | O_CREAT | O_APPEND;
        break;
    default:
        errno = EINVAL;
        return -1;
    }
    if (strchr(mode, '+') != NULL)
        flags = (flags & ~O_ACCMODE) | O_RDWR;
    if (strchr(mode, 'x') != NULL)
        flags |= O_EXCL;
    if (strchr(mode, 'e') != NULL)
        flags |= O_CLOEXEC;
    return flags;
}

FILE *fdopen(int fd, const char *mode) {
    if (parse_mode(mode) < 0)
        return NULL;
    FILE *stream = malloc(sizeof *stream + BUFSIZ);
    if (stream == NULL)
        return NULL;
    *stream = (FILE){.fd = fd,
                     .buffering = BUFFERING_UNKNOWN,
                     .next = open_streams,
                     .buffer = (char *)(stream + 1)};
    open_streams = stream;
    return stream;
}

FILE *fopen(const char *restrict path, const char *restrict mode) {
    int flags = parse_mode(mode);
    if (flags < 0)
        return NULL;
    int fd = open(path, flags, 0666);
    if (fd < 0)
        return NULL;
    FILE *stream = fdopen(fd, mode);
    if (stream == NULL)
        close(fd);
    return stream;
}

FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream) {
    int flags = parse_mode(mode);
    int fd = flags < 0 ? -1 : open(path, flags, 0666);
    if (fd < 0)
        return NULL;
    fflush(stream);
    if (fd != stream->fd) {
        dup2(fd, stream->fd);
        close(fd);
    }
    stream->start = stream->end = 0;
    stream->writing = stream->eof = stream->error = false;
    return stream;
}

int fclose(FILE *stream) {
    int result = fflush(stream);
    if (close(stream->fd) < 0)
        result = EOF;
    for (FILE **link = &open_streams; *link != NULL; link = &(*link)->next) {
        if (*link == stream) {
            *link = stream->next;
            free(stream);
            break;
        }
    }
    return result;
}

int fileno(FILE *stream) {
    return stream->fd;
}

// The stream goes on with its own buffer.
int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size) {
    (void)buffer, (void)size;
    stream->buffering = mode;
    return 0;
}

void setbuf(FILE *restrict stream, char *restrict buffer) {
    setvbuf(stream, NULL, buffer == NULL ? _IONBF : _IOFBF, BUFSIZ);
}

// Emptying the buffer.

bool stream_write(FILE *stream, const char *from, size_t n) {
    while (n > 0) {
        ssize_t written = write(stream->fd, from, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            stream->error = true;
            return false;
        }
        from += written;
        n -= written;
    }
    return true;
}

bool stream_empty(FILE *stream) {
    bool done = true;
    if (stream->writing)
        done = stream_write(stream, stream->buffer, stream->end);
    else if (stream->start < stream->end)
        lseek(stream->fd, (off_t)stream->start - (off_t)stream->end, SEEK_CUR);
    stream->start = stream->end = 0;
    stream->writing = false;
    return done;
}

int fflush(FILE *stream) {
    if (stream != NULL)
        return stream_empty(stream) ? 0 : EOF;
    int result = output.writing ? fflush(stdout) : 0;
    for (FILE *each = open_streams; each != NULL; each = each->next) {
        if (each->writing && fflush(each) != 0)
            result = EOF;
    }
    return result;
}

// The position and the state.

int fseeko(FILE *stream, off_t offset, int whence) {
    if (!stream_empty(stream) || lseek(stream->fd, offset, whence) < 0)
        return -1;
    stream->eof = false;
    return 0;
}

int fseek(FILE *stream, long offset, int whence) {
    return fseeko(stream, offset, whence);
}

off_t ftello(FILE *stream) {
    off_t position = lseek(stream->fd, 0, SEEK_CUR);
    if (position < 0)
        return -1;
    return stream->writing ? position + (off_t)stream->end
                           : position - (off_t)(stream->end - stream->start);
}

long ftell(FILE *stream) {
    return ftello(stream);
}

void rewind(FILE *stream) {
    fseeko(stream, 0, SEEK_SET);
    clearerr(stream);
}

int feof(FILE *stream) {
    return stream->eof;
}

int ferror(FILE *stream) {
    return stream->error;
}

void clearerr(FILE *stream) {
    stream->eof = stream->error = false;
}
