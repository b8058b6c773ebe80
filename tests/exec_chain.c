// One process that becomes another program three hundred times keeps its pid and leaks
// nothing on the way.
// test: core portable boots=roomy,small,tight timeout=60
#include "test.h"

int main(int argc, char **argv) {
    int left = argc > 1 ? atoi(argv[1]) : 300, pid = argc > 2 ? atoi(argv[2]) : 0;
    if (argc > 1) {
        static uint8_t memory[20 * PAGE];
        memset(memory, left, sizeof memory);
        if (left == 0)
            return getpid() == pid ? 42 : 1;
        char text[16];
        snprintf(text, sizeof text, "%d", left - 1);
        execl(argv[0], argv[0], text, argv[2], (char *)NULL);
        return 2;
    }
    pid_t child = start();
    if (child == 0) {
        char text[16], pid_text[16];
        snprintf(text, sizeof text, "%d", left);
        snprintf(pid_text, sizeof pid_text, "%d", getpid());
        execl(argv[0], argv[0], text, pid_text, (char *)NULL);
        return 3;
    }
    printf("%s\n", status_text(wait_for(child)));
    return 0;
}
