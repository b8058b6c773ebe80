// A program that runs cannot be written to, nor a file that is open for writing be run; both can
// again when that is over, also after a fork and after an exec that failed.
// test: portable boots=roomy,ram
#include "fs.h"

static char program[512];

static void copy_program(const char *from, const char *to) {
    static char bytes[65536];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    ssize_t n;
    check(in >= 0 && out >= 0);
    while ((n = read(in, bytes, sizeof bytes)) > 0)
        check(write(out, bytes, n) == n);
    check(n == 0 && close(in) == 0 && close(out) == 0);
}

static void try_to_change(const char *path) {
    printf("open: %s", outcome(open(path, O_WRONLY)));
    printf(", O_TRUNC: %s", outcome(open(path, O_RDONLY | O_TRUNC)));
    printf(", truncate: %s\n", outcome(truncate(path, 1)));
}

static void run(const char *path) {
    printf("running it: %s\n", status_text(status_of_program(path, NULL)));
}

static void nothing(void) {
}

int main(int argc, char *argv[]) {
    if (argc > 1) { // as the copy
        try_to_change(argv[0]);
        check(status_of(nothing) == 0);
        try_to_change(argv[0]);
        return 0;
    }
    snprintf(program, sizeof program, "%s", beside("elf/exit-7"));
    enter_scratch();
    copy_program(program, "copy");
    int fd = open("copy", O_WRONLY);
    pid_t pid = start();
    if (pid == 0) {
        execl("copy", "copy", (char *)NULL);
        printf("while it is open for writing: %s\n", outcome(-1));
        fflush(stdout);
        _exit(0);
    }
    check(wait_for(pid) == 0 && close(fd) == 0);
    run("copy");
    fd = open("copy", O_WRONLY);
    printf("afterwards: %s\n", outcome(fd));
    close(fd);
    copy_program(program_invocation_name[0] == '/' ? program_invocation_name : "/proc/self/exe",
                 "running");
    check(WEXITSTATUS(status_of_program("./running", "again")) == 0);
    put_file("text", "no program");
    check(chmod("text", 0755) == 0);
    run("text");
    printf("what could not be run: %s\n", outcome(open("text", O_WRONLY)));
    printf("what ended: %s\n", outcome(open("running", O_WRONLY)));
    leave_scratch();
    return 0;
}
