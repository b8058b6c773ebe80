// 1,024 descriptors can be open at once; then comes EMFILE, for pipes too, and nothing is
// lost: after closing they can all be opened again, and a child has them all. (How many it may be
// is configured elsewhere.) test: boots=roomy,small
#include "test.h"
#include <sys/stat.h>

static int open_all(void) {
    int count = 0;
    while (open("/dev/null", O_RDONLY) >= 0)
        count++;
    check(errno == EMFILE);
    return count;
}

static off_t size_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? status.st_size : -1;
}

// Without a descriptor, open does nothing to the file either.
static void try_to_make_and_empty(void) {
    check(close(99) == 0 && open("/tmp/fd-many", O_CREAT | O_WRONLY, 0644) == 99);
    check(write(99, "text", 4) == 4);
    check(open("/tmp/fd-many", O_TRUNC | O_WRONLY) == -1 && errno == EMFILE);
    check(open("/tmp/fd-many-2", O_CREAT | O_WRONLY, 0644) == -1 && errno == EMFILE);
    check(size_of("/tmp/fd-many") == 4 && size_of("/tmp/fd-many-2") == -1);
    check(unlink("/tmp/fd-many") == 0);
}

static void child(void) {
    check(dup(0) == -1 && errno == EMFILE);
    for (int fd = 3; fd < 250; fd++)
        check(close(fd) == 0);
    int fds[2];
    check(pipe(fds) == 0);
}

int main(void) {
    int count = open_all(), fds[2];
    printf("opened %d\n", count);
    check(count == 1024 - 3);
    check(pipe(fds) == -1 && errno == EMFILE);
    check(close(100) == 0);
    check(pipe(fds) == -1 && errno == EMFILE); // one is not enough
    check(dup(0) == 100);
    check(dup(0) == -1 && errno == EMFILE);
    check(fcntl(0, F_DUPFD, 0) == -1 && errno == EMFILE);
    try_to_make_and_empty();
    check(wait_for(start_in(child)) == 0);
    for (int fd = 3; fd < count + 3; fd++)
        close(fd);
    check(open_all() >= count);
    return 0;
}
