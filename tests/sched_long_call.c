// A call that takes long, without waiting for anything, does not keep others from running; and who
// makes it can be killed meanwhile. test: portable
#include "fs.h"
#include "poll.h"
#include <sys/mman.h>
#include <sys/uio.h>

enum { SEGMENTS = 1024, SEGMENT = 1 << 20, LONGEST = 5000 };

static struct iovec vector[SEGMENTS];
static volatile bool *ended;

static int from(const char *path) {
    int fd = open(path, O_RDONLY);
    check(fd >= 0);
    return fd;
}

static void read_random(void) {
    check(readv(from("/dev/urandom"), vector, SEGMENTS) > 0);
}

static void read_zeroes(void) {
    int fd = from("/dev/zero");
    for (int i = 0; i < 10; i++)
        check(readv(fd, vector, SEGMENTS) > 0);
}

static void read_hole(void) {
    int fd = from("hole");
    for (int i = 0; i < 10; i++)
        check(preadv(fd, vector, SEGMENTS, 0) > 0);
}

static void populate(void) {
    const size_t size = 8ul << 30;
    syscall(SYS_prctl, 41, 1, 0, 0, 0); // PR_SET_THP_DISABLE: Linux might be done too soon
    void *pages = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    check(pages != MAP_FAILED);
}

static void is_polite(const char *what, void (*call)(void)) {
    *ended = false;
    pid_t child = start();
    if (child == 0) {
        call();
        *ended = true;
        _exit(0);
    }
    for (int i = 0; i < 3; i++)
        usleep(5000);
    bool waited = *ended;
    long killed = milliseconds(CLOCK_MONOTONIC);
    kill(child, SIGKILL);
    printf("%s: %s", what, status_text(wait_for(child)));
    printf("%s%s\n", waited ? ", but we waited" : "",
           milliseconds(CLOCK_MONOTONIC) - killed > LONGEST ? ", but late" : "");
}

int main(void) {
    void *buffer = mmap(NULL, SEGMENT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ended = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(buffer != MAP_FAILED && ended != MAP_FAILED);
    for (int i = 0; i < SEGMENTS; i++)
        vector[i] = (struct iovec){buffer, SEGMENT};
    is_polite("random", read_random);
    is_polite("zeroes", read_zeroes);
    enter_scratch();
    check(close(open("hole", O_CREAT | O_WRONLY, 0644)) == 0);
    check(truncate("hole", (off_t)SEGMENTS * SEGMENT) == 0);
    is_polite("a hole", read_hole);
    leave_scratch();
    is_polite("populate", populate);
    return 0;
}
