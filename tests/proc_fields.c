// What the fields of /proc/self/stat, statm, status and smaps count: faults, times, sizes, the
// priority, the sets of signals, pages that are shared, a limit. (proc(5) numbers stat's.)
// test: portable
#include "nice.h"
#include <sys/mman.h>
#include <time.h>

enum {
    MINFLT = 10,
    CMINFLT,
    MAJFLT,
    UTIME = 14,
    STIME,
    CUTIME,
    PRIORITY = 18,
    NICE,
    START = 22,
    VSIZE,
    RSSLIM = 25
};
enum { PAGES = 64 };

static char *pages;

static const char *field_text(int number) {
    char *at = strrchr(contents_of("/proc/self/stat"), ')');
    for (int i = 2; i < number; i++)
        at = strchr(at, ' ') + 1;
    return at;
}

static long field(int number) {
    return strtol(field_text(number), NULL, 10);
}

static void touch_all(void) {
    for (int i = 0; i < PAGES; i++)
        pages[i * PAGE] = 1;
}

static void faults(void) {
    long minor = field(MINFLT), major = field(MAJFLT), children = field(CMINFLT);
    check(status_of(touch_all) == 0);
    printf("a child's faults: %d\n", field(CMINFLT) - children >= PAGES);
    touch_all();
    printf("faults: %d, major: %d\n", field(MINFLT) - minor >= PAGES, field(MAJFLT) - major < 8);
}

static long user_ms(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec * 1000 + usage.ru_utime.tv_usec / 1000;
}

static void compute(void) {
    while (user_ms() < 1000)
        for (volatile int i = 0; i < 3000000; i++)
            continue;
}

static void times(void) {
    check(status_of(compute) == 0);
    printf("a child's time: %d\n", field(CUTIME) >= 95 && field(UTIME) < 90);
    compute();
    printf("user time: %d, system time: %d\n", field(UTIME) >= 95, field(STIME) < field(UTIME) / 2);
}

static long born_after;

static long ticks_since_boot(void) {
    return milliseconds(CLOCK_BOOTTIME) / 10;
}

static void later(void) {
    long start = field(START);
    printf("it started just now: %d\n", start >= born_after - 1 && start <= ticks_since_boot() + 1);
}

static void other_priority(void) {
    int nicer = nicer_by(5);
    check(setpriority(PRIO_PROCESS, 0, nicer) == 0);
    printf("priority: %d, nice: %d\n", field(PRIORITY) == 20 + nicer, field(NICE) == nicer);
}

static void sizes(void) {
    printf("size: %d\n", field(VSIZE) == 1024 * number_in("/proc/self/status", "VmSize"));
    long before, after;
    check(sscanf(contents_of("/proc/self/statm"), "%*d %*d %ld", &before) == 1);
    long memory = number_in("/proc/meminfo", "Shmem");
    char *at = mmap(NULL, 1000 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 1000; i++)
        at[i * PAGE] = 1;
    check(sscanf(contents_of("/proc/self/statm"), "%*d %*d %ld", &after) == 1);
    printf("of files and shared: %d", after - before >= 1000 && after - before < 1100);
    printf(", of all: %d\n", number_in("/proc/meminfo", "Shmem") - memory > 3000);
}

static void limit(void) {
    struct rlimit limit;
    check(getrlimit(RLIMIT_RSS, &limit) == 0);
    limit.rlim_cur = limit.rlim_max; // without end, usually
    check(setrlimit(RLIMIT_RSS, &limit) == 0);
    printf("limit: %d", strtoul(field_text(RSSLIM), NULL, 10) == limit.rlim_max);
    limit.rlim_cur = 12345678;
    check(setrlimit(RLIMIT_RSS, &limit) == 0);
    printf(", %ld; behind it: %ld\n", field(RSSLIM), field(RSSLIM + 13));
}

static void handler(int signal) {
    (void)signal;
}

static void signals(void) {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGHUP);
    sigaddset(&blocked, SIGTERM);
    check(sigprocmask(SIG_SETMASK, &blocked, NULL) == 0);
    signal(SIGUSR1, handler);
    signal(SIGUSR2, SIG_IGN);
    raise(SIGHUP);
    static const char *const sets[] = {"SigBlk", "SigIgn", "SigCgt"};
    for (int i = 0; i < 3; i++)
        printf("%s: %lx\n", sets[i],
               0xffff & strtoul(strstr(contents_of("/proc/self/status"), sets[i]) + 8, NULL, 16));
    umask(027);
    printf("%.11s\n", strstr(contents_of("/proc/self/status"), "Umask:"));
}

// The line of smaps with this name, of the region with `pages`.
static long of_pages(const char *name) {
    static char line[600];
    FILE *smaps = fopen("/proc/self/smaps", "r");
    bool inside = false;
    long value = -1;
    while (fgets(line, sizeof line, smaps) != NULL) {
        unsigned long start, end;
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
            inside = start <= (uintptr_t)pages && (uintptr_t)pages < end;
        else if (inside && strncmp(line, name, strlen(name)) == 0)
            value = strtol(line + strlen(name), NULL, 10);
    }
    fclose(smaps);
    return value;
}

static void shares(void) {
    touch_all();
    printf("of %ld KiB %ld, ", of_pages("Size:"), of_pages("Rss:"));
    printf("mine: %ld, written: %ld\n", of_pages("Pss:"), of_pages("Private_Dirty:"));
    pid_t child = start();
    if (child == 0)
        for (;;)
            pause();
    printf("half of them: %ld, shared: %ld\n", of_pages("Pss:"), of_pages("Shared_Dirty:"));
    kill(child, SIGKILL);
    wait_for(child);
}

int main(void) {
    pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(status_of(faults) == 0 && status_of(times) == 0 && status_of(sizes) == 0);
    pause_for(300);
    born_after = ticks_since_boot();
    check(status_of(later) == 0 && status_of(other_priority) == 0);
    check(status_of(signals) == 0 && status_of(shares) == 0);
    check(status_of(limit) == 0);
    return 0;
}
