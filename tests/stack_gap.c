// Growth leaves a gap of 1 MiB above the segment below the stack: a push just above the gap lives,
// one into it dies. (On Linux the stack's place is random.) test: core boots=roomy
#include "test.h"

int main(void) {
    int lives = status_of_program(beside("elf/gap-lives"), NULL);
    int dies = status_of_program(beside("elf/gap-dies"), NULL);
    printf("above the gap: %s\n", status_text(lives));
    printf("in the gap: %s\n", status_text(dies));
    check(lives == 0);
    check(WIFSIGNALED(dies) && WTERMSIG(dies) == SIGSEGV);
    return 0;
}
