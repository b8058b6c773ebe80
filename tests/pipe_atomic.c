// Writes of at most PIPE_BUF bytes are never torn: four writers at once fill a pipe with records of
// 4096 bytes and less, and each record arrives in one piece. One that does not fit waits for room
// for all of it, and others may go first. test: portable boots=roomy,small
#include "test.h"

enum { WRITERS = 4, RECORDS = 60 };

// Record lengths go up to PIPE_BUF; the first two bytes tell the length, the third who it was.
static size_t length_of(int writer, int record) {
    return record % 5 == 0 ? PAGE : 100 + (size_t)(writer * 1009 + record * 397) % 3900;
}

static void write_records(int fd, int writer) {
    static uint8_t record[PAGE];
    for (int i = 0; i < RECORDS; i++) {
        size_t length = length_of(writer, i);
        memset(record, 'a' + writer, length);
        record[0] = length & 255;
        record[1] = length >> 8;
        check(write(fd, record, length) == (ssize_t)length);
    }
}

static bool read_exactly(int fd, uint8_t *to, size_t n) {
    size_t at = 0;
    while (at < n) {
        ssize_t got = read(fd, to + at, n - at);
        check(got >= 0);
        if (got == 0)
            return false;
        at += got;
    }
    return true;
}

static void many_writers(void) {
    int fds[2], seen[WRITERS] = {0}, torn = 0;
    check(pipe(fds) == 0);
    for (int writer = 0; writer < WRITERS; writer++) {
        if (start() == 0) {
            close(fds[0]);
            write_records(fds[1], writer);
            _exit(0);
        }
    }
    close(fds[1]);
    static uint8_t record[PAGE];
    while (read_exactly(fds[0], record, 3)) {
        size_t length = record[0] + 256 * record[1];
        unsigned writer = record[2] - 'a';
        if (writer >= WRITERS || seen[writer] >= RECORDS ||
            length != length_of(writer, seen[writer])) {
            torn++;
            break;
        }
        seen[writer]++;
        check(read_exactly(fds[0], record + 3, length - 3));
        for (size_t i = 3; i < length; i++)
            torn += record[i] != 'a' + writer;
    }
    for (int writer = 0; writer < WRITERS; writer++)
        printf("writer %d: %d\n", writer, seen[writer]);
    printf("torn: %d\n", torn);
}

static pid_t writer_of(int fd, char letter) {
    pid_t pid = start();
    if (pid != 0)
        return pid;
    char record[1000];
    memset(record, letter, sizeof record);
    _exit(write(fd, record, sizeof record) == sizeof record ? 0 : 1);
}

// The first writer finds room for a part of its record, and is stopped while it waits.
static void overtaken(void) {
    static char bytes[65536 - 100];
    int fds[2], status;
    check(pipe(fds) == 0 && write(fds[1], bytes, sizeof bytes) == sizeof bytes);
    pid_t first = writer_of(fds[1], 'a');
    check(sleeps(first));
    kill(first, SIGSTOP);
    check(waitpid(first, &status, WUNTRACED) == first && WIFSTOPPED(status));
    size_t total = 0;
    while (total < sizeof bytes)
        total += read(fds[0], bytes, sizeof bytes);
    printf("before the record: %zu\n", total - sizeof bytes);
    check(wait_for(writer_of(fds[1], 'b')) == 0);
    kill(first, SIGCONT);
    check(wait_for(first) == 0);
    check(read(fds[0], bytes, 2000) == 2000);
    printf("order: %c%c%c%c\n", bytes[0], bytes[999], bytes[1000], bytes[1999]);
}

int main(void) {
    many_writers();
    overtaken();
    return 0;
}
