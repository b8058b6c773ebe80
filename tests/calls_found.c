// Calls whose results once were others than on Linux: what tests/long.py found.
// test: portable boots=roomy,small
#include "fs.h"
#include <sys/mman.h>

static void told(const char *what, long result) {
    printf("%s: %s\n", what, outcome(result));
}

// Nothing is made or emptied for a file that then gets no descriptor.
static void no_descriptor(void) {
    struct rlimit limit = {.rlim_cur = 3, .rlim_max = 64};
    put_file("full", "text");
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    told("made without a descriptor", open("new", O_RDWR | O_CREAT, 0644));
    told("emptied without one", open("full", O_RDWR | O_TRUNC));
    told("a directory without one", open(".", O_RDWR));
    told("no path without one", open("", O_RDONLY));
    limit.rlim_cur = 64;
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    told("new", access("new", F_OK));
    struct stat status;
    check(stat("full", &status) == 0);
    printf("full has %ld bytes\n", (long)status.st_size);
}

static void made_directories(void) {
    told("making .", open(".", O_RDWR | O_CREAT, 0644));
    told("making . anew", open(".", O_RDWR | O_CREAT | O_EXCL, 0644));
    told("making / anew", open("/", O_RDWR | O_CREAT | O_EXCL, 0644));
    told("making none/ anew", open("none/", O_RDWR | O_CREAT | O_EXCL, 0644));
}

static void pipes(void) {
    int ends[2];
    struct stat status;
    check(pipe(ends) == 0);
    told("fchmod of a pipe", fchmod(ends[0], 0751));
    check(fstat(ends[1], &status) == 0);
    printf("its mode is %o\n", status.st_mode);
    told("fsync of a pipe", fsync(ends[1]));
    check(mkfifo("fifo", 0644) == 0);
    int fifo = open("fifo", O_RDWR);
    told("fsync of a FIFO", fsync(fifo));
    int null = open("/dev/null", O_RDWR);
    told("fsync of /dev/null", fsync(null));
    close(null);
    close(fifo);
    close(ends[0]);
    close(ends[1]);
}

static void moved(const char *what, void *result) {
    told(what, result == MAP_FAILED ? -1 : 0);
}

static void mremap_into_itself(void) {
    int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
    char *area = mmap(NULL, 8 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(area != MAP_FAILED && munmap(area, PAGE) == 0);
    moved("onto itself", mremap(area + PAGE, PAGE, PAGE, flags, area + PAGE));
    moved("what is not there, onto itself", mremap(area, PAGE, PAGE, flags, area));
    moved("what is not there, elsewhere", mremap(area, PAGE, PAGE, flags, area + 4 * PAGE));
    moved("to an odd address", mremap(area, PAGE, PAGE, flags, area + 4 * PAGE + 1));
    munmap(area, 8 * PAGE);
}

int main(void) {
    enter_scratch();
    no_descriptor();
    made_directories();
    pipes();
    mremap_into_itself();
    leave_scratch();
    return 0;
}
