// What an operation costs, in instructions. The same file runs on Linux and in Pagoda, under QEMU's
// -icount, where the time stamp counter advances by one with each instruction, whatever the host
// does. bench.py starts it and reads its lines, such as
//
//     bench: 307 getppid
//
//     bench [PATTERN...]      only the table of this name (costs, growth, disk), or rows with this
//     in their names
//
// A row is an operation in the table at the end. It is measured in batches: `before` prepares one,
// `op` is repeated `count` times, `after` clears up. The fastest batch counts, without what a loop
// around an empty function costs. So what happens only the first time, and interrupts, are left
// out.
#define _GNU_SOURCE
#include <alloca.h>
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "vdso.h"

#define PAGE 4096ul
#define MIB (1ul << 20)
#define FOLDER "/tmp/bench"
#define FILE_PATH FOLDER "/file"

enum { BATCHES = 4, FILE_PAGES = 1024 };

struct row {
    const char *name;
    void (*before)(void);
    void (*op)(void);
    void (*after)(void);
    int count;
    int units; // the result is for one of so many things that the operation does
    long size; // how much there is of what must not matter, or is to be worked on
    int mib;   // of memory that it takes
};

// Of the row that is measured.
static long size;
static int units;
static bool failed;

static long must(long result, const char *what) {
    if (result < 0)
        err(1, "%s", what);
    return result;
}

static void nothing(void) {
}

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

// --- Calls, files and pipes ----------------------------------------------------------------------

static int fd, to[2], from[2]; // a file, and two pipes
static char buffer[64 * 1024];

static void null_call(void) {
    getppid();
}

static clock_function *clock_as_libc;

static void find_vdso(void) {
    clock_as_libc = find_clock();
}

static void clock_call(void) {
    struct timespec time;
    clock_as_libc(CLOCK_MONOTONIC, &time);
}

static void open_zero(void) {
    fd = must(open("/dev/zero", O_RDONLY), "/dev/zero");
}

static void make_file(void) {
    if (access(FILE_PATH, R_OK) == 0)
        return;
    fd = must(open(FILE_PATH, O_WRONLY | O_CREAT, 0644), FILE_PATH);
    for (unsigned i = 0; i < FILE_PAGES * PAGE / sizeof buffer; i++)
        must(write(fd, buffer, sizeof buffer), FILE_PATH);
    fsync(fd);
    close(fd);
}

static void open_file(void) {
    make_file();
    fd = must(open(FILE_PATH, O_RDONLY), FILE_PATH);
}

static void close_file(void) {
    close(fd);
}

static void read_byte(void) {
    read(fd, buffer, 1);
}

static void open_close(void) {
    close(open(FILE_PATH, O_RDONLY));
}

static void stat_file(void) {
    struct stat status;
    stat(FILE_PATH, &status);
}

static void pread_page(void) {
    pread(fd, buffer, PAGE, 0);
}

static void pread_much(void) {
    pread(fd, buffer, sizeof buffer, 0);
}

static void open_to_write(void) {
    make_file();
    fd = must(open(FILE_PATH, O_WRONLY), FILE_PATH);
}

static void pwrite_page(void) {
    pwrite(fd, buffer, PAGE, 0);
}

static void create_unlink(void) {
    close(open(FOLDER "/new", O_WRONLY | O_CREAT, 0644));
    unlink(FOLDER "/new");
}

// As find does: each name of a folder, and what it stands for.
static void find(void) {
    DIR *folder = opendir("/tests");
    units = 0;
    for (struct dirent *entry; (entry = readdir(folder)); units++) {
        struct stat status;
        fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW);
    }
    closedir(folder);
}

static void open_pipes(void) {
    must(pipe(to), "pipe");
    must(pipe(from), "pipe");
}

static void close_pipes(void) {
    for (int i = 0; i < 2; i++) {
        close(to[i]);
        close(from[i]);
    }
}

static void pipe_byte(void) {
    write(to[1], buffer, 1);
    read(to[0], buffer, 1);
}

static void pipe_much(void) {
    write(to[1], buffer, 16 * 1024);
    read(to[0], buffer, 16 * 1024);
}

// --- Processes -----------------------------------------------------------------------------------

static pid_t children[512];
static int child_count;

