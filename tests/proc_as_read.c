// A long text of /proc is made as it is read: whoever takes it in pieces of whatever size, or from
// anywhere, or from the beginning again, reads what whoever takes all of it at once does, however
// long a line is. test: portable boots=roomy,swap
#include "test.h"
#include <sys/mman.h>
#include <sys/stat.h>

enum { RECORDS = 2000, SIZE = 1 << 20 };
static char whole[SIZE], pieces[SIZE];

static size_t read_all(int fd, char *to, size_t piece) {
    size_t length = 0;
    ssize_t n;
    while ((n = read(fd, to + length, piece)) > 0)
        length += n;
    check(n == 0);
    return length;
}

static void compare(const char *path) {
    int fd = open(path, O_RDONLY);
    size_t length = read_all(fd, whole, 65536);
    check(length > 0 && length < SIZE);
    whole[length] = '\0';
    for (size_t piece = 1; piece < 10000; piece = piece * 5 + 2) {
        check(lseek(fd, 0, SEEK_SET) == 0);
        bool same = read_all(fd, pieces, piece) == length && memcmp(whole, pieces, length) == 0;
        printf("%s in pieces of %zu: %s\n", path, piece, same ? "the same" : "another");
    }
    for (size_t step = length / 50, at = 48 * step; at >= step; at -= step)
        check(pread(fd, pieces, 100, at) == 100 && memcmp(whole + at, pieces, 100) == 0);
    check(pread(fd, pieces, 100, length) == 0 && pread(fd, pieces, 100, 2 * length) == 0);
    check(close(fd) == 0);
}

// Maps a file whose line is longer than any page: its path has thousands of newlines, each of which
// becomes four characters.
static void map_long_name(void) {
    enum { NAMES = 14, LENGTH = 250 };
    char folder[] = "/tmp/as-read-XXXXXX", name[LENGTH + 1] = "";
    memset(name, '\n', LENGTH);
    check(mkdtemp(folder) != NULL && chdir(folder) == 0);
    for (int i = 0; i < NAMES; i++)
        check(mkdir(name, 0700) == 0 && chdir(name) == 0);
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    check(fd >= 0 && ftruncate(fd, PAGE) == 0);
    check(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED);
    check(close(fd) == 0 && unlink(name) == 0);
    for (int i = 0; i < NAMES; i++)
        check(chdir("..") == 0 && rmdir(name) == 0);
    check(chdir("/") == 0 && rmdir(folder) == 0);
}

int main(void) {
    char *p = mmap(NULL, RECORDS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(p != MAP_FAILED);
    memset(whole, 1, SIZE); // their pages are in memory before smaps looks
    memset(pieces, 1, SIZE);
    for (long i = 0; i < RECORDS; i += 2)
        check(mprotect(p + i * PAGE, PAGE, PROT_READ) == 0);
    compare("/proc/self/maps");
    check(munmap(p + RECORDS / 4 * PAGE, RECORDS / 4 * 3 * PAGE) == 0);
    compare("/proc/self/smaps");
    map_long_name();
    compare("/proc/self/maps");
    char *line = strstr(whole, "/tmp/as-read");
    printf("the longest line: %d\n", line != NULL && strcspn(line, "\n") > 12000);
    return 0;
}
