// What mmap, munmap, mprotect, mremap, madvise and msync refuse, with which errno, and that what
// was there before is still there. test: portable boots=roomy,small
#include "test.h"
#include <sys/mman.h>

#define TOP 0x7ffffffff000ul // the first address that is not the user's
#define ANYWHERE ((void *)0)

static const int data_flags = MAP_PRIVATE | MAP_ANONYMOUS;

static void tell_map(const char *what, void *result) {
    printf("mmap %s: %s\n", what, result == MAP_FAILED ? errno_name(errno) : "ok");
    if (result != MAP_FAILED)
        munmap(result, 1);
}

static void tell(const char *what, long result) {
    printf("%s: %s\n", what, outcome(result));
}

static void map_errors(void) {
    int fd = open(data("dense"), O_RDONLY), ends[2];
    int directory = open(data("many"), O_RDONLY);
    check(fd >= 0 && directory >= 0 && pipe(ends) == 0);
    int both = PROT_READ | PROT_WRITE;
    tell_map("of nothing", mmap(ANYWHERE, 0, both, data_flags, -1, 0));
    tell_map("of everything", mmap(ANYWHERE, SIZE_MAX, both, data_flags, -1, 0));
    tell_map("of half of everything", mmap(ANYWHERE, 1ul << 63, both, data_flags, -1, 0));
    tell_map("of the user's half", mmap(ANYWHERE, TOP, both, data_flags | MAP_NORESERVE, -1, 0));
    tell_map("without a type", mmap(ANYWHERE, PAGE, both, MAP_ANONYMOUS, -1, 0));
    tell_map("at an odd offset", mmap(ANYWHERE, PAGE, PROT_READ, MAP_PRIVATE, fd, 1));
    tell_map("of a bad descriptor", mmap(ANYWHERE, PAGE, PROT_READ, MAP_PRIVATE, 999, 0));
    tell_map("of a bad descriptor, at an odd offset",
             mmap(ANYWHERE, PAGE, PROT_READ, MAP_PRIVATE, 999, 1));
    tell_map("of nothing of a bad descriptor", mmap(ANYWHERE, 0, PROT_READ, MAP_PRIVATE, 999, 0));
    tell_map("anonymous, with a descriptor", mmap(ANYWHERE, PAGE, both, data_flags, 999, 0));
    tell_map("of a directory", mmap(ANYWHERE, PAGE, PROT_READ, MAP_PRIVATE, directory, 0));
    tell_map("of a pipe", mmap(ANYWHERE, PAGE, PROT_READ, MAP_PRIVATE, ends[0], 0));
    tell_map("of what cannot be read", mmap(ANYWHERE, PAGE, PROT_READ, MAP_PRIVATE, ends[1], 0));
    tell_map("shared and writable, of what cannot be written",
             mmap(ANYWHERE, PAGE, both, MAP_SHARED, fd, 0));
    tell_map("private and writable, of the same", mmap(ANYWHERE, PAGE, both, MAP_PRIVATE, fd, 0));
    tell_map("shared, of the same", mmap(ANYWHERE, PAGE, PROT_READ, MAP_SHARED, fd, 0));
    tell_map("behind the end", mmap(ANYWHERE, PAGE, PROT_READ, MAP_PRIVATE, fd, 1l << 40));
    tell_map("over the end of numbers",
             mmap(ANYWHERE, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, INT64_MAX & -PAGE));
}

