// Running a command that a program's arguments name.
#include <command.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t command_start(char *const argv[], int output) {
    char nothing;
    int begun[2]; // the child's end is closed when the command begins, or cannot
    if (pipe2(begun, O_CLOEXEC) < 0)
        err(1, "pipe");
    pid_t pid = fork();
    if (pid < 0)
        err(1, "fork");
    if (pid == 0) {
        dup2(output, STDOUT_FILENO);
        execvp(argv[0], argv);
        err(errno == ENOENT ? 127 : 126, "%s", argv[0]);
    }
    signal(SIGINT, SIG_IGN);
    close(begun[1]);
    read(begun[0], &nothing, 1);
    close(begun[0]);
    return pid;
}

int command_wait(pid_t pid, struct rusage *usage) {
    int status;
    while (wait4(pid, &status, 0, usage) < 0) {
        if (errno != EINTR)
            err(1, "wait");
    }
    if (WIFSIGNALED(status))
        fprintf(stderr, "%s\n", strsignal(WTERMSIG(status)));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
