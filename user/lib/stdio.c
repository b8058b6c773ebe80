// Buffered streams. A stream's buffer holds either bytes read ahead ([start, end), while reading)
// or bytes waiting to be written ([0, end), while writing); turning from one to the other empties
// it.
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file {
    int fd;
    int buffering; // _IOFBF, _IOLBF, _IONBF; BUFFERING_UNKNOWN until the first write
    bool writing, eof, error;
    size_t start, end;
    struct file *next; // in open_streams, if it came from fopen
    char *buffer;      // BUFSIZ bytes
};

enum { BUFFERING_UNKNOWN = -1 };

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

// Writing.

// Writes n bytes, or says that they couldn't be written.
static bool write_all(FILE *stream, const char *from, size_t n) {
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

// Empties the buffer: writes what waits, or goes back over what was read ahead.
static bool empty_buffer(FILE *stream) {
    bool done = true;
    if (stream->writing)
        done = write_all(stream, stream->buffer, stream->end);
    else if (stream->start < stream->end)
        lseek(stream->fd, (off_t)stream->start - (off_t)stream->end, SEEK_CUR);
    stream->start = stream->end = 0;
    stream->writing = false;
    return done;
}

int fflush(FILE *stream) {
    if (stream != NULL)
        return empty_buffer(stream) ? 0 : EOF;
    int result = output.writing ? fflush(stdout) : 0;
    for (FILE *each = open_streams; each != NULL; each = each->next) {
        if (each->writing && fflush(each) != 0)
            result = EOF;
    }
    return result;
}

static void prepare_to_write(FILE *stream) {
    if (stream->writing)
        return;
    empty_buffer(stream);
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
    if (stream->end + n > BUFSIZ && !empty_buffer(stream))
        return 0;
    stream->writing = true;
    if (n > BUFSIZ)
        return write_all(stream, bytes, n) ? count : 0;
    memcpy(stream->buffer + stream->end, bytes, n);
    stream->end += n;
    bool flush = stream->buffering == _IONBF ||
                 (stream->buffering == _IOLBF && memchr(bytes, '\n', n) != NULL);
    return flush && !empty_buffer(stream) ? 0 : count;
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
        empty_buffer(stream);
    if (stream->start < stream->end)
        return true;
    if (stream == stdin && output.buffering == _IOLBF)
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

// The position and the state.

int fseeko(FILE *stream, off_t offset, int whence) {
    if (!empty_buffer(stream) || lseek(stream->fd, offset, whence) < 0)
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
