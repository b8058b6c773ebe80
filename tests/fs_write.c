// Writing: at the end, behind the end, across pages and blocks, at the edges where the indirect
// blocks begin, from several buffers and from memory that is partly missing; and cutting files off
// and lengthening them: what was cut off never comes back.
// test: core portable boots=roomy,small,eager,ram
#include "fs.h"
#include <sys/mman.h>
#include <sys/uio.h>

static void show(const char *what, int fd) {
    struct stat status;
    check(fstat(fd, &status) == 0);
    printf("%s: size %ld, contents %016lx\n", what, (long)status.st_size, hash_of_file(fd));
}

// Offsets at which the numbers of blocks of 1, 2 and 4 KiB come to another indirect block.
static void indirect_edges(void) {
    int fd = open("edges", O_RDWR | O_CREAT, 0644);
    uint64_t last = 0;
    for (uint64_t block = 1024; block <= 4096; block *= 2) {
        uint64_t n = block / 4, edges[] = {12, 12 + n, 12 + n + n, 12 + n + n * n, 20 + n + n * n};
        for (int i = 0; i < 5; i++) {
            uint64_t at = edges[i] * block;
            check(pwrite(fd, "<before|after>", 14, at - 7) == 14);
            last = at > last ? at : last;
        }
    }
    char text[15] = "";
    for (uint64_t block = 1024; block <= 4096; block *= 2) {
        uint64_t n = block / 4, edges[] = {12, 12 + n, 12 + n + n, 12 + n + n * n, 20 + n + n * n};
        for (int i = 0; i < 5; i++) {
            check(pread(fd, text, 14, edges[i] * block - 7) == 14);
            check(memcmp(text, "<before|after>", 14) == 0);
        }
    }
    printf("edges: size %ld, the last byte: %ld\n", (long)lseek(fd, 0, SEEK_END), last + 7);
    check(fsync(fd) == 0);
    // Cut off at each edge from the far end on, in the middle of the text.
    for (uint64_t block = 4096; block >= 1024; block /= 2) {
        uint64_t n = block / 4, edges[] = {12, 12 + n, 12 + n + n, 12 + n + n * n, 20 + n + n * n};
        for (int i = 4; i >= 0; i--) {
            uint64_t at = edges[i] * block;
            if (at >= (uint64_t)lseek(fd, 0, SEEK_END))
                continue;
            check(ftruncate(fd, at) == 0 && pread(fd, text, 14, at - 7) == 7);
            check(ftruncate(fd, at + 100) == 0 && pread(fd, text, 14, at - 7) == 14);
            check(memcmp(text, "<before\0\0\0\0\0\0\0", 14) == 0);
        }
    }
    show("edges, cut", fd);
    close(fd);
}

static void append(void) {
    int a = open("append", O_WRONLY | O_CREAT | O_APPEND, 0600), b = open("append", O_RDWR);
    for (int i = 0; i < 1000; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "line %d\n", i);
        check(write(a, text, n) == n);
    }
    printf("position after appending: %ld\n", (long)lseek(a, 0, SEEK_CUR));
    check(lseek(a, 5, SEEK_SET) == 5 && write(a, "!", 1) == 1);
    printf("position after lseek and appending: %ld\n", (long)lseek(a, 0, SEEK_CUR));
    check(pwrite(a, "?", 1, 0) == 1);
    check(pwrite(b, "#", 1, 3) == 1);
    show("appended", b);
    close(a);
    close(b);
}

static void holes(void) {
    int fd = open("holes", O_RDWR | O_CREAT, 0600);
    struct stat status;
    check(pwrite(fd, "x", 1, 10000000) == 1);
    check(fstat(fd, &status) == 0);
    printf("a hole takes no room: %d\n", status.st_blocks < 100);
    for (uint64_t at = 1; at < 10000000; at = at * 3 + 1)
        check(pwrite(fd, "hole", 4, at) == 4);
    show("holes", fd);
    check(ftruncate(fd, 5000) == 0 && ftruncate(fd, 9000) == 0);
    show("holes, cut and lengthened", fd);
    check(ftruncate(fd, 0) == 0);
    check(fsync(fd) == 0 && fstat(fd, &status) == 0);
    printf("an empty file takes no room: %d\n", status.st_blocks < 16);
    close(fd);
}

static void old_contents(void) {
    static char bytes[40000];
    int fd = open("old", O_RDWR | O_CREAT, 0600);
    memset(bytes, 'z', sizeof bytes);
    check(write(fd, bytes, sizeof bytes) == sizeof bytes);
    check(ftruncate(fd, 10001) == 0);
    check(pwrite(fd, "a", 1, 30000) == 1);
    show("cut and written behind", fd);
    check(open("old", O_WRONLY | O_TRUNC) >= 0);
    check(pwrite(fd, "a", 1, 20000) == 1);
    show("emptied and written behind", fd);
    close(fd);
}

static void vectors(void) {
    int fd = open("vectors", O_RDWR | O_CREAT, 0600);
    static char a[3000], b[5000], c[1];
    memset(a, 'a', sizeof a);
    memset(b, 'b', sizeof b);
    struct iovec segments[] = {{a, sizeof a}, {NULL, 0}, {b, sizeof b}, {c, sizeof c}};
    for (int i = 0; i < 5; i++)
        printf("writev: %ld\n", (long)writev(fd, segments, 4));
    show("vectors", fd);
    close(fd);
}

// The part of the buffer that is there is written.
static void missing_memory(void) {
    int fd = open("missing", O_RDWR | O_CREAT, 0600);
    char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(page != MAP_FAILED && munmap(page + PAGE, PAGE) == 0);
    memset(page, 'm', PAGE);
    printf("none: %s\n", outcome(write(fd, page + PAGE, 10)));
    show("none", fd);
    printf("some: %ld\n", (long)pwrite(fd, page + PAGE - 100, 200, 8192 - 100));
    show("some", fd);
    close(fd);
}

int main(void) {
    enter_scratch();
    indirect_edges();
    append();
    holes();
    old_contents();
    vectors();
    missing_memory();
    leave_scratch();
    return 0;
}
