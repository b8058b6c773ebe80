// What happens while poll looks at its files is not missed: its array lies on two pages, the second
// of which comes from the disk, and meanwhile a child writes to the file that stands in the first.
// Afterwards no file changes: the child's end would be a change, too.
// test: boots=roomy
#include "poll.h"
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

enum { FILES = PAGE / sizeof(struct pollfd) + 1, TIME = 5000 };

static int fds[2];
static volatile int *begun; // shared

// It writes to another pipe first: what that takes is in memory when its time has come.
static void write_then(void) {
    char byte = 'x';
    int others[2];
    check(pipe(others) == 0 && write(others[1], &byte, 1) == 1);
    while (!*begun)
        sched_yield();
    check(write(fds[1], &byte, 1) == 1);
    pause();
}

// Two pages; the second is a page of a file that is not in memory.
static struct pollfd *array(void) {
    static struct pollfd last[PAGE / sizeof(struct pollfd)] = {{.fd = -1}};
    int fd = open("/tmp/poll_look", O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(write(fd, last, PAGE) == PAGE && fsync(fd) == 0);
    char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0) == p + PAGE);
    struct pollfd *files = (struct pollfd *)p;
    for (int i = 0; i < FILES - 1; i++)
        files[i].fd = -1;
    files[0] = (struct pollfd){.fd = fds[0], .events = POLLIN};
    check(close(fd) == 0 && unlink("/tmp/poll_look") == 0);
    int drop = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(write(drop, "1", 1) == 1 && close(drop) == 0);
    return files;
}

int main(void) {
    begun = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(pipe(fds) == 0);
    struct pollfd *files = array();
    pid_t child = start_in(write_then);
    unsigned char in_memory;
    check(do_poll(files, 1, 0) == 0); // what this takes is in memory, too
    check(mincore(&files[FILES - 1], PAGE, &in_memory) == 0 && !(in_memory & 1));
    long start = milliseconds(CLOCK_MONOTONIC);
    *begun = 1;
    check(do_poll(files, FILES, TIME) == 1 && files[0].revents == POLLIN);
    check(milliseconds(CLOCK_MONOTONIC) - start < TIME / 2);
    check(kill(child, SIGKILL) == 0 && wait_for(child) == SIGKILL);
    return 0;
}
