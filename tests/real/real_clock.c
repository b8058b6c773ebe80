// A C library reads the clocks from the vDSO: without that, its functions are gone, but the system
// calls are there.
// test: portable
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 8192 }; // of the vDSO, or more

static void get_clock(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
}

static void get_day(void) {
    struct timeval time;
    gettimeofday(&time, NULL);
}

static void call(void) {
    struct timespec time;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
}

static void read_without(const char *what, void (*read_time)(void)) {
    int status;
    read_time(); // it works
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        if (munmap((void *)getauxval(AT_SYSINFO_EHDR), SIZE) < 0)
            _exit(1);
        read_time();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    printf("%s: %s\n", what, WIFSIGNALED(status) ? "gone" : "there");
}

int main(void) {
    struct timespec before, after;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &before);
    clock_gettime(CLOCK_REALTIME, &after);
    long ns = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
    printf("they agree: %d\n", ns >= 0 && ns < 1000000000);
    read_without("clock_gettime", get_clock);
    read_without("gettimeofday", get_day);
    read_without("the system call", call);
    return 0;
}