static void place_errors(void) {
    int both = PROT_READ | PROT_WRITE, fixed = data_flags | MAP_FIXED;
    int careful = data_flags | MAP_FIXED_NOREPLACE;
    char *three = mmap(ANYWHERE, 3 * PAGE, both, data_flags, -1, 0);
    check(three != MAP_FAILED);
    memset(three, 7, 3 * PAGE);
    tell_map("at an odd address", mmap(three + 1, PAGE, both, fixed, -1, 0));
    tell_map("in the kernel", mmap((void *)0xffff800000000000, PAGE, both, fixed, -1, 0));
    tell_map("at the top", mmap((void *)TOP, PAGE, both, fixed, -1, 0));
    tell_map("over the top", mmap((void *)(TOP - PAGE), 2 * PAGE, both, fixed, -1, 0));
    tell_map("wrapping round", mmap((void *)-PAGE, 2 * PAGE, both, fixed, -1, 0));
    tell_map("where something is", mmap(three + PAGE, PAGE, both, careful, -1, 0));
    tell_map("hinting at it", mmap(three + PAGE, PAGE, both, data_flags, -1, 0));
    tell_map("hinting at the kernel", mmap((void *)-PAGE, PAGE, both, data_flags, -1, 0));
    check(three[0] == 7 && three[PAGE] == 7 && three[3 * PAGE - 1] == 7);

    tell("munmap at an odd address", munmap(three + 1, PAGE));
    tell("munmap of nothing", munmap(three, 0));
    tell("munmap of the kernel", munmap((void *)0xffff800000000000, PAGE));
    tell("munmap over the top", munmap((void *)(TOP - PAGE), 2 * PAGE));
    tell("munmap of too much", munmap(three, SIZE_MAX));
    check(three[0] == 7 && three[PAGE] == 7 && three[3 * PAGE - 1] == 7);
    tell("munmap of part of a page", munmap(three + 2 * PAGE, 1));
    tell("munmap of a hole", munmap(three + 2 * PAGE, PAGE));

    tell("mprotect at an odd address", mprotect(three + 1, PAGE, both));
    tell("mprotect of nothing", mprotect(three, 0, PROT_NONE));
    tell("mprotect of the kernel", mprotect((void *)0xffff800000000000, PAGE, both));
    tell("mprotect of too much", mprotect(three, SIZE_MAX & -PAGE, both));
    tell("mprotect with unknown bits", mprotect(three, PAGE, 0x100));
    tell("mprotect of a hole", mprotect(three + 2 * PAGE, PAGE, both));
    check(three[0] == 7 && three[2 * PAGE - 1] == 7);
    tell("mprotect into a hole", mprotect(three, 3 * PAGE, PROT_READ));
    check(three[0] == 7 && three[2 * PAGE - 1] == 7);

    tell("madvise at an odd address", madvise(three + 1, PAGE, MADV_DONTNEED));
    tell("madvise of nothing", madvise(three, 0, MADV_DONTNEED));
    tell("unknown advice", madvise(three, PAGE, 12345));
    tell("madvise of a hole", madvise(three + 2 * PAGE, PAGE, MADV_WILLNEED));
    tell("msync at an odd address", msync(three + 1, PAGE, MS_SYNC));
    tell("msync of a hole", msync(three + 2 * PAGE, PAGE, MS_SYNC));
    tell("msync both ways", msync(three, PAGE, MS_SYNC | MS_ASYNC));
    tell("msync", msync(three, 2 * PAGE, MS_SYNC));
    check(mlock(three + PAGE, PAGE) == 0);
    tell("msync of what is locked", msync(three, 2 * PAGE, MS_SYNC));
    tell("… to be read again", msync(three, 2 * PAGE, MS_ASYNC | MS_INVALIDATE));
    tell("… but for that", msync(three, PAGE, MS_ASYNC | MS_INVALIDATE));
    tell("… and into a hole", msync(three, 3 * PAGE, MS_INVALIDATE));
}

static void remap_errors(void) {
    int both = PROT_READ | PROT_WRITE;
    char *two = mmap(ANYWHERE, 2 * PAGE, both, data_flags, -1, 0);
    check(two != MAP_FAILED && munmap(two + PAGE, PAGE) == 0);
    *two = 7;
    tell_map("again, from a hole", mremap(two + PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
    tell_map("again, from an odd address", mremap(two + 1, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
    tell_map("again, to nothing", mremap(two, PAGE, 0, MREMAP_MAYMOVE));
    tell_map("again, of more than there is", mremap(two, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE));
    tell_map("again, with unknown flags", mremap(two, PAGE, PAGE, 0x100));
    tell_map("again, of nothing", mremap(two, 0, PAGE, MREMAP_MAYMOVE));
    tell_map("again, to too much", mremap(two, PAGE, SIZE_MAX & -PAGE, MREMAP_MAYMOVE));
    check(*two == 7);
}

int main(void) {
    map_errors();
    place_errors();
    remap_errors();
    return 0;
}
