// /proc/PID/pagemap says of each page whether it is in memory, whether it is a file's (or shared
// memory's), and whether this process alone maps it. Only whole words can be read, and none behind
// the last user page or of a process that has ended.
// test: portable
#include "fs.h"
#include "pagemap.h"
#include <sys/mman.h>

enum { PAGES = 20 };

// A letter a page: a is anonymous, f a file's; a capital if another one may map it, too.
static void show(const char *what, char *at, int pages) {
    printf("%-28s", what);
    for (int i = 0; i < pages; i++) {
        uint64_t word = page_word(at + i * PAGE);
        char letter = word & PM_FILE ? 'f' : 'a';
        letter = word & PM_EXCLUSIVE ? letter : letter - 'a' + 'A';
        putchar(word & PM_SWAP ? 's' : word & PM_PRESENT ? letter : '.');
    }
    printf("\n");
}

static char *map(int pages, int flags, int fd) {
    char *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);
    check(at != MAP_FAILED);
    return at;
}

// A child that touches the pages and stays until it is killed.
static pid_t keep_child(char *at, int pages) {
    int gate[2];
    char byte;
    check(pipe(gate) == 0);
    pid_t child = start();
    if (child == 0) {
        for (int i = 0; i < pages; i++)
            load((uintptr_t)at + i * PAGE);
        close(gate[0]);
        close(gate[1]);
        for (;;)
            pause();
    }
    close(gate[1]);
    check(read(gate[0], &byte, 1) == 0);
    return child;
}

static void anonymous(void) {
    char *at = map(PAGES, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    show("nothing touched:", at, PAGES);
    for (int i = 0; i < PAGES; i += 3)
        at[i * PAGE] = 1;
    show("7 pages written:", at, PAGES);
    load((uintptr_t)at + PAGE);
    show("one read, zeroes:", at, PAGES);
    pid_t child = keep_child(at, 0);
    show("with a child:", at, PAGES);
    at[3 * PAGE] = 2;
    show("one written, a copy:", at, PAGES);
    kill(child, SIGKILL);
    wait_for(child);
    show("the child is gone:", at, PAGES);
    check(mprotect(at, 4 * PAGE, PROT_NONE) == 0);
    show("4 without any right:", at, PAGES);
    check(madvise(at + 6 * PAGE, 4 * PAGE, MADV_DONTNEED) == 0);
    check(munmap(at + 12 * PAGE, 8 * PAGE) == 0);
    show("4 given up, 8 unmapped:", at, PAGES);
}

static void of_file(void) {
    put_file("page", "of a file");
    int fd = open("page", O_RDWR);
    char *first = map(1, MAP_SHARED, fd), *second = map(1, MAP_PRIVATE, fd);
    show("a file, untouched:", first, 1);
    load((uintptr_t)first);
    show("read:", first, 1);
    load((uintptr_t)second);
    show("read through another map:", first, 1);
    *second = 'O';
    show("written there:", second, 1);
    show("and here:", first, 1);
    close(fd);
}

static void shared(void) {
    char *at = map(4, MAP_SHARED | MAP_ANONYMOUS, -1);
    at[PAGE] = at[2 * PAGE] = 1;
    show("shared memory:", at, 4);
    pid_t child = keep_child(at + 2 * PAGE, 2);
    show("two touched by a child:", at + 2 * PAGE, 2); // Linux may map others around a fault, too
    kill(child, SIGKILL);
    wait_for(child);
}

static void try(const char *what, int fd, size_t bytes, off_t position) {
    static uint64_t words[4];
    ssize_t n = pread(fd, words, bytes, position);
    printf("%-28s%zd %s\n", what, n, outcome(n));
}

static void ends(void) {
    const off_t end = 0x7ffffffff * 8; // of 2^47 bytes the last page is no user's
    int fd = open("/proc/self/pagemap", O_RDONLY);
    try("half a word:", fd, 4, 0);
    try("one and a half:", fd, 12, 0);
    try("between two words:", fd, 8, 4);
    try("nothing:", fd, 0, 0);
    try("4 words:", fd, 32, 8);
    try("across the end:", fd, 32, end - 16);
    try("at the end:", fd, 32, end);
    close(fd);

    char path[64];
    pid_t child = keep_child(NULL, 0);
    snprintf(path, sizeof path, "/proc/%d/pagemap", child);
    fd = open(path, O_RDONLY);
    try("of a child:", fd, 8, 0);
    kill(child, SIGKILL);
    wait_for(child);
    try("which has ended:", fd, 8, 0);
    printf("%-28s%s\n", "which is no more:", outcome(open(path, O_RDONLY)));
}

int main(void) {
    enter_scratch();
    anonymous();
    of_file();
    shared();
    ends();
    leave_scratch();
    return 0;
}
