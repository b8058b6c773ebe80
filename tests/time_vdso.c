// The vDSO: each program finds a library of the kernel in its memory, at another place each time.
// Its clocks are those of the system calls, and neither goes back behind the other. It can be
// unmapped, moved and made writable, but the clocks before it cannot be written to. test: portable
#include "bench/vdso.h"
#include "test.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>

static int (*read_clock)(clockid_t clock, struct timespec *time);

static int64_t ns_of(struct timespec time) {
    return time.tv_sec * 1000000000l + time.tv_nsec;
}

static int64_t called(clockid_t clock) {
    struct timespec time;
    check(syscall(SYS_clock_gettime, clock, &time) == 0);
    return ns_of(time);
}

static int64_t read_here(clockid_t clock) {
    struct timespec time;
    check(read_clock(clock, &time) == 0);
    return ns_of(time);
}

// By turns, and as neighbours: not even a millionth of a second lies between them at best.
static void in_step(const char *name, clockid_t clock) {
    bool forwards = true;
    int64_t last = 0, nearest = INT64_MAX;
    for (int i = 0; i < 20000; i++) {
        int64_t next = i % 2 ? called(clock) : read_here(clock);
        forwards &= next >= last;
        if (next - last < nearest)
            nearest = next - last;
        last = next;
    }
    printf("%s: forwards: %d, near: %d\n", name, forwards, nearest < 50000);
}

static void other_clocks(void) {
    struct timespec time;
    printf("the process's own: %d, no clock: %d and %d\n",
           read_clock(CLOCK_PROCESS_CPUTIME_ID, &time), read_clock(1000, &time),
           read_clock(31, &time));
    int (*get_day)(struct timeval *, void *) = find_in_vdso("__vdso_gettimeofday");
    time_t (*get_seconds)(time_t *) = find_in_vdso("__vdso_time");
    int (*get_processor)(unsigned *, unsigned *, void *) = find_in_vdso("__vdso_getcpu");
    struct timeval day;
    unsigned processor = 99, node = 99;
    int64_t before = called(CLOCK_REALTIME) / 1000;
    check(get_day(&day, NULL) == 0);
    int64_t micros = day.tv_sec * 1000000l + day.tv_usec, after = called(CLOCK_REALTIME) / 1000;
    printf("gettimeofday: %d\n", before <= micros && micros <= after);
    time_t seconds, result = get_seconds(&seconds);
    printf("time: %d\n", result == seconds && result >= before / 1000000 - 1);
    int error = get_processor(&processor, &node, NULL);
    printf("getcpu: %d, %d\n", error, processor < 99 && node < 99);
}

// The pages of the vDSO, as /proc/self/maps shows them.
static struct part {
    unsigned long start, end;
    char rights[8], name[32];
} parts[4];
static int count;

static void find_parts(void) {
    char *lines = contents_of("/proc/self/maps");
    for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
        struct part *part = &parts[count];
        if (sscanf(line, "%lx-%lx %7s 00000000 00:00 0 [v%31[^]]", &part->start, &part->end,
                   part->rights, part->name) == 4 &&
            strcmp(part->name, "syscall") != 0)
            count++;
    }
    const struct part *first = &parts[0], *last = &parts[count - 1];
    printf("first [v%s] %s, last [v%s] %s\n", first->name, first->rights, last->name, last->rights);
    printf("the vector says so: %d\n", last->start == getauxval(AT_SYSINFO_EHDR));
}

static void read_time(void) {
    read_here(CLOCK_MONOTONIC);
}

static void write_clocks(void) {
    *(volatile char *)parts[0].start = 1;
}

static void write_library(void) {
    *(volatile char *)parts[count - 1].start = 1;
}

static void unmap(const struct part *part) {
    check(munmap((void *)part->start, part->end - part->start) == 0);
}

static void without_clocks(void) {
    unmap(&parts[0]);
    called(CLOCK_MONOTONIC);
    read_time();
}

static void without_library(void) {
    unmap(&parts[count - 1]);
    called(CLOCK_MONOTONIC);
    read_time();
}

static void change(void) {
    const struct part *library = &parts[count - 1];
    size_t size = library->end - library->start;
    printf("clocks to write: %s\n",
           outcome(mprotect((void *)parts[0].start, PAGE, PROT_READ | PROT_WRITE)));
    printf("library to write: %s\n",
           outcome(mprotect((void *)library->start, size, PROT_READ | PROT_WRITE | PROT_EXEC)));
    *(volatile char *)library->start = 1;
    read_time();
}

// All parts move together, as a debugger or a snapshot's restorer moves them.
static void move(void) {
    size_t size = parts[count - 1].end - parts[0].start;
    char *to = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(to != MAP_FAILED);
    unsigned long longer = syscall(SYS_mremap, parts[0].start, PAGE, size + PAGE, MREMAP_MAYMOVE);
    printf("longer: %s\n", longer == -1ul ? errno_name(errno) : "ok");
    unsigned long twice = syscall(SYS_mremap, parts[0].start, 0, PAGE, MREMAP_MAYMOVE);
    printf("a second one: %s\n", twice == -1ul ? errno_name(errno) : "ok");
    for (struct part *part = parts; part < parts + count; part++) {
        size_t length = part->end - part->start;
        void *wanted = to + (part->start - parts[0].start);
        check((void *)syscall(SYS_mremap, part->start, length, length, 3, wanted) == wanted);
    }
    read_clock = (void *)((char *)read_clock + (to - (char *)parts[0].start));
    in_step("moved", CLOCK_MONOTONIC);
}

static void fate(const char *what, void (*body)(void)) {
    printf("%s: %s\n", what, status_text(status_of(body)));
}

// Whether a new program has it at the place that its argument names.
static bool is_elsewhere(const char *program) {
    char place[20];
    snprintf(place, sizeof place, "%lx", getauxval(AT_SYSINFO_EHDR));
    pid_t pid = start();
    if (pid == 0) {
        execl(program, program, place, (char *)NULL);
        _exit(2);
    }
    return WEXITSTATUS(wait_for(pid)) == 1;
}

int main(int argc, char *argv[]) {
    if (argc > 1)
        return strtoul(argv[1], NULL, 16) != getauxval(AT_SYSINFO_EHDR);
    read_clock = find_in_vdso("__vdso_clock_gettime");
    check(read_clock);
    in_step("since 1970", CLOCK_REALTIME);
    in_step("since the boot", CLOCK_MONOTONIC);
    other_clocks();
    find_parts();
    fate("read in a child", read_time);
    fate("write to the clocks", write_clocks);
    fate("write to the library", write_library);
    fate("without its clocks", without_clocks);
    fate("without itself", without_library);
    fate("changed", change);
    fate("moved", move);
    fate("still there", read_time);
    printf("elsewhere: %d\n", is_elsewhere(argv[0]) || is_elsewhere(argv[0]));
    return 0;
}
