// sendfile: from a file to a file, a pipe or a device, at the file's position or at an offset,
// which one of them moves; the end; what is refused. And what readahead and fadvise refuse. test:
// portable boots=roomy,small
#include "fs.h"
#include <sys/sendfile.h>
#include <sys/syscall.h>

enum { SIZE = 300000 };

static char bytes[SIZE];
static int from, to, pipes[2];

static void send(const char *what, int out, int in, off_t *offset, size_t n) {
    ssize_t result = sendfile(out, in, offset, n);
    printf("%s: %zd %s, position %ld, offset %ld\n", what, result, outcome(result),
           (long)lseek(in, 0, SEEK_CUR), offset ? (long)*offset : -1);
}

static void copies(void) {
    off_t offset = 100, end = SIZE;
    send("all", to, from, NULL, 1 << 30);
    send("no more", to, from, NULL, 10);
    printf("same: %d, size %ld\n", hash_of_file(to) == hash_of_file(from),
           (long)lseek(to, 0, SEEK_END));
    check(lseek(to, 5, SEEK_SET) == 5 && lseek(from, 7, SEEK_SET) == 7);
    send("from an offset", to, from, &offset, 5000);
    send("at the end", to, from, &end, 5000);
    printf("the target's position: %ld\n", (long)lseek(to, 0, SEEK_CUR));
    send("nothing", to, from, NULL, 0);
    send("to a device", open("/dev/null", O_WRONLY), from, NULL, 1000);
    send("to a pipe", pipes[1], from, NULL, 100000);
    static char got[65536];
    ssize_t n = read(pipes[0], got, sizeof got);
    printf("through the pipe: %zd, the same: %d\n", n, memcmp(got, bytes + 1007, n) == 0);
    check(lseek(from, 0, SEEK_SET) == 0);
    send("a file to itself", from, from, NULL, 10);
}

static void refusals(void) {
    int in = open("to", O_RDONLY), out = open("to", O_WRONLY),
        append = open("to", O_WRONLY | O_APPEND);
    int path = open("to", O_PATH);
    off_t offset = 0, negative = -1;
    send("not open", 200, from, NULL, 1);
    send("target to read", in, from, NULL, 1);
    send("source to write", to, out, NULL, 1);
    send("O_PATH", to, path, NULL, 1);
    send("target appends", append, from, NULL, 1);
    send("from a pipe", to, pipes[0], NULL, 1);
    send("from a pipe at an offset", to, pipes[0], &offset, 1);
    send("negative offset", to, from, &negative, 1);
    printf("bad offset: %s\n", outcome(sendfile(to, from, (off_t *)1, 1)));
    signal(SIGPIPE, SIG_IGN);
    close(pipes[0]);
    send("to a pipe without reader", pipes[1], from, NULL, 1);
}

static void advise(const char *what, int fd, long length, int advice) {
    printf("%s: %s\n", what, outcome(syscall(SYS_fadvise64, fd, 0L, length, advice)));
}

static void plans(void) {
    int out = open("to", O_WRONLY);
    advise("sequential", from, 0, 2);
    advise("no advice", from, 0, 6);
    advise("negative length", from, -1, 0);
    advise("pipe", pipes[1], 0, 0);
    advise("not open", 200, 0, 0);
    advise("O_PATH", open("to", O_PATH), 0, 0);
    printf("readahead: %s\n", outcome(syscall(SYS_readahead, from, 0L, 100000L)));
    printf("readahead, to write: %s\n", outcome(syscall(SYS_readahead, out, 0L, 10L)));
    printf("readahead, pipe: %s\n", outcome(syscall(SYS_readahead, pipes[1], 0L, 10L)));
}

int main(void) {
    enter_scratch();
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = i * 13 + i / 1000;
    from = open("from", O_RDWR | O_CREAT, 0644), to = open("to", O_RDWR | O_CREAT, 0644);
    check(write(from, bytes, SIZE) == SIZE && lseek(from, 0, SEEK_SET) == 0);
    check(pipe2(pipes, O_NONBLOCK) == 0);
    copies();
    refusals();
    plans();
    leave_scratch();
    return 0;
}
