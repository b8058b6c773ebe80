// What was written and never synced is on the disk after the power was switched off in good order:
// contents, holes, names, links, modes and times. Linux's tools find it there, and so does
// again_read in the next boot.
// test: boots=roomy,small,half then=again_read
#include "again.h"
#include <sys/mman.h>

// Its blocks, those with block numbers too, soon belong to others, and nothing of it may be written
// any more.
static void write_and_remove(void) {
    struct lasting file = {0};
    int fd = open("removed", O_WRONLY | O_CREAT, 0644);
    check(fd >= 0);
    append(&file, fd, 900000);
    check(close(fd) == 0 && unlink("removed") == 0);
}

static void write_sizes(void) {
    check(mkdir("old", 0755) == 0 && mkdir("old/sizes", 0750) == 0 && mkdir("new", 0755) == 0);
    for (int i = 0; i < AGAIN_SIZES; i++) {
        struct lasting file = again_file(i, "old/sizes");
        int fd = open(file.path, O_WRONLY | O_CREAT, 0640);
        check(fd >= 0);
        append(&file, fd, again_sizes[i]);
        check(close(fd) == 0);
    }
    check(rename("old/sizes", "new/sizes") == 0 && rmdir("old") == 0);
}

static void write_many(void) {
    char path[32];
    check(mkdir("many", 0755) == 0);
    for (int i = 0; i < AGAIN_MANY; i++) {
        snprintf(path, sizeof path, "many/%d", i);
        put_file(path, path);
    }
    for (int i = 0; i < AGAIN_MANY; i += 2) {
        snprintf(path, sizeof path, "many/%d", i);
        check(unlink(path) == 0);
    }
}

static void write_links(void) {
    put_file("first", "a file with two names");
    check(link("first", "second") == 0 && link("first", "third") == 0 && unlink("first") == 0);
    check(symlink("second", "short") == 0 && symlink(LONG_TARGET, "long") == 0);
    put_file("a-file", "a link takes its name");
    check(symlink("second", "a-link") == 0 && rename("a-link", "a-file") == 0);
    put_file("replaced", "old");
    put_file("replacement", "new");
    check(rename("replacement", "replaced") == 0);
    const struct timespec times[2] = {{.tv_sec = TIME}, {.tv_sec = TIME + 1}};
    check(chown("replaced", OWNER, GROUP) == 0 && lchown("short", OWNER, GROUP) == 0);
    check(chmod("replaced", 0604) == 0 && utimensat(AT_FDCWD, "replaced", times, 0) == 0);
}

static void write_hole(void) {
    int fd = open("hole", O_WRONLY | O_CREAT, 0644);
    check(fd >= 0 && pwrite(fd, "end", 3, HOLE_END - 3) == 3 && close(fd) == 0);
    put_file("cut", "what is cut off does not come back");
    check(truncate("cut", 4) == 0 && truncate("cut", 8) == 0);
}

// The write finds nothing to write: the room that was found for it goes back.
static void write_nothing(void) {
    int fd = open("nothing", O_WRONLY | O_CREAT, 0644);
    check(fd >= 0 && write(fd, (void *)1, 5000) == -1 && errno == EFAULT && close(fd) == 0);
}

static void write_times(void) {
    char path[16];
    for (int i = 0; i < AGAIN_TIMES; i++) {
        const struct timespec times[2] = {again_times[AGAIN_TIMES - 1 - i], again_times[i]};
        snprintf(path, sizeof path, "time %d", i);
        put_file(path, "");
        check(utimensat(AT_FDCWD, path, times, 0) == 0);
    }
}

// Numbers that need more than one field of the inode. The harness does not look at this one.
static void write_large(void) {
    int fd = open(LARGE, O_WRONLY | O_CREAT, 0644);
    check(fd >= 0 && pwrite(fd, "end", 3, LARGE_SIZE - 3) == 3 && fchown(fd, USER, USER + 1) == 0);
    check(close(fd) == 0);
}

// Nobody but the kernel knows that these pages were written to.
static void write_mapped(void) {
    int fd = open("mapped", O_RDWR | O_CREAT, 0644);
    check(fd >= 0 && ftruncate(fd, MAPPED_SIZE) == 0);
    char *bytes = mmap(NULL, MAPPED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(bytes != MAP_FAILED);
    for (int i = 0; i < MAPPED_SIZE; i++)
        check(bytes[i] == 0); // so the pages are there already
    memset(bytes, 'm', MAPPED_SIZE);
}

int main(void) {
    umask(0);
    check(mkdir(LASTING, 0755) == 0 && chdir(LASTING) == 0);
    write_and_remove();
    write_sizes();
    write_many();
    write_links();
    write_hole();
    write_nothing();
    write_times();
    write_large();
    write_mapped();
    return 0;
}
