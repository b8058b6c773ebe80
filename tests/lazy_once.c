// A file's page is read from the disk once for all who run the program: the first run waits for the
// disk, a second one beside it reads nothing, and so does a third after both have ended.
// test: boots=roomy,small,ram,tight
#include "test.h"

// Starts the program with its standard output in a pipe; it has touched its pages when it has
// written a byte there, and ends when it can read one from its standard input.
static pid_t begin(int *release) {
    int ready[2], go[2];
    check(pipe2(ready, O_CLOEXEC) == 0 && pipe2(go, O_CLOEXEC) == 0);
    pid_t pid = start();
    if (pid == 0) {
        dup2(go[0], 0);
        dup2(ready[1], 1);
        close(go[1]);
        execl(beside("lazy_once_child"), "lazy_once_child", (char *)NULL);
        _exit(127);
    }
    close(go[0]);
    close(ready[1]);
    char byte;
    check(read(ready[0], &byte, 1) == 1);
    close(ready[0]);
    *release = go[1];
    return pid;
}

static long end(pid_t pid, int release) {
    struct rusage usage;
    int status;
    close(release);
    check(wait4(pid, &status, 0, &usage) == pid);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return usage.ru_majflt;
}

int main(void) {
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "3", 1) == 1);
    close(caches);

    int first_release, second_release;
    long before = vmstat("pgfault_file");
    pid_t first = begin(&first_release);
    long after_first = vmstat("pgfault_file");
    pid_t second = begin(&second_release);
    long after_second = vmstat("pgfault_file");

    check(after_first - before > 64);
    check(after_second == after_first);
    check(end(first, first_release) > 0);
    check(end(second, second_release) == 0);

    before = vmstat("pgfault_file");
    pid_t third = begin(&first_release);
    check(vmstat("pgfault_file") == before);
    check(end(third, first_release) == 0);
    return 0;
}
