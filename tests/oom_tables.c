// Memory runs out for what a process costs without touching a page of its own: page tables for the
// zero page, records of the SPT, the tables of shared memory, files without a name. The process is
// killed or gets ENOMEM, and leaves nothing behind.
// test: boots=small timeout=120
#include "fs.h"
#include <sys/mman.h>

#define SPAN (2ul << 20) // what one page table maps

static char *map(size_t size, int prot, int flags) {
    return mmap(NULL, size, prot, flags | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static void read_far_and_wide(void) {
    char *at = map(1ul << 40, PROT_READ, MAP_PRIVATE);
    check(at != MAP_FAILED);
    for (size_t i = 0;; i += SPAN)
        load((uintptr_t)at + i);
}

// Neighbours that differ cannot join.
static void split_without_end(void) {
    char *at = map(1ul << 40, PROT_READ, MAP_PRIVATE);
    check(at != MAP_FAILED);
    for (size_t i = 0; mprotect(at + i * 2 * PAGE, PAGE, PROT_NONE) == 0; i++)
        check(i < 100000);
    check(errno == ENOMEM && load((uintptr_t)at + PAGE) == 0);
    check(munmap(at, 1ul << 40) == 0);
}

static void share_far_and_wide(void) {
    char *at = map(1ul << 38, PROT_READ | PROT_WRITE, MAP_SHARED);
    check(at != MAP_FAILED);
    for (size_t i = 0;; i += SPAN)
        at[i] = 1;
}

// Each of them is a record, and a file without a name.
static void map_small_things(void) {
    char *place = (char *)0x100000000000; // a hint spares the kernel the search
    for (int i = 0;
         mmap(place + i * PAGE, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
         i++)
        check(i < 200000);
    check(errno == ENOMEM);
}

static void must_end(void (*body)(void), const char *what) {
    const char *end = status_text(status_of(body));
    printf("%s: %s\n", what, end);
    check(strcmp(end, "SIGKILL") == 0 || strcmp(end, "exit 0") == 0);
    check(WEXITSTATUS(status_of_program(beside("elf/exit-7"), NULL)) == 7);
}

int main(void) {
    long tables = vmstat("nr_page_table_pages"), slots = vmstat("nr_swap_used");
    must_end(read_far_and_wide, "page tables");
    must_end(split_without_end, "records");
    must_end(share_far_and_wide, "shared memory");
    must_end(map_small_things, "mappings");
    check(vmstat("nr_page_table_pages") <= tables + 4 && vmstat("nr_swap_used") <= slots + 64);
    return 0;
}
