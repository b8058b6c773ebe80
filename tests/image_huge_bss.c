// A segment of a terabyte of zeros costs no more to exec than one of a page.
// test: core boots=roomy,small,ram
#include "test.h"

int main(void) {
    int status = status_of_program(beside("elf/hostile-maybe-big-bss"), NULL);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    return 0;
}
