// When memory is out, the process that uses most ends, even if it is stopped and blocks all
// signals. test: boots=small,tight
#include "test.h"
#include <sys/mman.h>

static char *map_all(void) {
    char *at = mmap(NULL, 1ul << 36, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void touch(char *at, size_t size) {
    for (size_t i = 0; i < size; i += PAGE)
        at[i] = 1;
}

// Takes most of what is free, and stops.
static void most(void) {
    sigset_t all;
    sigfillset(&all);
    check(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
    touch(map_all(), vmstat("nr_free_pages") * PAGE / 4 * 3);
    raise(SIGSTOP);
    puts("it went on");
    exit(1);
}

int main(void) {
    pid_t stopped = start();
    if (stopped == 0)
        most();
    int status;
    check(waitpid(stopped, &status, WUNTRACED) == stopped && WIFSTOPPED(status));
    touch(map_all(), vmstat("nr_free_pages") * PAGE + (1 << 20));
    check(waitpid(stopped, &status, 0) == stopped);
    puts(status_text(status));
    return strcmp(status_text(status), "SIGKILL") != 0;
}
