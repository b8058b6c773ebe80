// An argument that another process makes longer while execve copies the arguments harms nobody: the
// program runs with some string, or does not run at all. The environment is so large that execve is
// interrupted between measuring the argument and copying it.
// test: core boots=roomy,small,swap,eager timeout=60
#include "test.h"
#include <sched.h>
#include <sys/mman.h>

enum { LONGEST = 32 * PAGE - 1, VARIABLES = 50000 };

static char *argument;     // shared
static volatile int *gone; // shared: execve begins

static char *variables[VARIABLES + 1];

static const char *own_path;

static void execute(void) {
    static char variable[] = "a";
    for (int i = 0; i < VARIABLES; i++)
        variables[i] = variable;
    *gone = 1;
    execve(own_path, (char *[]){argument, "child", NULL}, variables);
    check(errno == EFAULT || errno == E2BIG);
}

// As long as the environment is behind it, and longer.
static void grow(void) {
    while (!*gone)
        sched_yield();
    memset(argument, 'x', LONGEST);
}

int main(int argc, char *argv[]) {
    if (argc > 1)
        return 0;
    own_path = argv[0];
    argument =
        mmap(NULL, LONGEST + 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(argument != MAP_FAILED);
    gone = (volatile int *)(argument + LONGEST + PAGE + 1);
    for (int i = 0; i < 10; i++) {
        memset(argument, 0, LONGEST);
        *gone = 0;
        pid_t other = start_in(grow);
        printf("%s\n", status_text(status_of(execute)));
        wait_for(other);
    }
    return 0;
}
