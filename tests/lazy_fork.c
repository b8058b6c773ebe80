// Pages that nobody had touched before a fork are brought in afterwards in parent and child, each
// for itself: right contents in both, writes seen by the writer only, also when the parent is gone.
// test: core portable
#include "test.h"

// Page i of the table is full of the 32-bit number i * 1000003.
asm(".data\n"
    ".balign 4096\n"
    "table:\n"
    ".set i, 0\n"
    ".rept 128\n"
    ".fill 1024, 4, i * 1000003\n"
    ".set i, i + 1\n"
    ".endr\n"
    ".text");
extern volatile uint32_t table[128][1024];

static void check_word(int page, int word, uint32_t expected) {
    check(right_at("table", page * PAGE + word * sizeof(uint32_t), table[page][word], expected));
}

static void read_and_mark(int first, uint32_t mark) {
    for (int page = first; page < 128; page += 4) {
        check_word(page, 0, page * 1000003u);
        check_word(page, 1023, page * 1000003u);
        table[page][5] = mark;
    }
}

static void still_marked(int first, uint32_t mark) {
    for (int page = first; page < 128; page += 4) {
        check_word(page, 5, mark);
        check_word(page, 6, page * 1000003u);
    }
}

int main(void) {
    int from_orphan[2];
    check(pipe(from_orphan) == 0);

    pid_t child = start();
    if (child == 0) {
        pid_t parent = getpid();
        if (start() == 0) { // its parent ends at once, so these are pages of an orphan
            while (getppid() == parent)
                usleep(1000);
            read_and_mark(0, 30);
            read_and_mark(2, 32);
            check(write(from_orphan[1], "k", 1) == 1);
        }
        _exit(0);
    }
    read_and_mark(0, 10);
    printf("child: %s\n", status_text(wait_for(child)));

    close(from_orphan[1]);
    char byte;
    printf("orphan: %s\n", read(from_orphan[0], &byte, 1) == 1 ? "right" : "wrong");

    read_and_mark(1, 11);
    still_marked(0, 10);
    child = start();
    if (child == 0) {
        still_marked(0, 10);
        still_marked(1, 11);
        read_and_mark(2, 22);
        read_and_mark(3, 23);
        _exit(0);
    }
    printf("second child: %s\n", status_text(wait_for(child)));
    read_and_mark(2, 12);
    read_and_mark(3, 13);
    for (int first = 0; first < 4; first++)
        still_marked(first, 10 + first);
    printf("parent: right\n");
    return 0;
}
