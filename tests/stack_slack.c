// A program whose note says that it never goes further below rsp than a push does may touch the
// stack 8 bytes below rsp and not 9; a foreign one may go 128 below, the red zone, and not 129.
// (Linux asks nothing of rsp.) test: core boots=roomy,small,eager
#include "stack.h"

static const char *own(size_t beyond_boundary, size_t distance) {
    pid_t pid = start();
    if (pid == 0) {
        uintptr_t rsp = untouched_stack() + beyond_boundary;
        store_with_rsp(rsp, rsp - distance);
        _exit(0);
    }
    return status_text(wait_for(pid));
}

// The page at rsp has just come; the one below it is no nearer for that.
static const char *after_growth(void) {
    pid_t pid = start();
    if (pid == 0) {
        uintptr_t rsp = untouched_stack();
        store_with_rsp(rsp, rsp);
        store_with_rsp(rsp, rsp - 9);
        _exit(0);
    }
    return status_text(wait_for(pid));
}

static const char *foreign(const char *name) {
    char path[64];
    snprintf(path, sizeof path, "elf/%s", name);
    return status_text(status_of_program(beside(path), NULL));
}

static void must_be(const char *what, const char *fate, bool lives) {
    printf("%s: %s\n", what, fate);
    check(strcmp(fate, lives ? "exit 0" : "SIGSEGV") == 0);
}

int main(void) {
    must_be("1 below", own(0, 1), true);
    must_be("8 below", own(0, 8), true);
    must_be("9 below", own(0, 9), false);
    must_be("128 below", own(0, 128), false);
    must_be("8 below, rsp in mid-page", own(4, 8), true);
    must_be("9 below, rsp in mid-page", own(4, 9), false);
    must_be("a page below", own(0, PAGE), false);
    must_be("a page below, rsp in mid-page", own(2048, PAGE), false);
    must_be("9 below, after growth", after_growth(), false);

    must_be("note, 8 below", foreign("slack-note-8"), true);
    must_be("note, 9 below", foreign("slack-note-9"), false);
    must_be("note, 128 below", foreign("slack-note-128"), false);
    must_be("no note, 8 below", foreign("slack-foreign-8"), true);
    must_be("no note, 9 below", foreign("slack-foreign-9"), true);
    must_be("no note, 128 below", foreign("slack-foreign-128"), true);
    must_be("no note, 129 below", foreign("slack-foreign-129"), false);
    must_be("no note, a page below", foreign("slack-foreign-4096"), false);
    return 0;
}
