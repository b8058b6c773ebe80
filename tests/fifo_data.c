// What goes through a FIFO: a megabyte in order from a child that opens it by name; two names and
// none for the same pipe; records of several writers whole; a name's end is not the pipe's.
// test: portable boots=roomy,small
#include "fs.h"

enum { SIZE = 1 << 20, RECORD = 512, RECORDS = 100 };

static uint8_t bytes[SIZE];

static void fill(void) {
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = i * 7 + i / 251;
}

static void send(void) {
    int fd = open("one", O_WRONLY);
    fill();
    check(write(fd, bytes, SIZE) == SIZE);
}

static void megabyte(void) {
    pid_t child = start_in(send);
    int fd = open("two", O_RDONLY);
    uint64_t sum = HASH_START;
    size_t total = 0;
    static uint8_t piece[5000];
    for (ssize_t n; (n = read(fd, piece, sizeof piece)) > 0; total += n)
        sum = hash(sum, piece, n);
    fill();
    printf("megabyte: %zu, the same: %d\n", total, sum == hash(HASH_START, bytes, SIZE));
    check(wait_for(child) == 0);
    close(fd);
}

static void send_records(int writer) {
    char record[RECORD];
    int fd = open("one", O_WRONLY);
    memset(record, 'a' + writer, RECORD);
    for (int i = 0; i < RECORDS; i++)
        check(write(fd, record, RECORD) == RECORD);
    _exit(0);
}

static void records(void) {
    int counts[3] = {0};
    for (int writer = 0; writer < 3; writer++)
        if (start() == 0)
            send_records(writer);
    int keep = open("one", O_RDWR);
    for (int i = 0; i < 3 * RECORDS; i++) {
        char record[RECORD];
        size_t got = 0;
        while (got < RECORD)
            got += read(keep, record + got, RECORD - got);
        for (int j = 1; j < RECORD; j++)
            check(record[j] == record[0]);
        counts[record[0] - 'a']++;
    }
    printf("records: %d %d %d\n", counts[0], counts[1], counts[2]);
    close(keep);
    for (int writer = 0; writer < 3; writer++)
        check(wait(NULL) > 0);
}

int main(void) {
    char text[8] = "";
    enter_scratch();
    check(mkfifo("one", 0600) == 0 && link("one", "two") == 0);
    megabyte();
    records();
    int in = open("one", O_RDONLY | O_NONBLOCK), out = open("two", O_WRONLY);
    check(unlink("one") == 0 && unlink("two") == 0 && mkfifo("one", 0600) == 0);
    check(write(out, "old", 3) == 3);
    printf("new one of that name: %s\n", outcome(open("one", O_WRONLY | O_NONBLOCK)));
    printf("without a name: %zd %s\n", read(in, text, sizeof text), text);
    leave_scratch();
    return 0;
}
