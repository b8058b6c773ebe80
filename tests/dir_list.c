// getdents64 through buffers of every size finds each of 302 names once, with its type; too small a
// buffer is EINVAL; lseek to where an entry said goes on from there, to 0 starts again.
// test: core portable boots=roomy,ram
#include "test.h"
#include <dirent.h>

enum { FILES = 300, DOT = FILES, DOT_DOT, ENTRIES };

struct entry { // Linux's linux_dirent64
    uint64_t inode;
    int64_t next;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int seen[ENTRIES];

// Which one it is, having checked everything about it.
static int number_of(const struct entry *entry) {
    check(entry->length % 8 == 0 && entry->length >= 19 + strlen(entry->name) + 1);
    check(entry->inode != 0);
    if (entry->name[0] == '.') {
        check(entry->type == DT_DIR);
        return strcmp(entry->name, ".") == 0 ? DOT : DOT_DOT;
    }
    check(entry->type == DT_REG);
    int number = atoi(entry->name);
    check(entry->name[3] == '-' && strlen(entry->name) == 4 + (size_t)number * 7 % 240);
    for (const char *c = entry->name + 4; *c != '\0'; c++)
        check(*c == 'a' + number % 26);
    return number;
}

static void read_all(int fd, size_t size) {
    static uint64_t buffer[65536 / 8];
    memset(seen, 0, sizeof seen);
    int total = 0;
    ssize_t n;
    while ((n = getdents64(fd, buffer, size)) > 0) {
        check((size_t)n <= size);
        for (ssize_t at = 0; at < n;) {
            const struct entry *entry = (const struct entry *)((char *)buffer + at);
            seen[number_of(entry)]++;
            at += entry->length;
            total++;
        }
    }
    check(n == 0);
    bool once = true;
    for (int i = 0; i < ENTRIES; i++)
        once &= seen[i] == 1;
    printf("by %zu: %d, each once: %d\n", size, total, once);
}

// From each entry on, the next one is the same whether reached by reading or by seeking.
static void seek_everywhere(int fd) {
    static uint64_t all[65536 / 8], one[512 / 8];
    lseek(fd, 0, SEEK_SET);
    ssize_t n = getdents64(fd, all, sizeof all), at = 0;
    check(n > 0 && getdents64(fd, one, sizeof one) == 0);
    int right = 0;
    while (at < n) {
        const struct entry *entry = (const struct entry *)((char *)all + at);
        at += entry->length;
        check(lseek(fd, entry->next, SEEK_SET) == entry->next);
        ssize_t got = getdents64(fd, one, sizeof one);
        if (at == n)
            right += got == 0;
        else
            right += got > 0 && strcmp(((struct entry *)one)->name,
                                       ((struct entry *)((char *)all + at))->name) == 0;
    }
    printf("found again: %d\n", right);
}

int main(void) {
    int fd = open(data("many"), O_RDONLY | O_DIRECTORY);
    check(fd >= 0);
    static const size_t sizes[] = {65536, 4096, 1000, 288, 272};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        lseek(fd, 0, SEEK_SET);
        read_all(fd, sizes[i]);
    }
    seek_everywhere(fd);

    char small[16];
    lseek(fd, 0, SEEK_SET);
    printf("too small: %s\n", outcome(getdents64(fd, small, sizeof small)));
    printf("then: ");
    read_all(fd, 4096);
    lseek(fd, 0, SEEK_SET);
    printf("read: %s\n", outcome(read(fd, small, sizeof small)));
    int file = open(data("small"), O_RDONLY);
    printf("of a file: %s\n", outcome(getdents64(file, small, sizeof small)));
    return 0;
}
