// A program that runs cannot be written (ETXTBSY), and what is being written cannot be run; it can
// be renamed, replaced and removed, and goes on; afterwards it is a file like any other.
// test: portable boots=roomy,small,eager,ram
#include "fs.h"
#include <sys/mman.h>

static void copy(const char *from, const char *to) {
    static char piece[65536];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    check(in >= 0 && out >= 0);
    ssize_t n;
    while ((n = read(in, piece, sizeof piece)) > 0)
        check(write(out, piece, n) == n);
    check(n == 0 && close(in) == 0 && close(out) == 0);
}

// Once this returns, the program runs: what closes on exec is closed.
static pid_t run(const char *path) {
    int ends[2];
    char byte;
    check(pipe2(ends, O_CLOEXEC) == 0);
    pid_t pid = start();
    if (pid == 0) {
        execl(path, path, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    check(read(ends[0], &byte, 1) == 0);
    close(ends[0]);
    return pid;
}

static void end(pid_t pid) {
    check(kill(pid, SIGKILL) == 0 && wait_for(pid) == SIGKILL);
}

static void tell(const char *when) {
    int fd = open("program", O_WRONLY);
    printf("%s: write %s", when, outcome(fd));
    close(fd);
    fd = open("program", O_RDWR);
    printf(", both %s", outcome(fd));
    close(fd);
    fd = open("program", O_RDONLY);
    printf(", read %s", outcome(fd));
    printf(", shared and writable %s",
           mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED
               ? errno_name(errno)
               : "ok");
    close(fd);
    printf(", truncate %s", outcome(truncate("program", 1 << 20)));
    fd = open("program", O_WRONLY | O_APPEND);
    printf(", append %s\n", outcome(fd));
    close(fd);
}

static void while_written(void) {
    int fd = open("program", O_WRONLY);
    printf("open for writing: %s\n", status_text(status_of_program("./program", NULL)));
    close(fd);
    fd = open("program", O_RDWR);
    void *at = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    check(at != MAP_FAILED && close(fd) == 0);
    pid_t pid = start();
    if (pid == 0) {
        execl("./program", "program", (char *)NULL);
        printf("mapped from a descriptor that may write: %s\n", errno_name(errno));
        fflush(stdout);
        _exit(0);
    }
    check(wait_for(pid) == 0 && munmap(at, PAGE) == 0);
}

int main(void) {
    enter_scratch();
    char path[512];
    snprintf(path, sizeof path, "%s", beside("sleep_long"));
    copy(path, "program");
    tell("before");
    pid_t first = run("./program"), second = run("./program");
    tell("two run");
    end(first);
    tell("one runs");
    printf("chmod %s", outcome(chmod("program", 0700)));
    printf(", rename %s", outcome(rename("program", "renamed")));
    printf(", back %s\n", outcome(rename("renamed", "program")));
    end(second);
    tell("none runs");
    copy(path, "program");
    while_written();
    first = run("./program");
    printf("removed: %s\n", outcome(unlink("program")));
    copy(path, "program");
    tell("another with its name");
    check(kill(first, 0) == 0);
    end(first);
    leave_scratch();
    return 0;
}