// A child that does this, and ends.
static void child(void (*work)(void)) {
    pid_t pid = must(fork(), "fork");
    if (pid == 0) {
        work();
        _exit(0);
    }
    children[child_count++] = pid;
}

static void sleep_forever(void) {
    for (;;)
        pause();
}

static void end_children(void) {
    for (int i = 0; i < child_count; i++)
        kill(children[i], SIGKILL);
    while (child_count > 0)
        waitpid(children[--child_count], NULL, 0);
}

static void echo(void) {
    char byte;
    while (read(to[0], &byte, 1) == 1)
        write(from[1], &byte, 1);
}

static void start_sleepers(void) {
    for (long i = 0; i < size; i++)
        child(sleep_forever);
}

static void start_echo(void) {
    start_sleepers();
    open_pipes();
    child(echo);
}

static void stop_echo(void) {
    end_children();
    close_pipes();
}

static void ping_pong(void) {
    write(to[1], buffer, 1);
    read(from[0], buffer, 1);
}

// All children read a number from one pipe and write it back, one less, until it is 0.
static void pass_on(void) {
    int left;
    while (read(to[0], &left, sizeof left) == sizeof left) {
        left--;
        write(left ? to[1] : from[1], &left, sizeof left);
    }
}

static void start_herd(void) {
    open_pipes();
    for (long i = 0; i < size; i++)
        child(pass_on);
}

static void pass_through_herd(void) {
    int left = units;
    struct pollfd done = {.fd = from[0], .events = POLLIN};
    write(to[1], &left, sizeof left);
    failed = poll(&done, 1, 1000) != 1;
}

static void fork_wait(void) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
}

