// How long a file may become (RLIMIT_FSIZE): what fits is written, what begins at the limit or
// behind it brings SIGXFSZ and EFBIG, however it is written; what is there already may be changed.
// test: portable boots=roomy,small,ram
#include "fs.h"
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

enum { LIMIT = 10000 };

static int signals;

static void note(int signal) {
    (void)signal;
    signals++;
}

static void limit(rlim_t most) {
    struct rlimit limits = {.rlim_cur = most, .rlim_max = RLIM_INFINITY};
    check(setrlimit(RLIMIT_FSIZE, &limits) == 0);
}

static void tell(const char *what, int fd, long result) {
    const char *error = outcome(result);
    struct stat status;
    check(fstat(fd, &status) == 0);
    printf("%s: %ld (%s), size %ld, %d signals\n", what, result, error, (long)status.st_size,
           signals);
}

static char bytes[2 * LIMIT];

static void writing(int fd) {
    struct iovec two[] = {{bytes, 3000}, {bytes, 3000}};
    tell("half", fd, write(fd, bytes, LIMIT / 2));
    tell("as two pieces", fd, writev(fd, two, 2));
    tell("at the limit", fd, write(fd, bytes, 1));
    tell("nothing there", fd, write(fd, bytes, 0));
    tell("behind it", fd, pwrite(fd, bytes, 1, LIMIT + 5000));
    tell("across it", fd, pwrite(fd, bytes, 100, LIMIT - 50));
    tell("before it", fd, pwrite(fd, bytes, 100, 0));
    int again = open("file", O_WRONLY | O_APPEND);
    tell("appended", again, write(again, bytes, 10));
    close(again);
}

static void cutting(int fd) {
    tell("longer than that", fd, ftruncate(fd, LIMIT + 1));
    tell("by its name", fd, truncate("file", LIMIT + 1));
    tell("so long", fd, ftruncate(fd, LIMIT));
    limit(RLIM_INFINITY);
    tell("unlimited", fd, ftruncate(fd, 3 * LIMIT));
    limit(LIMIT);
    tell("the same again", fd, ftruncate(fd, 3 * LIMIT));
    tell("shorter, but too long", fd, ftruncate(fd, 2 * LIMIT));
    tell("what is there already", fd, pwrite(fd, bytes, 1, LIMIT + 1));
    tell("much shorter", fd, ftruncate(fd, LIMIT - 4000));
}

static void sending(int fd) {
    int from = open("from", O_RDWR | O_CREAT, 0600);
    check(write(from, bytes, 8000) == 8000 && lseek(fd, 0, SEEK_END) == LIMIT - 4000);
    off_t offset = 0;
    printf("sent: %ld", (long)sendfile(fd, from, &offset, 8000));
    printf(", then: %s", outcome(sendfile(fd, from, &offset, 4000)));
    printf(", the offset is %ld\n", (long)offset);
    close(from);
}

static void too_much(void) {
    signal(SIGXFSZ, SIG_DFL);
    int fd = open("file", O_WRONLY | O_APPEND);
    write(fd, bytes, sizeof bytes);
}

int main(void) {
    enter_scratch();
    signal(SIGXFSZ, note);
    limit(LIMIT);
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    writing(fd);
    cutting(fd);
    sending(fd);
    printf("without a handler: %s\n", status_text(status_of(too_much)));
    int pipe_ends[2];
    check(pipe(pipe_ends) == 0 && write(pipe_ends[1], bytes, sizeof bytes) == sizeof bytes);
    close(fd);
    leave_scratch();
    return 0;
}
