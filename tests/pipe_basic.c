// A pipe: bytes come out in order, in pieces of the reader's choice; the end of the file is when
// the last writer has closed, and no sooner; without a reader, a writer gets SIGPIPE or EPIPE.
// test: portable
#include "test.h"

static int fds[2];

static void show_read(size_t n) {
    char text[64] = "";
    ssize_t got = read(fds[0], text, n);
    printf("read of %zu: %zd %s\n", n, got, got < 0 ? errno_name(errno) : text);
}

static void write_without_reader(void) {
    int broken[2];
    check(pipe(broken) == 0);
    close(broken[0]);
    check(write(broken[1], "", 0) == 0); // nothing to say, nobody needed
    write(broken[1], "x", 1);
}

static void ignore_sigpipe(void) {
    int broken[2];
    check(pipe(broken) == 0);
    close(broken[0]);
    signal(SIGPIPE, SIG_IGN);
    printf("ignoring SIGPIPE: %s\n", outcome(write(broken[1], "x", 1)));
}

// The reader goes away while the writer sleeps for room.
static void reader_leaves(void) {
    static char bytes[200000];
    int broken[2];
    check(pipe(broken) == 0);
    pid_t reader = start();
    if (reader == 0) {
        char byte;
        close(broken[1]);
        check(read(broken[0], &byte, 1) == 1);
        check(sleeps(getppid()));
        _exit(0);
    }
    close(broken[0]);
    signal(SIGPIPE, SIG_IGN);
    ssize_t wrote = write(broken[1], bytes, sizeof bytes);
    printf("some went: %d, then: %s\n", wrote > 0 && wrote < (ssize_t)sizeof bytes,
           outcome(write(broken[1], bytes, 1)));
    wait_for(reader);
}

int main(void) {
    check(pipe(fds) == 0);
    check(write(fds[1], "hello, ", 7) == 7 && write(fds[1], "world", 5) == 5);
    show_read(0);
    show_read(4);
    show_read(60);

    // Two writers, of which one ends: no end of file yet.
    pid_t child = start();
    if (child == 0) {
        check(write(fds[1], "from a child", 12) == 12);
        _exit(0);
    }
    wait_for(child);
    show_read(60);
    int second = dup(fds[1]);
    close(fds[1]);
    check(write(second, "last words", 10) == 10);
    close(second);
    show_read(5);
    show_read(60);
    show_read(60);
    show_read(60);

    printf("no reader: %s\n", status_text(status_of(write_without_reader)));
    printf("no reader: %s\n", status_text(status_of(ignore_sigpipe)));
    printf("reader leaves: %s\n", status_text(status_of(reader_leaves)));
    return 0;
}
