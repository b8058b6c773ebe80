// A file keeps the times that it is given, also those before 1970 and after 2106, and the parts of
// a second; stat and statx say the same. A time that comes from the clock has parts of a second.
// test: portable boots=roomy,small
#include "fs.h"
#include <sys/syscall.h>

static const struct timespec wanted[] = {
    {1l << 32, 123456789},    {-1, 5},       {-86400, 0},     {0, 999999999},
    {(1l << 31) - 1, 100000}, {1l << 31, 1}, {-(1l << 30), 7}};

struct statx_time {
    int64_t seconds;
    uint32_t nanoseconds, padding;
};

static void by_statx(void) {
    struct {
        char before[64];
        struct statx_time accessed, created, changed, modified;
        char behind[128];
    } status;
    check(syscall(SYS_statx, AT_FDCWD, "file", 0, 0x7ff, &status) == 0);
    printf(", statx: %ld.%09u %ld.%09u\n", (long)status.accessed.seconds,
           status.accessed.nanoseconds, (long)status.modified.seconds, status.modified.nanoseconds);
}

int main(void) {
    enter_scratch();
    put_file("file", "");
    struct stat status;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct timespec both[2] = {wanted[i], {wanted[i].tv_sec + 1, wanted[i].tv_nsec}};
        check(utimensat(AT_FDCWD, "file", both, 0) == 0 && stat("file", &status) == 0);
        printf("%ld.%09ld %ld.%09ld", (long)status.st_atim.tv_sec, status.st_atim.tv_nsec,
               (long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
        by_statx();
    }
    long parts = 0;
    for (int i = 0; i < 5; i++) {
        pause_for(3);
        put_file("file", "x");
        check(stat("file", &status) == 0);
        parts |= status.st_mtim.tv_nsec | status.st_ctim.tv_nsec;
    }
    printf("by the clock: parts of a second: %s\n", parts ? "yes" : "no");
    leave_scratch();
    return 0;
}
