// Only Pagoda's own note changes the slack: one of another owner or type, a malformed one and one
// that asks for more than the red zone leave a program with 128; it is found behind other notes.
// test: core boots=roomy
#include "test.h"

static int run(const char *name, const char *suffix) {
    char path[64];
    snprintf(path, sizeof path, "elf/note-%s%s", name, suffix);
    return status_of_program(beside(path), NULL);
}

int main(void) {
    static const char *const foreign[] = {"other-owner", "other-type",      "no-descriptor",
                                          "huge-name",   "huge-descriptor", "cut-short",
                                          "huge-slack"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        int near = run(foreign[i], ""), far = run(foreign[i], "-4096");
        printf("%s: 128 below %s, ", foreign[i], status_text(near));
        printf("4096 below %s\n", status_text(far));
        check(near == 0 && WIFSIGNALED(far) && WTERMSIG(far) == SIGSEGV);
    }
    int second = run("second", "");
    printf("the second note: 9 below %s\n", status_text(second));
    check(WIFSIGNALED(second) && WTERMSIG(second) == SIGSEGV);
    return 0;
}
