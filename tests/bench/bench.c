// What an operation costs, in instructions. The same file runs on Linux and in Pagoda, under QEMU's
// -icount, where the time stamp counter advances by one with each instruction, whatever the host
// does. bench.py starts it and reads its lines, such as
//
//     bench: 307 getppid
//
//     bench [PATTERN...]
//
// A pattern chooses a table (costs, growth, work, disk) or the rows that have it in their names.
//
// A row is an operation, measured in batches: `before` prepares one, `op` is repeated `count`
// times, `after` clears up. The fastest batch counts, without what a loop around an empty function
// costs. So what happens only the first time, and interrupts, are left out.
#include "calls.h"
#include "disks.h"
#include "folders.h"
#include "memory.h"
#include "processes.h"
#include "work.h"
#include <sys/reboot.h>

enum { BATCHES = 4 };

struct row {
    const char *name;
    void (*before)(void);
    void (*op)(void);
    void (*after)(void);
    int count;
    int units; // common.h explains these two
    long size;
    int mib; // of memory that it takes
};

static const struct row costs[] = {
    // name, before, op, after, count, units, size, MiB
    {"getppid", nothing, null_call, nothing, 1000, 1, 0, 0},
    {"clock_gettime", find_vdso, clock_call, nothing, 1000, 1, 0, 0},
    {"read 1 byte of /dev/zero", open_zero, read_byte, close_file, 1000, 1, 0, 0},
    {"pipe: write and read 1 byte", open_pipes, pipe_byte, close_pipes, 1000, 1, 0, 0},
    {"pipe: ping-pong, round trip", start_echo, ping_pong, stop_echo, 100, 1, 0, 0},
    {"pipe: each KiB of 16", open_pipes, pipe_much, close_pipes, 20, 16, 0, 0},
    {"open + close", make_file, open_close, nothing, 200, 1, 0, 0},
    {"stat", make_file, stat_file, nothing, 200, 1, 0, 0},
    {"pread 4 KiB, cached", open_file, pread_page, close_file, 200, 1, 0, 0},
    {"pread 64 KiB, cached, each KiB", open_file, pread_much, close_file, 20, 64, 0, 0},
    {"pwrite 4 KiB, cached", open_to_write, pwrite_page, close_file, 100, 1, 0, 0},
    {"create + unlink", sync, create_unlink, nothing, 20, 1, 0, 0},
    {"find in a folder, each name", nothing, find, nothing, 4, 0, 0, 0},
    {"fault: write, anonymous", map_fresh, write_next, unmap, 500, 1, 500 * PAGE, 4},
    {"fault: read, anonymous", map_fresh, read_next, unmap, 500, 1, 500 * PAGE, 4},
    {"fault: the stack grows", nothing, grow_stack, nothing, 300, 1, 0, 4},
    {"fault: copy on write", map_for_two, write_next, unmap_of_two, 500, 1, 500 * PAGE, 6},
    {"fault: its last owner", map_of_two, write_next, unmap, 500, 1, 500 * PAGE, 6},
    {"fault: file, each page in a row", map_file, read_next, unmap, 1024, 1, 4 * MIB, 8},
    {"fault: file, a page of 16", map_file, read_further, unmap, 64, 1, 4 * MIB, 8},
    {"munmap, each touched page", map_touched, unmap, nothing, 1, 1024, 4 * MIB, 8},
    {"mmap + munmap", nothing, map_unmap, nothing, 100, 1, PAGE, 0},
    {"mmap + touch + munmap", nothing, map_touch_unmap, nothing, 100, 1, PAGE, 0},
    {"mmap + munmap, 32 MiB, reused", map_after_another, map_unmap, nothing, 1, 1, 32 * MIB, 48},
    {"fork + exit + wait", nothing, fork_wait, nothing, 20, 1, 0, 0},
    {"fork + exec of true + wait", nothing, fork_exec_wait, nothing, 10, 1, 0, 0},
    {"fork only, 32 MiB touched", map_touched, fork_only, unmap_of_two, 1, 1, 32 * MIB, 48},
};

