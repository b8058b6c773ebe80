// When memory runs out, fork fails with ENOMEM or EAGAIN, or the one who uses most is killed with
// SIGKILL; all others go on, and what the dead had is free again.
// test: boots=small,tight timeout=60
#include "test.h"

static uint8_t huge[256 << 20];

static void eat_all(void) {
    for (size_t at = 0; at < sizeof huge; at += PAGE)
        store((uintptr_t)huge + at, 1);
}

// Reads more from /dev/zero than there is memory: an error or a part, but no harm.
static void eat_by_read(void) {
    int fd = open("/dev/zero", O_RDONLY);
    check(fd >= 0);
    ssize_t got = read(fd, huge, sizeof huge);
    check(got < (ssize_t)sizeof huge);
}

// Forks children that own a megabyte each, until one cannot be made or dies of it.
static void many_children(void) {
    int count = 0, gate[2];
    check(pipe(gate) == 0);
    for (; count < 500; count++) {
        int ready[2];
        check(pipe(ready) == 0);
        fflush(stdout);
        pid_t pid = fork();
        if (pid == -1) {
            check(errno == ENOMEM || errno == EAGAIN);
            break;
        }
        char byte;
        if (pid == 0) {
            close(gate[1]);
            for (size_t at = 0; at < 1 << 20; at += PAGE)
                store((uintptr_t)huge + at, 1);
            check(write(ready[1], "!", 1) == 1);
            _exit(read(gate[0], &byte, 1));
        }
        close(ready[1]);
        check(read(ready[0], &byte, 1) >= 0); // 0: it died
        close(ready[0]);
        int status;
        if (waitpid(-1, &status, WNOHANG) > 0) { // it, or an older one, has been killed
            check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
            break;
        }
    }
    check(count > 2 && count < 500);
    close(gate[1]);
    int status;
    while (wait(&status) > 0) // one that was killed may end only now
        check(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}

int main(void) {
    for (int i = 0; i < 3; i++) {
        long before = vmstat("nr_free_pages");
        int status = status_of(eat_all);
        check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        status = status_of(eat_by_read);
        check(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
        status = status_of(many_children);
        check(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
        // Orphans of one that was killed may take a moment to end.
        while (vmstat("nr_free_pages") <= before - 64)
            usleep(10000);
    }
    return 0;
}
