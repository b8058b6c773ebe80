// Code on the stack runs only in programs whose PT_GNU_STACK asks for that.
// test: portable
#include "test.h"

static void run(const char *name) {
    char path[40];
    snprintf(path, sizeof path, "elf/stack-code-%s", name);
    pid_t pid = start();
    if (pid == 0) {
        execl(beside(path), path, (char *)NULL);
        _exit(127);
    }
    printf("%s: %s\n", name, status_text(wait_for(pid)));
}

int main(void) {
    run("none");
    run("r");
    run("rw");
    run("rwx");
    return 0;
}
