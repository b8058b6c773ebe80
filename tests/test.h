// What the test programs share: checks, children and their fates, and counters of paging.
//
// A portable test prints what it sees (errno names, wait statuses, contents, never an address, a
// pid or a time) and Linux is the judge of the text. The others check for themselves. Each check
// that fails ends its process with status 1, and a parent notices that by its child's status.
#pragma once
#define _GNU_SOURCE // on Linux with another C library: dup3, pipe2, getdents64 and the like
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proof.h"

#define PAGE 4096ul

// Ends the process as failed unless the condition holds. (A macro, to name the condition and the
// line.)
#define check(condition) check_that(condition, #condition, __FILE__, __LINE__)

static inline void check_that(bool holds, const char *condition, const char *file, int line) {
    if (holds)
        return;
    int error = errno;
    fflush(stdout);
    dprintf(2, "%s:%d: not so: %s (errno %d)\n", file, line, condition, error);
    _exit(1);
}

// Whether what is found in memory, so many bytes behind the beginning of something, is what should
// be there. Of the first that isn't it says in which page it is.
static inline bool right_at(const char *what, size_t at, uint64_t found, uint64_t expected) {
    static bool said;
    if (found != expected && !said) {
        said = true;
        fflush(stdout);
        dprintf(2, "%s: page %zu has %#lx at byte %zu of it, not %#lx\n", what, at / PAGE, found,
                at % PAGE, expected);
    }
    return found == expected;
}

// The usual name of an error number.
static inline const char *errno_name(int error) {
    static const char *const names[] = {
        [0] = "ok",
#define E(number, name) [number] = #name,
#include "../kernel/lib/errno_list.h"
    };
    bool known = error >= 0 && error < (int)(sizeof names / sizeof *names) && names[error];
    return known ? names[error] : "an unknown error";
}

// The outcome of a call that returns -1 on failure: "ok" or errno's name.
static inline const char *outcome(long result) {
    return errno_name(result == -1 ? errno : 0);
}

// Whether it is that of a call that failed so.
static inline bool fails(long result, int error) {
    return result == -1 && errno == error;
}

static inline long milliseconds(clockid_t clock) {
    struct timespec now;
    check(clock_gettime(clock, &now) == 0);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// So long, whatever signals come.
static inline void pause_for(long milliseconds) {
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&left, &left) < 0)
        ;
}

static inline const char *signal_name(int signal) {
    static const char *const names[] = {
        [0] = "0",
#define S(number, name) [number] = #name,
#include "../kernel/signal_list.h"
    };
    return signal >= 0 && signal < 32 ? names[signal] : "a real-time signal";
}

// A wait status in words: "exit 3", "SIGSEGV", "stopped by SIGSTOP", "continued". Whether a core
// was dumped is left out, since that is a matter of configuration.
static inline const char *status_text(int status) {
    static char text[40];
    if (WIFEXITED(status))
        snprintf(text, sizeof text, "exit %d", WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "%s", signal_name(WTERMSIG(status)));
    else if (WIFSTOPPED(status))
        snprintf(text, sizeof text, "stopped by %s", signal_name(WSTOPSIG(status)));
    else
        snprintf(text, sizeof text, "continued");
    return text;
}

// A child of which nothing has run yet but the return from fork, which is 0 in it. What was
// printed goes out first, so that it does not go out twice.
static inline pid_t start(void) {
    fflush(stdout);
    pid_t pid = fork();
    check(pid >= 0);
    return pid;
}

// A child that runs the function and then exits with status 0.
static inline pid_t start_in(void (*body)(void)) {
    pid_t pid = start();
    if (pid != 0)
        return pid;
    body();
    fflush(stdout);
    _exit(0);
}

// The wait status of a child, once it has ended.
static inline int wait_for(pid_t pid) {
    int status;
    check(waitpid(pid, &status, 0) == pid);
    return status;
}

static inline int status_of(void (*body)(void)) {
    return wait_for(start_in(body));
}

// For a child: until nobody else has the pipe open for writing.
static inline void wait_until_closed(int gate[2]) {
    char byte;
    check(close(gate[1]) == 0 && read(gate[0], &byte, 1) == 0);
}