static const struct row growth[] = {
    {"ping-pong beside 1 process", start_echo, ping_pong, stop_echo, 100, 1, 1, 0},
    {"ping-pong beside 10 processes", start_echo, ping_pong, stop_echo, 100, 1, 10, 0},
    {"ping-pong beside 100 processes", start_echo, ping_pong, stop_echo, 100, 1, 100, 16},
    {"ping-pong beside 500 processes", start_echo, ping_pong, stop_echo, 100, 1, 500, 64},
    {"herd: 2 readers, each turn", start_herd, pass_through_herd, stop_echo, 1, 500, 2, 0},
    {"herd: 100 readers, each turn", start_herd, pass_through_herd, stop_echo, 1, 500, 100, 16},
    {"ps, each process, beside 1", start_sleepers, read_proc, end_children, 2, 0, 1, 0},
    {"ps, each process, beside 500", start_sleepers, read_proc, end_children, 2, 0, 500, 64},
    {"stat in a folder of 16", choose_there, stat_next, nothing, NAMES, 1, 16, 0},
    {"miss in a folder of 16", choose_missing, stat_next, nothing, NAMES, 1, 16, 0},
    {"create in a folder of 16", choose_missing, create_next, remove_names, NAMES, 1, 16, 0},
    {"stat in a folder of 1000", choose_there, stat_next, nothing, NAMES, 1, 1000, 8},
    {"miss in a folder of 1000", choose_missing, stat_next, nothing, NAMES, 1, 1000, 8},
    {"create in a folder of 1000", choose_missing, create_next, remove_names, NAMES, 1, 1000, 8},
    {"stat in a folder of 10000", choose_there, stat_next, nothing, NAMES, 1, 10000, 32},
    {"miss in a folder of 10000", choose_missing, stat_next, nothing, NAMES, 1, 10000, 32},
    {"create in a folder of 10000", choose_missing, create_next, remove_names, NAMES, 1, 10000, 32},
    {"rm of 100 files, each", make_files, remove_files, nothing, 1, 0, 100, 8},
    {"rm of 2000 files, each", make_files, remove_files, nothing, 1, 0, 2000, 16},
    {"munmap of 1 GiB, 512 pages touched", map_sparse, unmap, nothing, 1, 1, 1024 * MIB, 8},
    {"fork + exit with 1 MiB, each page", map_touched, fork_wait, unmap, 4, 256, MIB, 2},
    {"fork + exit with 16 MiB, each page", map_touched, fork_wait, unmap, 4, 4096, 16 * MIB, 24},
    {"fork + exit with 96 MiB, each page", map_touched, fork_wait, unmap, 4, 24576, 96 * MIB, 128},
    {"nanosleep of 1 ms, in ns", nothing, sleep_millisecond, nothing, 10, 1, 0, 0},
};

// What the commands and their children did in both modes, and in user mode alone.
static const struct row work[] = {
    {"find: 400 files by their size", make_tree, find_files, nothing, 1, 1, 0, 16},
    {"rm -r: 400 files", make_tree, remove_tree, nothing, 1, 1, 0, 16},
    {"sh: 100 programs in a loop", nothing, loop, nothing, 1, 1, 0, 16},
    {"tar: 400 files packed", make_tree, pack_tree, nothing, 1, 1, 0, 16},
    {"sort: 10,000 lines", make_lines, sort_lines, nothing, 1, 1, 0, 16},
    {"tcc: 1,000 functions compiled", make_source, compile, nothing, 1, 1, 0, 16},
    {"sqlite: 10,000 rows and an index", remove_database, fill_database, nothing, 1, 1, 0, 16},
};

// Requests, counted from outside. The last words say which.
static const struct row disk[] = {
    {"read 16 MiB from disk, reads", open_cold, read_file, close_file, 1, 1, 0, 32},
    {"touch 16 MiB of a file, reads", map_cold, read_area, close_file, 1, 1, COLD_SIZE, 32},
    {"write 32 MiB, writes", nothing, write_much, close_file, 1, 1, 32 * MIB, 64},
    {"swap out, writes a MiB", map_too_much, write_area, unmap, 1, 1, 48 * MIB, 0},
    {"swap in, reads a MiB", map_swapped, read_area, unmap, 1, 1, 48 * MIB, 0},
    {"swap in again, unchanged, writes", swap_all_in, read_area, unmap, 1, 1, 48 * MIB, 0},
};

static uint64_t now(void) {
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
    return (uint64_t)high << 32 | low;
}

