// mremap of files, of shared memory, of parts of mappings, and of what crosses two: contents,
// protection and the rest of the mapping are as on Linux, also when the pages are in swap.
// test: portable boots=roomy,swap,half,eager,random timeout=60
#include "deeds.h"
#include "fs.h"
#include <sys/mman.h>

enum { PAGES = 6, MUCH = 24 << 20 };

static const char *press_to_swap = "";

static char *map(int flags, int fd, size_t pages) {
    char *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);
    check(at != MAP_FAILED);
    return at;
}

static void take_memory(void) {
    char *much = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, MUCH / PAGE);
    for (size_t i = 0; i < MUCH; i += PAGE)
        much[i] = 1;
}

static void mark(char *at, size_t pages) {
    for (size_t i = 0; i < pages; i++)
        at[i * PAGE + i] = 'a' + i;
}

static void show(const char *what, const char *at, size_t pages) {
    printf("%s%s:", press_to_swap, what);
    for (size_t i = 0; i < pages; i++)
        printf(" %d", at[i * PAGE + i]);
    printf("\n");
}

// An inner part goes; what was before and behind it stays, and its place is free.
static void part(int flags, int fd) {
    char *at = map(flags, fd, PAGES);
    mark(at, PAGES);
    if (*press_to_swap)
        check(status_of(take_memory) == 0);
    char *target = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, PAGES);
    char *moved = mremap(at + 2 * PAGE, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target);
    check(moved == target);
    printf("moved:");
    for (int i = 0; i < 2; i++)
        printf(" %c", moved[i * PAGE + i + 2]);
    printf(", then %d, behind %s", moved[2 * PAGE + 4],
           fate(read_from, (uintptr_t)moved + 3 * PAGE));
    printf(", its old place %s\n", fate(read_from, (uintptr_t)at + 2 * PAGE));
    show("before", at, 2);
    printf("behind: %d %d\n", at[4 * PAGE + 4], at[5 * PAGE + 5]);
    moved[0] = 'M';
    pid_t child = start();
    if (child == 0) {
        check(moved[0] == 'M');
        moved[PAGE] = 'C';
        _exit(0);
    }
    check(wait_for(child) == 0);
    printf("stored by a child: %d\n", moved[PAGE]);
    munmap(at, PAGES * PAGE);
    munmap(target, PAGES * PAGE);
}

// A file's mapping that gets longer shows more of the file, and beyond its end is SIGBUS.
static void longer(int flags, int fd) {
    char *wall = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, 3); // it has no room where it is
    char *at = mmap(wall, 2 * PAGE, PROT_READ | PROT_WRITE, flags | MAP_FIXED, fd, 0);
    check(at == wall);
    at[PAGE + 100] = 'X';
    char *moved = mremap(at, 2 * PAGE, 9 * PAGE, MREMAP_MAYMOVE);
    check(moved != MAP_FAILED && moved[PAGE + 100] == 'X');
    show("longer", moved, PAGES);
    printf("beyond: %s\n", fate(read_from, (uintptr_t)moved + 8 * PAGE));
    char *shorter = mremap(moved, 9 * PAGE, PAGE, 0);
    printf("shorter: %d, %s\n", shorter == moved, fate(read_from, (uintptr_t)moved + PAGE));
    munmap(moved, PAGE);
    munmap(wall + 2 * PAGE, PAGE);
}

static void errors(void) {
    char *at = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, PAGES);
    mark(at, PAGES);
    check(mprotect(at + 3 * PAGE, PAGE, PROT_READ) == 0);
    char *moved = mremap(at, PAGES * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
    printf("across two: %s", moved == MAP_FAILED ? errno_name(errno) : "ok");
    moved = mremap(at, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + PAGE);
    printf(", onto itself: %s", moved == MAP_FAILED ? errno_name(errno) : "ok");
    moved = mremap(at, PAGE, PAGE, MREMAP_FIXED, at + 9 * PAGE);
    printf(", fixed but staying: %s", moved == MAP_FAILED ? errno_name(errno) : "ok");
    moved = mremap(at, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0xffff800000000000);
    printf(", to the kernel: %s", moved == MAP_FAILED ? errno_name(errno) : "ok");
    moved = mremap(at, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + 1);
    printf(", to an odd place: %s", moved == MAP_FAILED ? errno_name(errno) : "ok");
    moved = mremap(at, 3 * PAGE, 3 * PAGE, 0);
    printf(", as it is: %s\n", moved == at ? "ok" : errno_name(errno));
    moved = mremap(at + 3 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
    check(moved != MAP_FAILED && moved[3] == 'd');
    printf("still read-only: %s", fate(write_to, (uintptr_t)moved));
    printf(" %s\n", fate(write_to, (uintptr_t)moved + PAGE));
}

int main(void) {
    enter_scratch();
    int fd = open("file", O_RDWR | O_CREAT, 0644);
    check(ftruncate(fd, PAGES * PAGE + 1) == 0);
    static const char *const ways[] = {"", "pressed: "};
    for (int i = 0; i < 2; i++) {
        press_to_swap = ways[i];
        part(MAP_PRIVATE | MAP_ANONYMOUS, -1);
        part(MAP_SHARED | MAP_ANONYMOUS, -1);
        part(MAP_PRIVATE, fd);
        part(MAP_SHARED, fd);
    }
    longer(MAP_SHARED, fd);
    longer(MAP_PRIVATE, fd);
    printf("the file: %016lx\n", hash_of_file(fd));
    errors();
    close(fd);
    leave_scratch();
    return 0;
}
