// Private mappings, anonymous and of files: contents, the tail of a file, what munmap in the middle
// and mprotect leave, also of what the processor remembers, mremap's three ways, and fork with
// pages in every state. test: portable boots=roomy,small,swap,half,eager,tight
#include "deeds.h"
#include <sys/mman.h>

static char *map(size_t pages, int prot) {
    char *at = mmap(NULL, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void mark(char *at, size_t pages) {
    for (size_t i = 0; i < pages; i++)
        at[i * PAGE] = at[i * PAGE + PAGE - 1] = (char)(i + 1);
}

static bool is_marked(const char *at, size_t page, size_t number) {
    size_t first = page * PAGE, last = first + PAGE - 1;
    return right_at("mapping", first, (uint8_t)at[first], number + 1) &&
           right_at("mapping", last, (uint8_t)at[last], number + 1);
}

static void middle(void) {
    char *at = map(9, PROT_READ | PROT_WRITE);
    mark(at, 9);
    check(munmap(at + 3 * PAGE, 2 * PAGE) == 0);
    for (size_t i = 0; i < 9; i++)
        if (i != 3 && i != 4)
            check(is_marked(at, i, i));
    printf("before the hole: %s", fate(read_from, (uintptr_t)at + 3 * PAGE - 1));
    printf(", its first byte: %s", fate(read_from, (uintptr_t)at + 3 * PAGE));
    printf(", its last: %s", fate(write_to, (uintptr_t)at + 5 * PAGE - 1));
    printf(", behind it: %s\n", fate(write_to, (uintptr_t)at + 5 * PAGE));
    char *again = mmap(at + 3 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    check(again == at + 3 * PAGE && again[0] == 0 && again[2 * PAGE - 1] == 0);
}

static void protection(void) {
    char *at = map(5, PROT_READ | PROT_WRITE);
    mark(at, 5);
    check(mprotect(at + PAGE, PAGE, PROT_READ) == 0);
    check(mprotect(at + 2 * PAGE, PAGE, PROT_NONE) == 0);
    check(mprotect(at + 3 * PAGE, PAGE, PROT_READ | PROT_EXEC) == 0);
    for (int i = 0; i < 5; i++) {
        printf("page %d: read %s, ", i, fate(read_from, (uintptr_t)at + i * PAGE));
        printf("write %s\n", fate(write_to, (uintptr_t)at + i * PAGE));
    }
    char pipe_bytes[1] = {'x'};
    int ends[2];
    check(pipe(ends) == 0 && write(ends[1], pipe_bytes, 1) == 1);
    printf("a call that reads page 2: %s\n", outcome(write(ends[1], at + 2 * PAGE, 1)));
    printf("a call that writes page 1: %s\n", outcome(read(ends[0], at + PAGE, 1)));
    check(mprotect(at, 5 * PAGE, PROT_READ | PROT_WRITE) == 0);
    for (size_t i = 0; i < 5; i++)
        check(is_marked(at, i, i));
    at[2 * PAGE] = 99;
}

static void remapping(void) {
    char *at = map(4, PROT_READ | PROT_WRITE);
    mark(at, 4);
    char *shorter = mremap(at, 4 * PAGE, 2 * PAGE, 0);
    check(shorter == at && is_marked(at, 1, 1));
    printf("cut off: %s\n", fate(read_from, (uintptr_t)at + 2 * PAGE));
    char *longer = mremap(at, 2 * PAGE, 4 * PAGE, 0); // there is room where it was
    check(longer == at && is_marked(at, 0, 0) && at[2 * PAGE] == 0);
    char *wall =
        mmap(at + 4 * PAGE, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    check(wall == at + 4 * PAGE);
    mark(at, 4);
    printf("no room: %s\n",
           mremap(at, 4 * PAGE, 9 * PAGE, 0) == MAP_FAILED ? errno_name(errno) : "ok");
    char *moved = mremap(at, 4 * PAGE, 9 * PAGE, MREMAP_MAYMOVE);
    check(moved != MAP_FAILED && moved != at);
    for (size_t i = 0; i < 4; i++)
        check(is_marked(moved, i, i));
    check(moved[8 * PAGE] == 0);
    printf("where it was: %s\n", fate(read_from, (uintptr_t)at));
    char *target = map(9, PROT_READ);
    char *fixed = mremap(moved, 9 * PAGE, 9 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target);
    check(fixed == target && is_marked(target, 3, 3));
    target[8 * PAGE] = 1;
    pid_t child = start();
    if (child == 0) { // its pages are shared with the parent now: they move without it
        char *mine = mremap(target, 9 * PAGE, 200 * PAGE, MREMAP_MAYMOVE);
        check(mine != MAP_FAILED && mine != target && is_marked(mine, 2, 2));
        memset(mine, 0, 9 * PAGE);
        _exit(0);
    }
    check(wait_for(child) == 0 && is_marked(target, 2, 2));
}

// The page was written to just now, and is gone, or no longer to be written to.

static void unmap_and_read(uintptr_t address) {
    store(address, 1);
    check(munmap((void *)address, PAGE) == 0);
    load(address);
}

static void protect_and_write(uintptr_t address) {
    store(address, 1);
    check(mprotect((void *)address, PAGE, PROT_READ) == 0);
    store(address, 2);
}

static void move_and_read(uintptr_t address) {
    store(address, 1);
    check(mremap((void *)address, PAGE, 200 * PAGE, MREMAP_MAYMOVE) != MAP_FAILED);
    load(address);
}

static void forget_and_read(uintptr_t address) {
    store(address, 1);
    check(madvise((void *)address, PAGE, MADV_DONTNEED) == 0);
    check(load(address) == 0);
}

static void at_once(void) {
    uintptr_t at = (uintptr_t)map(3, PROT_READ | PROT_WRITE) + PAGE;
    printf("at once: unmapped %s", fate(unmap_and_read, at));
    printf(", protected %s", fate(protect_and_write, at));
    printf(", moved %s", fate(move_and_read, at));
    printf(", forgotten %s\n", fate(forget_and_read, at));
}

static void of_a_file(void) {
    int fd = open(data("small"), O_RDONLY);
    char *text = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    check(text != MAP_FAILED && close(fd) == 0);
    printf("small: %.26s, then %d %d\n", text, text[26], text[PAGE - 1]);
    printf("a page behind its end: %s\n", fate(read_from, (uintptr_t)text + PAGE));
    text[0] = 'A';
    fd = open(data("small"), O_RDONLY);
    char first;
    check(read(fd, &first, 1) == 1);
    printf("in memory %c, in the file %c\n", text[0], first);
    check(madvise(text, PAGE, MADV_DONTNEED) == 0);
    printf("forgotten: %c\n", text[0]);
}

// The first touch of a whole page is a write; the page cache must not see it.
static void whole_pages(void) {
    int fd = open(data("dense"), O_RDONLY);
    char before[2], after[2];
    check(pread(fd, before, 2, PAGE) == 2);
    char *bytes = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, PAGE);
    check(bytes != MAP_FAILED);
    store((uintptr_t)bytes, before[0] + 1);
    check(pread(fd, after, 2, PAGE) == 2 && bytes[1] == before[1]);
    printf("written: %d, in the file: %d\n", bytes[0] != before[0], after[0] != before[0]);
}

static void forking(void) {
    char *at = map(4, PROT_READ | PROT_WRITE); // untouched, read, written, forgotten
    check(at[PAGE] == 0);
    at[2 * PAGE] = at[3 * PAGE] = 5;
    check(madvise(at + 3 * PAGE, PAGE, MADV_DONTNEED) == 0);
    pid_t child = start();
    if (child == 0) {
        check(at[0] == 0 && at[PAGE] == 0 && at[2 * PAGE] == 5 && at[3 * PAGE] == 0);
        for (int i = 0; i < 4; i++)
            at[i * PAGE] = 100;
        _exit(at[PAGE]);
    }
    int status = wait_for(child);
    printf("child: %s; parent: %d %d %d %d\n", status_text(status), at[0], at[PAGE], at[2 * PAGE],
           at[3 * PAGE]);
}

int main(void) {
    middle();
    protection();
    remapping();
    at_once();
    of_a_file();
    whole_pages();
    forking();
    return 0;
}
