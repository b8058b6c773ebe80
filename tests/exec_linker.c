// A program that names an interpreter (PT_INTERP, a dynamic linker) is started by it: it finds the
// program through the auxiliary vector, wherever both are. An interpreter that can't be had is the
// errno of exec.
// test: core portable boots=roomy,eager
#include "test.h"

static void run(const char *name) {
    char path[80];
    snprintf(path, sizeof path, "dynamic-%s", name);
    pid_t pid = start();
    if (pid == 0) {
        execl(path, path, "one", (char *)NULL);
        printf("%s: %s\n", name, errno_name(errno));
        fflush(stdout);
        _exit(0);
    }
    int status = wait_for(pid);
    if (status != 0)
        printf("%s: %s\n", name, status_text(status));
}

int main(void) {
    static const char *const names[] = {"fixed",
                                        "anywhere",
                                        "and-another",
                                        "by-long",
                                        "by-missing",
                                        "by-directory",
                                        "by-file-without-permission",
                                        "by-link-to-itself",
                                        "by-wrong-zeros",
                                        "by-wrong-wrong-machine",
                                        "by-wrong-phnum-0",
                                        "by-script-cut-argument",
                                        "by-unterminated",
                                        "by-nothing",
                                        "by-too-long"};
    check(chdir(beside("elf")) == 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        run(names[i]);
    return 0;
}
