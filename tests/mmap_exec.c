// A new program begins without the mappings of the old one, private or shared; what was stored into
// a shared mapping of a file is in the file, though its name and its descriptor are gone.
// test: portable boots=roomy,small,eager
#include "fs.h"
#include <sys/mman.h>

#define PLACE ((char *)0x100000000000)

enum { PAGES = 3 };

static int is_mapped(char *at) {
    unsigned char here[PAGES];
    return mincore(at, PAGES * PAGE, here) == 0;
}

static void map_at(char *at, int flags, int fd) {
    int prot = PROT_READ | PROT_WRITE;
    check(mmap(at, PAGES * PAGE, prot, flags | MAP_FIXED_NOREPLACE, fd, 0) == at);
    memset(at, 'm', 2 * PAGE);
}

static void map_and_run(void) {
    int fd = open("file", O_RDWR);
    check(fd >= 0);
    map_at(PLACE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    map_at(PLACE + (1 << 20), MAP_SHARED | MAP_ANONYMOUS, -1);
    map_at(PLACE + (2 << 20), MAP_SHARED, fd);
    map_at(PLACE + (3 << 20), MAP_PRIVATE, fd);
    close(fd);
    check(link("file", "other") == 0 && unlink("file") == 0);
    printf("mapped: %d %d\n", is_mapped(PLACE), is_mapped(PLACE + (3 << 20)));
    fflush(stdout);
    execl("/proc/self/exe", "mmap_exec", "again", (char *)NULL);
}

int main(int argc, char *argv[]) {
    (void)argv;
    if (argc > 1) {
        for (int i = 0; i < 4; i++)
            printf("in the new program: %d\n", is_mapped(PLACE + (i << 20)));
        return 0;
    }
    enter_scratch();
    put_file("file", "");
    check(truncate("file", PAGES * PAGE) == 0);
    printf("%s\n", status_text(status_of(map_and_run)));
    int fd = open("other", O_RDONLY);
    printf("in the file: %016lx\n", hash_of_file(fd));
    close(fd);
    leave_scratch();
    return 0;
}
