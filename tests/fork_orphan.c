// A process whose parent has ended goes on, gets another parent, and is nobody's child any more
// that the grandparent could wait for. test: core portable
#include "test.h"

int main(void) {
    int report[2], gate[2];
    check(pipe(report) == 0 && pipe(gate) == 0);
    pid_t grandparent = getpid();
    pid_t child = start();
    if (child == 0) {
        pid_t parent = getpid();
        if (start() == 0) {
            wait_until_closed(gate); // the parent has ended and was waited for
            bool another = getppid() != parent && getppid() != grandparent;
            check(write(report[1], another ? "y" : "n", 1) == 1);
        }
        _exit(3);
    }
    printf("child: %s\n", status_text(wait_for(child)));
    close(gate[1]);
    close(report[1]);
    char answer = '?', byte;
    check(read(report[0], &answer, 1) == 1);
    printf("has another parent: %c\n", answer);
    printf("end of the orphan: %zd\n", read(report[0], &byte, 1));
    printf("wait: %s\n", outcome(wait(NULL)));
    return 0;
}
