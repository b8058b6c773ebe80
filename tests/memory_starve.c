// Files in memory belong to no process, so nobody can be killed for them. However they are made, in
// one piece, with holes that keep their pages far apart, or empty and many, they are refused before
// there is too little memory left for programs to run in.
// test: boots=small timeout=240
#include "test.h"
#include <sys/statfs.h>

enum { NAMES_MOST = 100000, WORK = 200 };

static uint8_t page[PAGE];

static const char *name_of(int number) {
    static char name[300];
    // It is long, and its beginning differs: so it is found fast.
    snprintf(name, sizeof name, "/dev/shm/%06d%0190d", number, 0);
    return name;
}

// Half of them are files of their own, half are more names of the first one.
static int make_names(void) {
    char first[300];
    strcpy(first, name_of(0));
    int count = 0;
    for (int fd; count < NAMES_MOST; count++) {
        if (count % 2 == 1 && link(first, name_of(count)) < 0)
            break;
        if (count % 2 == 0 && (fd = open(name_of(count), O_CREAT | O_EXCL, 0600)) < 0)
            break;
        if (count % 2 == 0)
            check(close(fd) == 0);
    }
    check(errno == ENOSPC);
    return count;
}

// One page in each `step`; how many there are until there is no more.
static int write_pages(int fd, size_t step) {
    int count = 0;
    for (; memset(page, count + 1, PAGE) && pwrite(fd, page, PAGE, count * step) == PAGE; count++)
        ;
    check(errno == ENOSPC || errno == EFBIG);
    return count;
}

static void compare(int fd, size_t step, int count) {
    for (int i = 0; i < count; i++)
        check(pread(fd, page, PAGE, i * step) == PAGE && page[0] == (uint8_t)(i + 1));
}

static void work(void) {
    static char area[WORK * PAGE];
    for (size_t i = 0; i < sizeof area; i += PAGE)
        area[i] = 1;
    check(WEXITSTATUS(status_of_program(beside("elf/exit-7"), NULL)) == 7);
}

static void write_and_work(const char *what, size_t step) {
    int fd = open("/dev/shm/pages", O_RDWR | O_CREAT, 0600);
    check(fd >= 0);
    int count = write_pages(fd, step);
    printf("%s: %d\n", what, count);
    check(count >= 100);
    for (int i = 0; i < 3; i++)
        check(status_of(work) == 0);
    compare(fd, step, count);
    check(unlink("/dev/shm/pages") == 0 && close(fd) == 0);
}

int main(void) {
    struct statfs before, after;
    check(unlink(name_of(0)) < 0 && statfs("/dev/shm", &before) == 0);
    int fd = open("/dev/shm/pages", O_RDWR | O_CREAT, 0600); // its name is needed later
    int names = make_names();
    check(fd >= 0 && close(fd) == 0 && statfs("/dev/shm", &after) == 0 && after.f_ffree == 0);
    printf("names: %d\n", names);
    check(names + 1 == (int)before.f_ffree);
    write_and_work("pages", PAGE);
    for (size_t step = 2 << 20; step <= 1ul << 30; step <<= 9)
        write_and_work(step == 2 << 20 ? "a page in 2 MiB" : "a page in 1 GiB", step);
    for (int i = 0; i < names; i++)
        check(unlink(name_of(i)) == 0);
    check(statfs("/dev/shm", &after) == 0 && after.f_ffree == before.f_ffree);
    return 0;
}
