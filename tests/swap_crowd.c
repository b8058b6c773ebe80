// A crowd of processes that wait for the same pages of a file, and each want a copy: when a page
// arrives, many frames are needed at once. Swap is far from full, so nobody is killed.
// test: portable boots=roomy,swap timeout=120
#include "test.h"
#include <sys/mman.h>

enum { CROWD = 110, PAGES = 24, HOG = 16 << 20 };

static void fill_file(int file) {
    static char page[PAGE];
    for (int i = 0; i < PAGES; i++) {
        memset(page, 'a' + i, PAGE);
        check(write(file, page, PAGE) == (ssize_t)PAGE);
    }
}

static void child(unsigned char *at, int gate) {
    char byte;
    check(read(gate, &byte, 1) == 0);
    for (int i = 0; i < PAGES; i++)
        at[i * PAGE] = 1;
    for (int i = 0; i < PAGES; i++)
        check(right_at("copy", i * PAGE, at[i * PAGE], 1) &&
              right_at("copy", i * PAGE + 1, at[i * PAGE + 1], 'a' + i));
    _exit(0);
}

int main(void) {
    int file = open("crowd", O_RDWR | O_CREAT | O_TRUNC, 0600), gate[2];
    check(file >= 0 && unlink("crowd") == 0);
    fill_file(file);
    check(fsync(file) == 0 && pipe(gate) == 0);
    unsigned char *at = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    check(at != MAP_FAILED);
    pid_t children[CROWD];
    for (int i = 0; i < CROWD; i++) {
        children[i] = start();
        if (children[i] == 0) {
            close(gate[1]);
            child(at, gate[0]);
        }
    }
    unsigned char *hog =
        mmap(NULL, HOG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(hog != MAP_FAILED);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < HOG / PAGE; i++)
            hog[i * PAGE] = 1;
    close(gate[1]);
    int good = 0;
    for (int i = 0; i < CROWD; i++)
        good += wait_for(children[i]) == 0;
    printf("%d of %d are well\n", good, CROWD);
    return 0;
}
