// What a program keeps of the one before it in the same process: pid, parent, descriptors with
// their positions, working directory, umask, ignored signals, process group; and what it doesn't:
// descriptors that close on exec, handlers of signals, memory.
// test: portable
#include "test.h"
#include <sys/stat.h>

enum { KEPT = 20, CLOSED, DUPLICATE };

static uint8_t memory[PAGE] = {1};

static int second(char **argv) {
    printf("same pid: %d, same parent: %d\n", atoi(argv[2]) == getpid(),
           atoi(argv[3]) == getppid());
    printf("same group: %d\n", atoi(argv[4]) == getpgrp());
    printf("kept: %ld\n", (long)lseek(KEPT, 0, SEEK_CUR));
    printf("closed: %s\n", outcome(lseek(CLOSED, 0, SEEK_CUR)));
    printf("duplicate: %ld\n", (long)lseek(DUPLICATE, 0, SEEK_CUR));
    printf("flags: %d %s\n", fcntl(KEPT, F_GETFD), outcome(fcntl(CLOSED, F_GETFD)));
    int fd = open("level-02", O_RDONLY | O_DIRECTORY);
    printf("directory: %s\n", outcome(fd));
    printf("umask: %o\n", umask(0));
    struct sigaction action;
    check(sigaction(SIGUSR1, NULL, &action) == 0);
    printf("SIGUSR1 ignored: %d\n", action.sa_handler == SIG_IGN);
    check(sigaction(SIGUSR2, NULL, &action) == 0);
    printf("SIGUSR2 as at first: %d\n", action.sa_handler == SIG_DFL);
    printf("memory: %d %d\n", memory[0], memory[1]);
    return 11;
}

// An absolute path of this program, which holds in any directory.
static const char *own_path(void) {
    static char path[1024];
    size_t length = 0;
    if (program_invocation_name[0] != '/') {
        check(getcwd(path, sizeof path) != NULL);
        length = strlen(path);
    }
    snprintf(path + length, sizeof path - length, "/%s", program_invocation_name);
    return path;
}

static void handler(int signal) {
    (void)signal;
}

static void first(void) {
    const char *path = own_path();
    memory[0] = memory[1] = 77;
    int fd = open(data("small"), O_RDONLY);
    check(dup2(fd, KEPT) == KEPT && dup2(fd, DUPLICATE) == DUPLICATE);
    check(dup3(fd, CLOSED, O_CLOEXEC) == CLOSED);
    check(lseek(fd, 17, SEEK_SET) == 17);
    check(chdir(data("deep/level-01")) == 0);
    umask(027);
    check(signal(SIGUSR1, SIG_IGN) == SIG_DFL);
    check(signal(SIGUSR2, handler) == SIG_DFL);
    check(setpgid(0, 0) == 0);
    char pid[16], parent[16], group[16];
    snprintf(pid, sizeof pid, "%d", getpid());
    snprintf(parent, sizeof parent, "%d", getppid());
    snprintf(group, sizeof group, "%d", getpgrp());
    execl(path, path, "second", pid, parent, group, (char *)NULL);
    _exit(127);
}

int main(int argc, char **argv) {
    if (argc > 1)
        return second(argv);
    printf("%s\n", status_text(status_of(first)));
    return 0;
}
