// Process 1 sets up the environment, keeps a shell running on the console and waits for every
// process whose parent has ended. It must never end itself: the kernel stops when it does.
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "init [COMMAND [WORD...]]: process 1, the first program: keeps a shell running\n"
    "With COMMAND it runs that instead, and then switches the machine off.\n";

static void print_file(const char *path) {
    char text[1024];
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return;
    ssize_t n;
    while ((n = read(fd, text, sizeof text)) > 0)
        write(STDOUT_FILENO, text, n);
    close(fd);
}

// The command leads a session of its own, with the console as its terminal.
static pid_t start(char *const argv[]) {
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    setsid();
    ioctl(STDIN_FILENO, TIOCSCTTY, 0); // a kernel with only one terminal needs no telling
    tcsetpgrp(STDIN_FILENO, getpid());
    execvp(argv[0], argv);
    err(127, "%s", argv[0]);
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    char *const shell[] = {"/bin/sh", NULL};
    setenv("PATH", "/bin:/tests", 1);
    setenv("HOME", "/root", 1);
    setenv("TERM", "linux", 1);
    if (chdir("/root") < 0)
        chdir("/");
    print_file("/etc/motd");
    for (;;) {
        pid_t pid = start(optind < argc ? argv + optind : shell), ended;
        if (pid < 0)
            warn("fork");
        while ((ended = wait(NULL)) != pid && ended > 0)
            continue;
        if (optind < argc)
            break;
        sleep(1); // a shell that cannot start must not keep the machine busy
    }
    sync();
    reboot(RB_POWER_OFF);
    return 0;
}
