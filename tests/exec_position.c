// Loading a program, at once or page by page, does not move the position of a descriptor of the
// same file, which parent and child share. test: core portable boots=roomy,eager
#include "test.h"

static const uint8_t table[50 * PAGE] = {1};

static long position(int fd) {
    return lseek(fd, 0, SEEK_CUR);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        int fd = atoi(argv[1]);
        printf("after exec: %ld, ", position(fd));
        for (size_t i = 0; i < sizeof table; i += PAGE)
            check(load((uintptr_t)table + i) == (i == 0));
        printf("after paging: %ld\n", position(fd));
        char magic[4];
        check(lseek(fd, 0, SEEK_SET) == 0 && read(fd, magic, 4) == 4);
        return memcmp(magic, "\177ELF", 4) == 0 ? 0 : 1;
    }
    int fd = open(argv[0], O_RDONLY);
    check(fd >= 0 && lseek(fd, 1000, SEEK_SET) == 1000);
    char number[16];
    snprintf(number, sizeof number, "%d", fd);
    printf("%s\n", status_text(status_of_program(argv[0], number)));
    printf("moved by the child alone: %ld\n", position(fd));
    check(load((uintptr_t)table + 20 * PAGE) == 0);
    printf("after paging: %ld\n", position(fd));
    return 0;
}
