// Mappings of a file that together are larger than memory: what is stored into a shared one leaves
// memory for the file and comes back from there; private copies leave for swap, and the file keeps
// its contents.
// test: portable boots=roomy,swap,random timeout=120
#include "fs.h"
#include <sys/mman.h>

enum { SIZE = 12 << 20, WORDS = SIZE / 8, STEP = 64 };

static uint64_t *map(int fd, int flags) {
    void *at = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, flags, fd, 0);
    check(at != MAP_FAILED);
    return at;
}

static uint64_t word(uint64_t i, uint64_t seed) {
    return i * 0x9e3779b97f4a7c15 + seed;
}

static void fill(uint64_t *at, uint64_t seed) {
    for (uint64_t i = 0; i < WORDS; i += STEP)
        at[i] = word(i, seed);
}

static const char *compare(const uint64_t *at, uint64_t seed) {
    for (uint64_t i = 0; i < WORDS; i++)
        if (!right_at("mapping", i * 8, at[i], i % STEP == 0 ? word(i, seed) : 0))
            return "wrong";
    return "right";
}

int main(void) {
    enter_scratch();
    int fd = open("file", O_RDWR | O_CREAT, 0644);
    check(ftruncate(fd, SIZE) == 0);
    uint64_t *shared = map(fd, MAP_SHARED);
    fill(shared, 1);
    printf("shared: %s\n", compare(shared, 1));
    uint64_t *private = map(fd, MAP_PRIVATE);
    printf("private, before: %s\n", compare(private, 1));
    fill(private, 2);
    printf("private: %s\n", compare(private, 2));
    printf("shared: %s\n", compare(shared, 1));
    pid_t child = start();
    if (child == 0) {
        check(strcmp(compare(private, 2), "right") == 0);
        fill(shared, 3);
        exit(0);
    }
    check(wait_for(child) == 0);
    printf("private: %s\n", compare(private, 2));
    printf("file: %016lx\n", hash_of_file(fd));
    printf("shared, by the child: %s\n", compare(shared, 3));
    close(fd);
    leave_scratch();
    return 0;
}
