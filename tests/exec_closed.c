// A running program needs no descriptor of its file: with all of them closed, each page still comes
// when it is touched. While it runs, nobody may write to its file, or exec fails of one that is
// open for writing (where files can be written at all).
// test: core portable boots=roomy,small,ram
#include "test.h"

// Page i begins with the number i * 31337.
asm(".data\n"
    ".balign 4096\n"
    "table:\n"
    ".set i, 0\n"
    ".rept 200\n"
    ".fill 1024, 4, i * 31337\n"
    ".set i, i + 1\n"
    ".endr\n"
    ".text");
extern volatile uint32_t table[200][1024];

static int second(void) {
    int out = atoi(getenv("OUT"));
    for (int fd = 0; fd < 256; fd++) {
        if (fd != out)
            close(fd);
    }
    for (int page = 199; page >= 0; page--) {
        if (table[page][0] != page * 31337u || table[page][1023] != page * 31337u)
            return 1;
        table[page][7] = 1;
    }
    return dprintf(out, "all pages are right\n") > 0 ? 0 : 2;
}

int main(int argc, char **argv) {
    if (argc > 1)
        return second();
    printf("write to a running program: %s\n",
           open(argv[0], O_WRONLY) == -1 ? "refused" : "allowed");
    int out[2];
    check(pipe(out) == 0);
    pid_t pid = start();
    if (pid == 0) {
        char variable[20];
        snprintf(variable, sizeof variable, "OUT=%d", out[1]);
        char *const arguments[] = {argv[0], "second", NULL}, *const variables[] = {variable, NULL};
        execve(argv[0], arguments, variables);
        _exit(127);
    }
    close(out[1]);
    char text[40] = "";
    check(read(out[0], text, sizeof text - 1) > 0);
    printf("%s%s\n", text, status_text(wait_for(pid)));
    return 0;
}
