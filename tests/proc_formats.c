// The files of /proc have the form that programs read on Linux: the names of their lines and
// fields, their units, and that the numbers agree with each other. test: portable
#include "test.h"
#include <sys/mman.h>

// How many lines of the file begin like this.
static int lines_with(const char *path, const char *start) {
    int count = 0;
    for (const char *line = contents_of(path); line != NULL && *line; count++) {
        if (strncmp(line, start, strlen(start)) != 0)
            count--;
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return count;
}

static void memory(void) {
    static const char *const names[] = {"MemTotal", "MemFree",      "MemAvailable", "Buffers",
                                        "Cached",   "SReclaimable", "Shmem",        "Slab",
                                        "SwapFree", "SwapTotal",    "Dirty",        "SwapCached"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        printf("%s: %d\n", names[i], number_in("/proc/meminfo", names[i]) >= 0);
    long total = number_in("/proc/meminfo", "MemTotal"),
         free = number_in("/proc/meminfo", "MemFree");
    printf("free: %d\n", free > 0 && free < total);
    printf("swaps: %d\n", lines_with("/proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed"));
}

static void averages(void) {
    unsigned whole[3], part[3], running, all, last;
    int fields = sscanf(contents_of("/proc/loadavg"), "%u.%2u %u.%2u %u.%2u %u/%u %u", &whole[0],
                        &part[0], &whole[1], &part[1], &whole[2], &part[2], &running, &all, &last);
    printf("loadavg: %d", fields);
    printf(" %d\n", running >= 1 && all >= running && last >= (unsigned)getpid());
    fields = sscanf(contents_of("/proc/uptime"), "%u.%2u %u.%2u", &whole[0], &part[0], &whole[1],
                    &part[1]);
    printf("uptime: %d\n", fields);
    unsigned long ticks[10];
    fields = sscanf(contents_of("/proc/stat"), "cpu  %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu",
                    &ticks[0], &ticks[1], &ticks[2], &ticks[3], &ticks[4], &ticks[5], &ticks[6],
                    &ticks[7], &ticks[8], &ticks[9]);
    printf("stat: %d, cpu0: %d\n", fields, lines_with("/proc/stat", "cpu0 "));
    static const char *const names[] = {"ctxt", "btime", "processes", "procs_running"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        printf("%s: %d\n", names[i], number_in("/proc/stat", names[i]) > 0);
}

static unsigned long user_time(void) {
    unsigned long plain, nice; // the latter: of nice processes, as we may be
    check(sscanf(contents_of("/proc/stat"), "cpu  %lu %lu", &plain, &nice) == 2);
    return plain + nice;
}

// Of this process, in microseconds.
static long own_user_time(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec;
}

// The system's time moves on while somebody computes, and that is what the process is charged.
static void processor(void) {
    unsigned long before = user_time(), mine = 0;
    long begin = own_user_time();
    while (own_user_time() < begin + 100000)
        continue;
    unsigned long after = user_time();
    const char *fields = strchr(contents_of("/proc/self/stat"), ')');
    check(sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu", &mine) == 1);
    printf("user time: %d %d\n", after >= before + 5, mine >= 10 && mine < 1000);
}

static unsigned long sum_of(const char *name) {
    FILE *smaps = fopen("/proc/self/smaps", "r");
    char line[600];
    unsigned long sum = 0;
    check(smaps != NULL);
    while (fgets(line, sizeof line, smaps) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            sum += strtoul(line + strlen(name), NULL, 10);
    fclose(smaps);
    return sum;
}

static void mappings(void) {
    static uint8_t bytes[8 * PAGE] __attribute__((aligned(PAGE)));
    for (size_t i = 0; i < sizeof bytes; i += PAGE)
        store((uintptr_t)bytes + i, 1);
    unsigned long resident = sum_of("Rss:"), dirty = sum_of("Private_Dirty:");
    unsigned long parts =
        sum_of("Shared_Clean:") + sum_of("Shared_Dirty:") + sum_of("Private_Clean:") + dirty;
    printf("smaps: %d %d", resident > 0 && sum_of("Size:") >= resident, parts == resident);
    printf(" %d\n", dirty >= sizeof bytes / 1024);

    int fd = open("/proc/self/exe", O_RDONLY);
    void *mapped = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
    check(mapped != MAP_FAILED);
    char start[20];
    snprintf(start, sizeof start, "%lx-", (unsigned long)mapped);
    const char *line = strstr(contents_of("/proc/self/maps"), start);
    const char *name = line == NULL ? NULL : strpbrk(line, "/\n");
    check(name != NULL && *name == '/');
    const char *end = strchr(name, '\n');
    while (end[-1] != '/')
        end--;
    printf("mapped file: %.12s\n", end);
}

static void process(void) {
    static const char *const names[] = {"Name",   "Umask", "State",  "Tgid",    "Pid",    "PPid",
                                        "Uid",    "Gid",   "Groups", "VmSize",  "VmRSS",  "VmData",
                                        "VmSwap", "VmStk", "VmExe",  "Threads", "SigPnd", "SigIgn"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        printf("%s: %d\n", names[i], lines_with("/proc/self/status", names[i]));
    printf("kernel: %d", strcmp(contents_of("/proc/sys/kernel/ostype"), "Linux\n"));
    printf(" %d", strncmp(contents_of("/proc/version"), "Linux version ", 14));
    printf(" %d\n", atoi(contents_of("/proc/sys/kernel/pid_max")) >= 32768);
}

int main(void) {
    memory();
    averages();
    processor();
    mappings();
    process();
    return 0;
}
