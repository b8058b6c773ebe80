// Who reads an empty pipe sleeps until something comes or the last writer leaves; who writes to a
// full one sleeps until there is room for all. A process killed in its sleep is gone.
// test: portable
#include "test.h"

static int fds[2];

static void reader(void) {
    char byte = 0;
    close(fds[1]);
    ssize_t n = read(fds[0], &byte, 1);
    printf("reader got: %zd %c\n", n, n == 1 ? byte : '-');
}

static void writer(void) {
    static char bytes[150000];
    close(fds[0]);
    memset(bytes, 'w', sizeof bytes);
    printf("writer gave: %zd\n", write(fds[1], bytes, sizeof bytes));
}

int main(void) {
    check(pipe(fds) == 0);
    pid_t pid = start_in(reader);
    printf("reader sleeps: %d\n", sleeps(pid));
    check(write(fds[1], "a", 1) == 1);
    wait_for(pid);

    pid = start_in(reader);
    printf("reader sleeps: %d\n", sleeps(pid));
    close(fds[1]);
    wait_for(pid);
    close(fds[0]);

    check(pipe(fds) == 0);
    pid = start_in(writer);
    close(fds[1]);
    printf("writer sleeps: %d\n", sleeps(pid));
    static char bytes[PAGE];
    size_t total = 0;
    for (ssize_t n; total < 80000 && (n = read(fds[0], bytes, sizeof bytes)) > 0; total += n)
        check(bytes[0] == 'w');
    for (ssize_t n; (n = read(fds[0], bytes, sizeof bytes)) > 0; total += n)
        check(bytes[n - 1] == 'w');
    printf("read: %zu\n", total);
    wait_for(pid);
    close(fds[0]);

    check(pipe(fds) == 0);
    pid = start_in(reader);
    printf("reader sleeps: %d\n", sleeps(pid));
    kill(pid, SIGTERM);
    printf("killed: %s\n", status_text(wait_for(pid)));
    pid = start_in(writer);
    printf("writer sleeps: %d\n", sleeps(pid));
    kill(pid, SIGKILL);
    printf("killed: %s\n", status_text(wait_for(pid)));
    return 0;
}
