// Scripts that begin with #!: the interpreter gets one optional argument, the script's path and the
// arguments; an interpreter may be a script itself, four deep; a wrong one gives a clear errno.
// test: portable
#include "test.h"

static void run(const char *name) {
    printf("%s: ", name);
    pid_t pid = start();
    if (pid == 0) {
        execl(name, "given name", "one", "two words", "", (char *)NULL);
        printf("%s\n", errno_name(errno));
        fflush(stdout);
        _exit(0);
    }
    printf("%s\n", status_text(wait_for(pid)));
}

int main(void) {
    static const char *const names[] = {
        "script",           "script-argument",    "script-blanks",      "script-no-newline",
        "script-of-script", "script-4",           "script-5",           "script-6",
        "script-7",         "script-of-itself",   "script-missing",     "script-directory",
        "script-nothing",   "script-text",        "script-only-blanks", "script-wrong-machine",

        "script-long-name", "script-cut-argument"};
    check(chdir(beside("elf")) == 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        run(names[i]);
    check(chdir("..") == 0);
    run("elf/../elf/script-absolute");
    return 0;
}
