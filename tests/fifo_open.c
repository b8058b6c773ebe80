// Opening a FIFO: each side waits for the other, even for one that leaves at once; O_NONBLOCK does
// not wait, but cannot write for nobody (ENXIO); O_RDWR is both sides. A sleeper can be killed.
// test: portable boots=roomy,ram
#include "fs.h"
#include "poll.h"

static const char *side;

static void open_it(void) {
    int fd = open("fifo", side[0] == 'r' ? O_RDONLY : O_WRONLY);
    printf("%s is open: %d\n", side, fd >= 0);
}

static pid_t opener(const char *which) {
    side = which;
    return start_in(open_it);
}

static void waiting(void) {
    pid_t reader = opener("reader");
    printf("reader sleeps: %d\n", sleeps(reader));
    int fd = open("fifo", O_WRONLY);
    check(wait_for(reader) == 0);
    close(fd);

    pid_t writer = opener("writer");
    printf("writer sleeps: %d\n", sleeps(writer));
    fd = open("fifo", O_RDONLY | O_NONBLOCK);
    close(fd); // before the writer runs again, perhaps
    check(wait_for(writer) == 0);

    reader = opener("reader");
    printf("reader sleeps again: %d\n", sleeps(reader));
    kill(reader, SIGTERM);
    printf("killed: %s\n", status_text(wait_for(reader)));
    printf("and nobody reads: %s\n", outcome(open("fifo", O_WRONLY | O_NONBLOCK)));
}

static void not_waiting(void) {
    printf("write for nobody: %s\n", outcome(open("fifo", O_WRONLY | O_NONBLOCK)));
    int in = open("fifo", O_RDONLY | O_NONBLOCK);
    char bytes[10];
    printf("read without writers: %zd\n", read(in, bytes, sizeof bytes));
    show("before any writer", in);
    int out = open("fifo", O_WRONLY | O_NONBLOCK);
    printf("write: %zd\n", write(out, "abc", 3));
    printf("flags: %#o\n", fcntl(out, F_GETFL));
    show("with a writer", in);
    close(out);
    show("the writer left", in);
    printf("read: %zd", read(in, bytes, sizeof bytes));
    printf(", %zd\n", read(in, bytes, sizeof bytes));
    show("and nothing is left", in);
    out = open("fifo", O_WRONLY);
    printf("empty, with a writer: %s\n", outcome(read(in, bytes, sizeof bytes)));
    close(in);
    signal(SIGPIPE, SIG_IGN);
    printf("no reader: %s\n", outcome(write(out, "x", 1)));
    show("no reader", out);
    close(out);
}

static void both(void) {
    int fd = open("fifo", O_RDWR);
    char byte;
    printf("both: %zd", write(fd, "x", 1));
    printf(" %zd\n", read(fd, &byte, 1));
    show("both", fd);
    int out = open("fifo", O_WRONLY), in = open("fifo", O_RDONLY);
    printf("three are open: %d\n", fd >= 0 && out >= 0 && in >= 0);
    check(write(out, "left behind", 11) == 11);
    close(fd), close(out), close(in);
    in = open("fifo", O_RDONLY | O_NONBLOCK);
    printf("forgotten when nobody has it open: %zd\n", read(in, &byte, 1));
    printf("seek: %s\n", outcome(lseek(in, 0, SEEK_SET)));
    close(in);
    printf("directory? %s\n", outcome(open("fifo", O_RDONLY | O_DIRECTORY)));
    printf("truncated: %d\n", (in = open("fifo", O_RDWR | O_TRUNC)) >= 0);
    close(in);
}

int main(void) {
    enter_scratch();
    check(mkfifo("fifo", 0640) == 0);
    struct stat status;
    check(stat("fifo", &status) == 0);
    printf("mode %#o, size %ld, made again: %s\n", status.st_mode, (long)status.st_size,
           outcome(mkfifo("fifo", 0600)));
    waiting();
    not_waiting();
    both();
    leave_scratch();
    return 0;
}
