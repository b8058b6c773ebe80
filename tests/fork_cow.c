// After a fork neither side sees what the other writes, in data, bss, heap and stack, whichever
// writes first, and though a third process shares the same pages.
// test: core portable boots=roomy,small,swap,tight
#include "test.h"

static uint8_t initialised[3 * PAGE] = {[5] = 1};
static uint8_t zero[3 * PAGE];
static uint8_t *areas[4];
static const char *const names[4] = {"data", "bss", "heap", "stack"};

static void fill(uint8_t value) {
    for (size_t i = 0; i < 4; i++)
        memset(areas[i], value, 3 * PAGE);
}

static bool holds(uint8_t value) {
    for (size_t i = 0; i < 4; i++) {
        for (size_t at = 0; at < 3 * PAGE; at++) {
            if (!right_at(names[i], at, areas[i][at], value))
                return false;
        }
    }
    return true;
}

// Two pipes for taking turns: say one is done, wait for the other.
static int to_child[2], to_parent[2];

static void say(int fd) {
    check(write(fd, "!", 1) == 1);
}

static void hear(int fd) {
    char byte;
    check(read(fd, &byte, 1) == 1);
}

static void child_side(void) {
    check(holds(1));
    say(to_parent[1]);
    hear(to_child[0]); // the parent has written 2
    check(holds(1));
    pid_t grandchild = start();
    if (grandchild == 0) {
        check(holds(1));
        fill(4);
        check(holds(4));
        _exit(0);
    }
    fill(3);
    say(to_parent[1]);
    check(wait_for(grandchild) == 0);
    hear(to_child[0]); // the parent has looked
    check(holds(3));
}

int main(void) {
    uint8_t local[3 * PAGE];
    areas[0] = initialised;
    areas[1] = zero;
    areas[2] = sbrk(3 * PAGE);
    areas[3] = local;
    check(pipe(to_child) == 0 && pipe(to_parent) == 0);

    fill(1);
    pid_t child = start_in(child_side);
    hear(to_parent[0]);
    fill(2);
    say(to_child[1]);
    hear(to_parent[0]); // the child has written 3, a grandchild 4
    printf("parent: %s\n", holds(2) ? "right" : "wrong");
    say(to_child[1]);
    printf("child: %s\n", status_text(wait_for(child)));
    printf("parent at the end: %s\n", holds(2) ? "right" : "wrong");
    return 0;
}
