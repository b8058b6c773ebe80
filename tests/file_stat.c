// stat, lstat, fstat and newfstatat agree, and tell type, permissions, size, links and blocks
// truly; statfs knows the file system.
// test: portable
#include "test.h"
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

static const char *type_of(mode_t mode) {
    return S_ISREG(mode)    ? "file"
           : S_ISDIR(mode)  ? "directory"
           : S_ISCHR(mode)  ? "character device"
           : S_ISLNK(mode)  ? "link"
           : S_ISFIFO(mode) ? "pipe"
                            : "other";
}

static void show(const char *name) {
    struct stat by_path, by_fd, by_at;
    check(lstat(name, &by_path) == 0);
    check(fstatat(AT_FDCWD, name, &by_at, AT_SYMLINK_NOFOLLOW) == 0);
    check(by_path.st_ino == by_at.st_ino && by_path.st_dev == by_at.st_dev);
    check(by_path.st_size == by_at.st_size && by_path.st_mode == by_at.st_mode);
    printf("%s: %s %o", name, type_of(by_path.st_mode), by_path.st_mode & 07777);
    if (!S_ISDIR(by_path.st_mode)) // a directory's size and links are its file system's affair
        printf(", %ld bytes, %ld link", (long)by_path.st_size, (long)by_path.st_nlink);
    printf("\n");
    int fd = S_ISLNK(by_path.st_mode) ? -1 : open(name, O_RDONLY);
    if (fd >= 0) {
        check(fstat(fd, &by_fd) == 0);
        check(by_fd.st_ino == by_path.st_ino && by_fd.st_mtime == by_path.st_mtime);
        check(fstatat(fd, "", &by_at, AT_EMPTY_PATH) == 0 && by_at.st_ino == by_fd.st_ino);
        check(by_fd.st_blksize >= 512 && by_fd.st_blksize <= 1 << 20);
        close(fd);
    }
}

int main(void) {
    check(chdir(data("")) == 0);
    static const char *const names[] = {"small", "empty",          "letters",    "dense", "many",
                                        "deep",  "links/to-small", "links/long", "holes"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        show(names[i]);

    struct stat status;
    check(stat("/dev/null", &status) == 0);
    printf("null: %s %u,%u\n", type_of(status.st_mode), major(status.st_rdev),
           minor(status.st_rdev));
    check(stat("/dev/zero", &status) == 0);
    printf("zero: %s %u,%u\n", type_of(status.st_mode), major(status.st_rdev),
           minor(status.st_rdev));
    int fds[2];
    check(pipe(fds) == 0 && fstat(fds[0], &status) == 0);
    printf("pipe: %s, %ld bytes\n", type_of(status.st_mode), (long)status.st_size);

    check(stat("dense", &status) == 0);
    printf("600007 bytes are blocks: %d\n", status.st_blocks * 512 >= 600007);
    check(stat("holes", &status) == 0);
    printf("holes are none: %d\n", status.st_blocks * 512 < 1 << 20);

    struct statfs system;
    printf("statfs: %s\n", outcome(statfs("small", &system)));
    check(system.f_bsize >= 512 && system.f_bfree <= system.f_blocks);
    printf("missing: %s\n", outcome(stat("missing", &status)));
    printf("no name: %s\n", outcome(stat("", &status)));
    printf("bad descriptor: %s\n", outcome(fstat(999, &status)));
    printf("wrong flag: %s\n", outcome(fstatat(AT_FDCWD, "small", &status, 0x8000000)));
    printf("below a file: %s\n", outcome(stat("small/x", &status)));
    return 0;
}