static void fork_exec_wait(void) {
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/true", "true", NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

static void fork_only(void) {
    child(sleep_forever);
}

// Reads /proc as ps does. The result is for one of the processes that are there.
static void read_proc(void) {
    DIR *proc = opendir("/proc");
    units = 0;
    for (struct dirent *entry; (entry = readdir(proc));) {
        char path[300];
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        int file = open(path, O_RDONLY);
        read(file, buffer, sizeof buffer);
        close(file);
        units++;
    }
    closedir(proc);
}

static void sleep_millisecond(void) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

// --- Memory --------------------------------------------------------------------------------------

static char *area, *place; // a mapping, and where in it we are

static void map(long length, int flags, int file) {
    flags |= file < 0 ? MAP_ANONYMOUS : 0;
    area = mmap(NULL, length, PROT_READ | (file < 0 ? PROT_WRITE : 0), flags, file, 0);
    if (area == MAP_FAILED)
        err(1, "mmap");
    place = area;
}

static void unmap(void) {
    munmap(area, size);
}

static void map_fresh(void) {
    map(size, MAP_PRIVATE | MAP_NORESERVE, -1);
}

static void map_touched(void) {
    map_fresh();
    for (long at = 0; at < size; at += PAGE)
        area[at] = 1;
}

static void map_sparse(void) {
    map_fresh();
    for (long at = 0; at < size; at += 2 * MIB)
        area[at] = 1;
}

static void map_after_another(void) {
    map_touched();
    unmap();
}

static void map_file(void) {
    open_file();
    for (int i = 0; i < FILE_PAGES; i++)
        pread(fd, buffer, PAGE, i * PAGE);
    map(size, MAP_PRIVATE, fd);
    close(fd);
}

static void map_for_two(void) {
    map_touched();
    child(sleep_forever);
}

static void map_of_two(void) {
    map_for_two();
    end_children();
}

static void unmap_of_two(void) {
    end_children();
    unmap();
}

static void write_next(void) {
    *place = 2;
    place += PAGE;
}

static void read_next(void) {
    *(volatile char *)place;
    place += PAGE;
}

static void read_further(void) {
    *(volatile char *)place;
    place += 16 * PAGE;
}

// Each call moves the stack pointer a page lower than the last one.
static void grow_stack(void) {
    static unsigned long depth;
    depth += PAGE;
    *(volatile char *)alloca(depth) = 1;
}

static void map_unmap(void) {
    map_fresh();
    unmap();
}

static void map_touch_unmap(void) {
    map_fresh();
    *area = 1;
    unmap();
}

// --- Folders -------------------------------------------------------------------------------------

enum { NAMES = 16 };
static char names[NAMES][64];
static int next_name;

static void name_file(char name[64], const char *kind, long number) {
    snprintf(name, 64, FOLDER "/%s%ld", kind, number);
}

static void make_empty(const char *path) {
    close(must(open(path, O_WRONLY | O_CREAT, 0644), path));
}

// Names that are spread over a folder of `size` files.
static void fill_folder(const char *kind, long step) {
    char name[64];
    for (long i = size - 1; i >= 0; i--) {
        name_file(name, "names/file", i);
        if (access(name, F_OK) == 0)
            break; // and so are those before it
        make_empty(name);
    }
    for (int i = 0; i < NAMES; i++)
        name_file(names[i], kind, i * step);
    next_name = 0;
}

static void choose_there(void) {
    fill_folder("names/file", size / NAMES);
}

static void choose_missing(void) {
    fill_folder("names/other", 1);
}

static const char *name_next(void) {
    return names[next_name++ % NAMES];
}

static void stat_next(void) {
    struct stat status;
    stat(name_next(), &status);
}

static void create_next(void) {
    make_empty(name_next());
}

static void remove_names(void) {
    for (int i = 0; i < NAMES; i++)
        unlink(names[i]);
}

static void make_files(void) {
    char name[64];
    for (long i = 0; i < size; i++) {
        name_file(name, "rm/file", i);
        make_empty(name);
    }
    units = size;
}

static void remove_files(void) {
    char name[64];
    for (long i = 0; i < size; i++) {
        name_file(name, "rm/file", i);
        unlink(name);
    }
}

// --- Disks ---------------------------------------------------------------------------------------

#define COLD_FILE "/bench/cold" // of COLD_SIZE, and one more for a second row
#define COLD_SIZE (16 * MIB)

static void open_cold(void) {
    fd = must(open(COLD_FILE, O_RDONLY), COLD_FILE);
}

static void read_file(void) {
    while (read(fd, buffer, sizeof buffer) > 0)
        continue;
}

static void map_cold(void) {
    fd = must(open(COLD_FILE "-2", O_RDONLY), COLD_FILE);
    map(COLD_SIZE, MAP_PRIVATE, fd);
}

static void read_area(void) {
    for (long at = 0; at < size; at += PAGE)
        read_next();
}

static void write_much(void) {
    fd = must(open(FOLDER "/much", O_WRONLY | O_CREAT, 0644), FOLDER);
    for (long at = 0; at < size; at += sizeof buffer)
        must(write(fd, buffer, sizeof buffer), FOLDER);
    fsync(fd);
}

// More than there is memory, so that so much of it is in swap.
static void map_too_much(void) {
    struct sysinfo info;
    sysinfo(&info);
    if (info.totalswap == 0)
        exit(1);
    size += info.freeram * info.mem_unit;
    map_fresh();
}

static void write_area(void) {
    for (long at = 0; at < size; at += PAGE)
        write_next();
}

static void map_swapped(void) {
    map_too_much();
    write_area();
    place = area;
}

static void swap_all_in(void) {
    map_swapped();
    read_area();
    place = area;
}

// --- The rows ------------------------------------------------------------------------------------

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
    {"create + unlink", nothing, create_unlink, nothing, 20, 1, 0, 0},
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

// Requests, counted from outside. The last words say which.
static const struct row disk[] = {
    {"read 16 MiB from disk, reads", open_cold, read_file, close_file, 1, 1, 0, 32},
    {"touch 16 MiB of a file, reads", map_cold, read_area, close_file, 1, 1, COLD_SIZE, 32},
    {"write 32 MiB, writes", nothing, write_much, close_file, 1, 1, 32 * MIB, 64},
    {"swap out, writes a MiB", map_too_much, write_area, unmap, 1, 1, 48 * MIB, 0},
    {"swap in, reads a MiB", map_swapped, read_area, unmap, 1, 1, 48 * MIB, 0},
    {"swap in again, unchanged, writes", swap_all_in, read_area, unmap, 1, 1, 48 * MIB, 0},
};

static bool has_memory(int mib) {
    struct sysinfo info;
    sysinfo(&info);
    return (info.freeram + info.bufferram) * info.mem_unit >= mib * MIB;
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
}