static uint64_t repeat(void (*op)(void), int count) {
    uint64_t start = now();
    for (int i = 0; i < count; i++)
        op();
    return now() - start;
}

// What is free, or is the page cache's and can be dropped.
static bool has_memory(unsigned long mib) {
    char line[100];
    unsigned long kib = 0;
    FILE *file = fopen("/proc/meminfo", "r");
    if (!file)
        err(1, "/proc/meminfo");
    while (fgets(line, sizeof line, file) && sscanf(line, "MemAvailable: %lu", &kib) != 1)
        ;
    fclose(file);
    return kib / 1024 >= mib;
}

static uint64_t measure(const struct row *row) {
    uint64_t best = UINT64_MAX;
    size = row->size;
    for (int batch = 0; batch < BATCHES; batch++) {
        units = row->units;
        row->before();
        uint64_t cost = repeat(row->op, row->count) - repeat(nothing, row->count);
        row->after();
        if (failed)
            exit(1);
        cost /= (uint64_t)row->count * units;
        best = cost < best ? cost : best;
    }
    return best;
}

static void count_instructions(const struct row *row) {
    printf("bench: %lu %s\n", measure(row), row->name);
}

static uint64_t ns_of(struct timeval time) {
    return (time.tv_sec * 1000000l + time.tv_usec) * 1000;
}

// Both systems know exactly how long the processor worked for a process: a nanosecond is an
// instruction. How much of it was user mode Linux only guesses; Pagoda knows.
static void count_work(const struct row *row) {
    uint64_t best = UINT64_MAX, user = 0;
    for (int batch = 0; batch < BATCHES / 2; batch++) {
        struct rusage before, after;
        row->before();
        getrusage(RUSAGE_CHILDREN, &before);
        row->op();
        getrusage(RUSAGE_CHILDREN, &after);
        row->after();
        if (failed)
            exit(1);
        uint64_t in_user = ns_of(after.ru_utime) - ns_of(before.ru_utime);
        uint64_t both = in_user + ns_of(after.ru_stime) - ns_of(before.ru_stime);
        if (both < best) {
            best = both;
            user = in_user;
        }
    }
    printf("bench: work %lu %lu %s\n", best, user, row->name);
}

// bench.py asks QEMU how many requests there have been, and answers with an empty line.
static void note_requests(void) {
    printf("bench: requests\n");
    read(0, buffer, sizeof buffer);
}

static void count_requests(const struct row *row) {
    size = row->size;
    row->before();
    note_requests();
    row->op();
    note_requests();
    row->after();
    printf("bench: disk %s\n", row->name);
}

#define LENGTH(array) (sizeof(array) / sizeof *(array))
static const struct table {
    const char *name;
    const struct row *rows;
    int count;
    void (*report)(const struct row *);
} tables[] = {
    {"costs", costs, LENGTH(costs), count_instructions},
    {"growth", growth, LENGTH(growth), count_instructions},
    {"work", work, LENGTH(work), count_work},
    {"disk", disk, LENGTH(disk), count_requests},
};

// Whether a pattern is the table's name, or a part of the row's.
static bool is_chosen(const struct table *table, const struct row *row, char *patterns[]) {
    bool chosen = !*patterns;
    for (; *patterns; patterns++)
        chosen = chosen || strcmp(table->name, *patterns) == 0 || strstr(row->name, *patterns);
    return chosen;
}

// Each row has a process of its own: what one leaves in memory is nothing to the others.
static void report(const struct table *table, const struct row *row) {
    int status;
    pid_t pid = must(fork(), "fork");
    if (pid == 0) {
        table->report(row);
        exit(0);
    }
    waitpid(pid, &status, 0);
    if (status != 0)
        printf("bench: - %s\n", row->name);
}

int main(int argc, char *argv[]) {
    (void)argc;
    mkdir(FOLDER, 0777);
    mkdir(FOLDER "/names", 0777);
    mkdir(FOLDER "/rm", 0777);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    for (const struct table *table = tables; table < tables + LENGTH(tables); table++)
        for (const struct row *row = table->rows; row < table->rows + table->count; row++)
            if (is_chosen(table, row, argv + 1) && has_memory(row->mib))
                report(table, row);
    if (getpid() != 1)
        return 0;
    sync();
    reboot(RB_POWER_OFF);
    err(1, "reboot");
}