// The state of a process by its letter: R (it can run), S (asleep until something happens), D
// (asleep until a disk has answered), T (stopped), Z (it has ended).
static inline char state_of(pid_t pid) {
    char path[32], text[256];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    check(fd >= 0);
    ssize_t n = read(fd, text, sizeof text - 1);
    check(n > 0 && close(fd) == 0);
    text[n] = '\0';
    return strrchr(text, ')')[2];
}

static inline void await_state(pid_t pid, char wanted) {
    while (state_of(pid) != wanted)
        pause_for(1);
}

// Whether the process comes to sleep, or goes on sleeping; it is false for one that ends. How long
// that takes is nobody's business, for the host may be busy.
static inline bool sleeps(pid_t pid) {
    pause_for(20); // to whoever should sleep and does not
    char state;
    while ((state = state_of(pid)) != 'S' && state != 'Z')
        pause_for(1);
    return state == 'S';
}

// Starts a program; what it prints can be read from *output.
static inline pid_t start_program(const char *path, int *output) {
    int ends[2];
    check(pipe(ends) == 0);
    pid_t pid = start();
    if (pid == 0) {
        dup2(ends[1], 1);
        execl(path, path, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    *output = ends[0];
    return pid;
}

// The wait status of a program; it is run with this argument (or none when it is NULL).
static inline int status_of_program(const char *path, const char *argument) {
    pid_t pid = start();
    if (pid == 0) {
        execl(path, path, argument, (char *)NULL);
        _exit(127);
    }
    return wait_for(pid);
}

// The path of a file that is installed beside the running program.
static inline const char *beside(const char *name) {
    static char path[512];
    const char *program = program_invocation_name, *slash = strrchr(program, '/');
    int directory = slash == NULL ? 1 : (int)(slash - program);
    snprintf(path, sizeof path, "%.*s/%s", directory, slash == NULL ? "." : program, name);
    return path;
}

// The path of one of the prepared files: below $DATA, or /tests/data.
static inline const char *data(const char *name) {
    static char path[512];
    const char *directory = getenv("DATA");
    snprintf(path, sizeof path, "%s/%s", directory == NULL ? "/tests/data" : directory, name);
    return path;
}

// All of a small file as a string; it lives until the next call.
static inline char *contents_of(const char *path) {
    static char text[16384];
    int fd = open(path, O_RDONLY);
    check(fd >= 0);
    size_t length = 0;
    ssize_t n;
    while ((n = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += n;
    check(n == 0);
    close(fd);
    text[length] = '\0';
    return text;
}

// The number that follows `name` in a file like /proc/vmstat or /proc/meminfo.
static inline long number_in(const char *path, const char *name) {
    char *line = contents_of(path);
    size_t length = strlen(name);
    while (line != NULL && !(strncmp(line, name, length) == 0 && strchr(" :\t", line[length]))) {
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    check(line != NULL);
    return strtol(line + length + strspn(line + length, " :\t"), NULL, 10);
}

static inline long vmstat(const char *name) {
    return number_in("/proc/vmstat", name);
}

// The number of a kernel parameter, such as "around="; `otherwise` if it was not given.
static inline long parameter(const char *name, long otherwise) {
    const char *found = strstr(contents_of("/proc/cmdline"), name);
    return found == NULL ? otherwise : strtol(found + strlen(name), NULL, 10);
}

// How many pages a fault on one of a file maps at most.
static inline long around(void) {
    return parameter("around=", 16);
}

// How many pages of this process are in memory.
static inline long resident_pages(void) {
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY);
    check(fd >= 0);
    ssize_t n = read(fd, text, sizeof text - 1);
    check(n > 0);
    close(fd);
    text[n] = '\0';
    return strtol(strchr(text, ' '), NULL, 10);
}

// Page faults of this process so far, without and with waiting for a disk.
static inline long minor_faults(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

static inline long major_faults(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_majflt;
}

// Accesses that the compiler can neither foresee nor leave out. (In rdi: what goes through rbp or
// rsp is a stack access, and fails as one.)
static inline uint8_t load(uintptr_t address) {
    uint8_t byte;
    asm volatile("movb (%1), %0" : "=q"(byte) : "D"(address) : "memory");
    return byte;
}

static inline void store(uintptr_t address, uint8_t byte) {
    asm volatile("movb %0, (%1)" : : "q"(byte), "D"(address) : "memory");
}

static inline void jump(uintptr_t address) {
    asm volatile("call *%0" : : "D"(address) : "memory", "rax", "rcx", "rdx", "cc");
}
