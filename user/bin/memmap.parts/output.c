// What the command writes would tear the picture. So it goes into a pipe, and the end of it is
// kept: its last lines are shown below the picture, and all of it when the command has ended.
#include "memmap.h"
#include <ctype.h>
#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEPT = 32768, LINES = 2, COLUMNS = 79 };

static char text[KEPT];
static size_t length;
static int reading_end = -1;

int output_begin(void) {
    int ends[2];
    if (pipe(ends) < 0)
        err(1, "pipe");
    reading_end = ends[0];
    return ends[1];
}

// Waits so long for output and takes what there is; false: there was none in that time.
static bool take_some(int milliseconds) {
    struct pollfd ready = {.fd = reading_end, .events = POLLIN}; // poll ignores -1
    if (poll(&ready, 1, milliseconds) <= 0)
        return false;
    if (length == KEPT) { // the older half goes
        memmove(text, text + KEPT / 2, KEPT / 2);
        length = KEPT / 2;
    }
    ssize_t n = read(reading_end, text + length, KEPT - length);
    if (n > 0)
        length += n;
    else
        reading_end = -1; // nobody can write any more
    return true;
}

static long milliseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void output_take(int milliseconds) {
    long left, end = milliseconds_now() + milliseconds;
    while ((left = end - milliseconds_now()) > 0)
        take_some((int)left);
}

void output_draw(void) {
    size_t at = length;
    for (int lines = 0; at > 0; at--) {
        if (text[at - 1] == '\n' && at < length && ++lines == LINES)
            break;
    }
    while (at < length) {
        printf("|");
        for (int column = 1; at < length && text[at] != '\n'; at++) {
            if (isprint((unsigned char)text[at]) && column++ < COLUMNS)
                putchar(text[at]);
        }
        at++;
        picture_line_end();
    }
}

void output_write(void) {
    while (take_some(0) && reading_end >= 0)
        continue;
    fwrite(text, 1, length, stdout);
}
