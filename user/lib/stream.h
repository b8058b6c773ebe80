// What a FILE is, for the files that implement <stdio.h>.
#pragma once
#include <stdbool.h>
#include <stdio.h>

// A stream's buffer holds either bytes read ahead ([start, end), while reading) or bytes waiting to
// be written ([0, end), while writing); turning from one to the other empties it.
struct file {
    int fd;
    int buffering; // _IOFBF, _IOLBF, _IONBF; BUFFERING_UNKNOWN until the first write
    bool writing, eof, error;
    size_t start, end;
    struct file *next; // in the list of those that came from fopen
    char *buffer;      // BUFSIZ bytes
};

enum { BUFFERING_UNKNOWN = -1 };

// Writes n bytes, or says that they couldn't be written.
bool stream_write(FILE *stream, const char *from, size_t n);

// Empties the buffer: writes what waits, or goes back over what was read ahead.
bool stream_empty(FILE *stream);
