// statx tells the same as stat, of files, directories, links and open files; and refuses what it
// does not know. test: portable
#include "test.h"
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

struct statx_time {
    int64_t seconds;
    uint32_t nanoseconds, padding;
};

struct answer {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, uid, gid;
    uint16_t mode, padding;
    uint64_t inode, size, blocks, attributes_mask;
    struct statx_time accessed, created, changed, modified;
    uint32_t special_major, special_minor, major, minor;
    uint64_t rest[14];
};

static void compare(const char *what, int directory, const char *path, int flags) {
    struct answer x;
    struct stat s;
    check(syscall(SYS_statx, directory, path, flags, 0x7ff, &x) == 0);
    check(fstatat(directory, path, &s, flags) == 0);
    printf("%s: %o %d", what, x.mode, (x.mask & 0x7ff) == 0x7ff);
    printf(" %d", x.mode == s.st_mode && x.links == s.st_nlink && x.inode == s.st_ino);
    printf(" %d", x.size == (uint64_t)s.st_size && x.blocks == (uint64_t)s.st_blocks);
    printf(" %d", x.uid == s.st_uid && x.gid == s.st_gid);
    printf(" %d", makedev(x.major, x.minor) == s.st_dev);
    printf(" %d", makedev(x.special_major, x.special_minor) == s.st_rdev);
    printf(" %d\n", x.modified.seconds == s.st_mtime && x.block_size == (uint32_t)s.st_blksize);
}

static const char *refused(int directory, const char *path, unsigned flags, unsigned mask,
                           void *to) {
    return outcome(syscall(SYS_statx, directory, path, flags, mask, to));
}

int main(void) {
    char folder[] = "/tmp/statx-XXXXXX", buffer[512];
    check(mkdtemp(folder) != NULL && chdir(folder) == 0);
    int fd = open("file", O_CREAT | O_RDWR, 0640);
    check(fd >= 0 && write(fd, "hello", 5) == 5 && symlink("file", "link") == 0);
    compare("file", AT_FDCWD, "file", 0);
    compare("directory", AT_FDCWD, ".", 0);
    compare("link", AT_FDCWD, "link", AT_SYMLINK_NOFOLLOW);
    compare("through it", AT_FDCWD, "link", 0);
    compare("open", fd, "", AT_EMPTY_PATH);
    compare("device", AT_FDCWD, "/dev/null", 0);
    printf("refused: %s", refused(AT_FDCWD, "none", 0, 0x7ff, buffer));
    printf(" %s", refused(AT_FDCWD, "file", 0x10000, 0x7ff, buffer));
    printf(" %s", refused(AT_FDCWD, "file", 0x6000, 0x7ff, buffer));
    printf(" %s", refused(AT_FDCWD, "file", 0, 0x80000000, buffer));
    printf(" %s", refused(fd, "x", 0, 0x7ff, buffer));
    printf(" %s", refused(99, "x", 0, 0x7ff, buffer));
    printf(" %s\n", refused(AT_FDCWD, "file", 0, 0x7ff, (void *)1));
    check(unlink("file") == 0 && unlink("link") == 0 && chdir("/") == 0 && rmdir(folder) == 0);
    return 0;
}
