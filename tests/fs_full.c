// A full disk: the write says how much of it went in, then ENOSPC; nothing that was there suffers;
// and what is removed can be used again, wherever it is. A store into a hole that there is no room
// for is SIGBUS. The same for inodes.
// test: boots=roomy,ram timeout=120
#include "fs.h"
#include <sys/mman.h>
#include <sys/statfs.h>

enum { PIECE = 100000 };

static struct statfs statfs_now(void) {
    struct statfs status;
    check(statfs(".", &status) == 0);
    return status;
}

// Whether as much is free as before. The flusher may still be writing one of the files that were
// removed, which lives until then.
static bool is_free_again(const struct statfs *before) {
    for (int i = 0; i < 500; i++) {
        struct statfs now = statfs_now();
        if (now.f_bfree == before->f_bfree && now.f_ffree == before->f_ffree)
            return true;
        pause_for(10);
    }
    return false;
}

// What belongs at this place of a file: the same again after a prime number of bytes.
static const char *contents_at(long at) {
    enum { PERIOD = 7919 };
    static char bytes[PERIOD + PIECE];
    if (bytes[1] == 0)
        for (int i = 0; i < PERIOD + PIECE; i++)
            bytes[i] = i % PERIOD / 7 + i % PERIOD;
    return bytes + at % PERIOD;
}

// Writes until nothing more goes in; the size that the file got. A page of several blocks is
// refused as a whole, so the last blocks only go in bit by bit.
static long fill(const char *path) {
    int fd = open(path, O_CREAT | O_RDWR | O_TRUNC, 0644);
    long size = 0;
    for (size_t piece = PIECE; piece > 0;) {
        ssize_t n = write(fd, contents_at(size), piece);
        if (n < 0)
            piece = piece > 1 ? 1 : 0;
        else
            size += n;
    }
    check(errno == ENOSPC);
    check(lseek(fd, 0, SEEK_END) == size);
    check(fsync(fd) == 0 && close(fd) == 0);
    return size;
}

static void verify(const char *path, long size) {
    static char bytes[PIECE];
    int fd = open(path, O_RDONLY);
    for (long at = 0; at < size;) {
        ssize_t n = read(fd, bytes, PIECE);
        check(n > 0 && memcmp(bytes, contents_at(at), n) == 0);
        at += n;
    }
    check(read(fd, bytes, 1) == 0);
    close(fd);
}

// A page that finds no room is refused when it is stored into, for afterwards nobody could be told.
static void store_into_hole(void) {
    int fd = open("empty", O_RDWR);
    check(ftruncate(fd, 2 * PAGE) == 0);
    char *hole = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(hole != MAP_FAILED && hole[PAGE] == 0);
    pid_t pid = start();
    if (pid == 0) {
        store((uintptr_t)hole + PAGE, 1);
        _exit(0);
    }
    check(wait_for(pid) == SIGBUS && hole[PAGE] == 0);
    check(ftruncate(fd, 0) == 0 && munmap(hole, 2 * PAGE) == 0 && close(fd) == 0);
}

static int make(const char *path) {
    static char bytes[PIECE];
    int fd = open(path, O_CREAT | O_RDWR, 0644);
    check(fd >= 0 && write(fd, bytes, PIECE) == PIECE);
    return fd;
}

static void full_disk(void) {
    struct statfs before = statfs_now();
    long size = fill("big");
    fill("rest"); // what is too little for a block and the table that it needs
    printf("full: %lu blocks of %lu free, then %lu\n", before.f_bfree, before.f_blocks,
           statfs_now().f_bfree);
    check(statfs_now().f_bfree == 0);
    check(mkdir("no-room", 0755) == -1 && errno == ENOSPC);
    int fd = open("empty", O_CREAT | O_RDWR, 0644); // needs no block
    check(fd >= 0 && write(fd, "x", 1) == -1 && errno == ENOSPC);
    check(pwrite(fd, "x", 1, 1ul << 30) == -1 && errno == ENOSPC);
    check(lseek(fd, 0, SEEK_END) == 0);
    close(fd);
    store_into_hole();
    verify("big", size);
    check(truncate("big", size - 10 * PIECE) == 0);
    int first = make("first"), second = make("second");
    close(open("small", O_CREAT | O_RDWR, 0644));
    long small = fill("small");
    printf("again: %d\n", small > 7 * PIECE);
    check(unlink("first") == 0 && close(first) == 0); // the room is before the second one's blocks
    check(lseek(second, 4096, SEEK_END) > 0 && write(second, "x", 1) == 1 && close(second) == 0);
    verify("small", small);
    verify("big", size - 10 * PIECE);
    check(unlink("big") == 0 && unlink("rest") == 0 && unlink("small") == 0);
    check(unlink("empty") == 0 && unlink("second") == 0);
    check(is_free_again(&before));
}

static void out_of_inodes(void) {
    struct statfs before = statfs_now();
    char name[32];
    long made = 0;
    for (;; made++) {
        snprintf(name, sizeof name, "%ld", made);
        int fd = open(name, O_CREAT | O_WRONLY, 0644);
        if (fd < 0)
            break;
        close(fd);
    }
    check(errno == ENOSPC && statfs_now().f_ffree == 0 && made == (long)before.f_ffree);
    check(mkdir("none", 0755) == -1 && errno == ENOSPC && symlink("a", "none") == -1);
    check(link("0", "one-more-name") == 0 && unlink("one-more-name") == 0);
    for (long i = 0; i < made; i++) {
        snprintf(name, sizeof name, "%ld", i);
        check(unlink(name) == 0);
    }
    printf("out of inodes: all %d\n", is_free_again(&before));
}

int main(void) {
    enter_scratch();
    full_disk();
    out_of_inodes();
    leave_scratch();
    return 0;
}
