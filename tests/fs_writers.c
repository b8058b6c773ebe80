// 16 processes write to one file and 16 read it meanwhile. No line that is appended is torn or
// lost, no record is mixed with another, and readers never see what nobody wrote. Of those that
// want to make the same file, one does. test: core portable
// boots=roomy,small,swap,half,eager,ram,tight timeout=90
#include "fs.h"

enum { PROCESSES = 16, LINES = 60, RECORD = 3000, ROUNDS = 8, NAMES = 10 };

// Appends lines; the number of the writer and of the line is in each.
static void append(int writer) {
    int fd = open("log", O_WRONLY | O_APPEND);
    for (int i = 0; i < LINES; i++) {
        char line[128];
        int n = snprintf(line, sizeof line, "%d %d %.*s\n", writer, i, (writer * 7 + i) % 60,
                         "--------------------------------------------------------------");
        check(write(fd, line, n) == n);
    }
}

// Each record is written by several in turn, all of it with the same letter.
static void overwrite(int writer) {
    int fd = open("records", O_WRONLY);
    char record[RECORD];
    memset(record, 'A' + writer, RECORD);
    for (int i = 0; i < ROUNDS * PROCESSES; i++)
        check(pwrite(fd, record, RECORD, (i + writer) % PROCESSES * RECORD) == RECORD);
}

static void look(int reader) {
    int fd = open("records", O_RDONLY);
    char record[RECORD];
    for (int i = 0; i < ROUNDS * PROCESSES; i++) {
        ssize_t n = pread(fd, record, RECORD, (i + reader) % PROCESSES * RECORD);
        check(n >= 0 && n <= RECORD);
        for (ssize_t j = 0; j < n; j++)
            check(record[j] == 0 || (record[j] >= 'A' && record[j] < 'A' + PROCESSES));
    }
}

// Whoever makes a file leaves a byte in "made".
static void make(int maker) {
    (void)maker;
    int made = open("made", O_WRONLY | O_APPEND);
    for (int i = 0; i < NAMES; i++) {
        char name[16];
        snprintf(name, sizeof name, "new %d", i);
        if (open(name, O_WRONLY | O_CREAT | O_EXCL, 0644) >= 0)
            check(write(made, "x", 1) == 1);
        else
            check(errno == EEXIST);
    }
}

static void run(void (*body)(int)) {
    for (int i = 0; i < PROCESSES; i++) {
        if (start() == 0) {
            body(i);
            _exit(0);
        }
    }
}

static void wait_for_all(int n) {
    int failed = 0;
    for (int status; n > 0 && wait(&status) > 0; n--)
        failed += status != 0;
    printf("failed: %d\n", failed);
}

static void check_log(void) {
    int next[PROCESSES] = {0}, writer, number, n = 0;
    FILE *log = fopen("log", "r");
    for (char line[200]; fgets(line, sizeof line, log) != NULL; n++) {
        check(sscanf(line, "%d %d", &writer, &number) == 2);
        check(writer >= 0 && writer < PROCESSES && number == next[writer]++);
        check(strspn(strrchr(line, ' ') + 1, "-") == (size_t)(writer * 7 + number) % 60);
    }
    fclose(log);
    printf("lines: %d\n", n);
}

// The last to write a record wrote all of it: writes to a file exclude each other.
static void check_records(void) {
    int fd = open("records", O_RDONLY), whole = 0;
    char record[RECORD];
    for (int i = 0; i < PROCESSES; i++) {
        check(pread(fd, record, RECORD, i * RECORD) == RECORD);
        bool same = true;
        for (int j = 1; j < RECORD; j++)
            same = same && record[j] == record[0];
        whole += same;
    }
    printf("whole records: %d\n", whole);
}

int main(void) {
    enter_scratch();
    put_file("log", "");
    put_file("records", "");
    put_file("made", "");
    run(append);
    run(overwrite);
    run(look);
    run(make);
    wait_for_all(4 * PROCESSES);
    printf("made: %zu\n", strlen(contents_of("made")));
    check_log();
    check_records();
    leave_scratch();
    return 0;
}
