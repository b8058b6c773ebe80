// Small system calls in the way of every C library: prctl's name, getrandom, uname, sysinfo, times,
// personality, the lists of a thread, and those that are refused on purpose.
// test: portable
#include "test.h"
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/utsname.h>

enum { SET_NAME = 15, GET_NAME = 16 };

static const char *of(long number, long a, long b, long c) {
    return outcome(syscall(number, a, b, c));
}

static void names(void) {
    char name[16];
    check(syscall(SYS_prctl, SET_NAME, "a name of more than fifteen bytes") == 0);
    check(syscall(SYS_prctl, GET_NAME, name) == 0);
    printf("name: %s, %s", name, contents_of("/proc/self/comm"));
    check(syscall(SYS_prctl, SET_NAME, "") == 0 && syscall(SYS_prctl, GET_NAME, name) == 0);
    printf("name: \"%s\" %s", name, of(SYS_prctl, SET_NAME, 1, 0));
    printf(" %s %s\n", of(SYS_prctl, GET_NAME, 1, 0), of(SYS_prctl, 987654, 0, 0));
}

static void random_bytes(void) {
    uint8_t a[100] = {0}, b[100] = {0}, zero[100] = {0};
    printf("random: %ld %ld", syscall(SYS_getrandom, a, 100, 0), syscall(SYS_getrandom, b, 100, 1));
    printf(" %d %d", memcmp(a, zero, 100) != 0, memcmp(a, b, 100) != 0);
    printf(" %ld %s %s", syscall(SYS_getrandom, a, 0, 2), of(SYS_getrandom, (long)a, 8, 8),
           of(SYS_getrandom, (long)a, 8, 6));
    printf(" %s\n", of(SYS_getrandom, 1, 8, 0));
}

static void system_wide(void) {
    struct utsname names;
    check(uname(&names) == 0);
    printf("uname: %s %s %d\n", names.sysname, names.machine, names.nodename[0] != '\0');
    struct sysinfo info;
    check(sysinfo(&info) == 0);
    uint64_t unit = info.mem_unit, total = number_in("/proc/meminfo", "MemTotal") * 1024ul;
    printf("sysinfo: %d %d %d %d", info.uptime >= 0, info.procs > 0,
           info.totalram * unit / 1024 == total / 1024, info.freeram <= info.totalram);
    printf(" %s %s\n", of(SYS_sysinfo, 1, 0, 0), of(SYS_uname, 1, 0, 0));
    struct tms before, after;
    clock_t start = times(&before);
    usleep(50000);
    clock_t end = times(&after);
    printf("times: %d %d %s\n", end - start >= 4, after.tms_utime >= before.tms_utime,
           of(SYS_times, 1, 0, 0));
}

static void threads_lists(void) {
    uint64_t head[3] = {(uintptr_t)head, 0, 0};
    printf("robust list: %s", of(SYS_set_robust_list, (long)head, sizeof head, 0));
    printf(" %s\n", of(SYS_set_robust_list, (long)head, 23, 0));
    printf("personality: %ld", syscall(SYS_personality, 0xffffffff));
    printf("\n");
}

static void refused(void) {
    printf("sockets: %s", of(SYS_connect, 99, 0, 0));
    int fd = open("/dev/null", O_RDONLY);
    printf(" %s %s\n", of(SYS_connect, fd, 0, 0), of(SYS_listen, fd, 0, 0));
    printf("unlocked: %s %s", of(SYS_munlock, (long)&fd, 4, 0), of(SYS_munlock, 0x1000, 1, 0));
    printf(" %s %s\n", of(SYS_munlockall, 0, 0, 0), of(SYS_mlockall, 99, 0, 0));
    printf("range: %s", of(SYS_sync_file_range, fd, 0, 0));
    printf(" %s\n", of(SYS_sync_file_range, 99, 0, 0));
}

int main(void) {
    names();
    random_bytes();
    system_wide();
    threads_lists();
    refused();
    return 0;
}
