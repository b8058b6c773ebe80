// What the parts of calls_random share: its log, and arguments chosen at random.
//
// The log is a line for each call with its result, and holds nothing that may differ from one run
// or system to the next: no address, pid, time or inode number. Its hash is kept in memory that the
// children share; the lines themselves are written only if asked for.
#pragma once
#include "fs.h"
#include <stdarg.h>
#include <sys/mman.h>

typedef void operation(void);

struct log {
    uint64_t hash;
    volatile bool ready; // a child's word to its parent
};

static struct log *so_far;
static bool verbose;

__attribute__((format(printf, 1, 2))) static inline void note(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    text[n++] = '\n';
    so_far->hash = hash(so_far->hash, text, n);
    if (verbose)
        write(1, text, n);
}

// "= 7", or "= ENOENT"; to be used at once.
static inline const char *result(long value) {
    static char text[40];
    if (value == -1)
        snprintf(text, sizeof text, "= %s", errno_name(errno));
    else
        snprintf(text, sizeof text, "= %ld", value);
    return text;
}

// One of the values of an array.
#define ONE_OF(array) ((array)[random_below(sizeof(array) / sizeof *(array))])

static inline bool one_in(int n) {
    return random_below(n) == 0;
}

// Descriptors of the sequence: 0, 1 and 2 are the test's own.
enum { FIRST_FD = 3, LAST_FD = 9 };

static inline int random_fd(void) {
    return one_in(20) ? -1 : FIRST_FD + (int)random_below(LAST_FD - FIRST_FD);
}

// There is no ".." in them, and so none in a symbolic link: nothing leads out of the test's own
// directory, for on Linux the test may be root's.
static inline const char *random_path(void) {
    static const char *const paths[] = {
        "a",     "b",    "c",    "a",   "b",      "d", "d/a",   "d/b", "d/e",
        "d/e/a", "link", "fifo",                                                 // usual ones
        ".",     "a/",   "d/",   "a/x", "none/x", "",  "d/./a", "./b", "link/a", // and others
    };
    return ONE_OF(paths);
}

// Few enough bytes for a pipe to hold a whole sequence's.
static inline size_t random_length(void) {
    static const size_t lengths[] = {0, 1, 10, 100, 1000, 2000};
    return one_in(3) ? ONE_OF(lengths) : random_below(2000);
}

// Whether the open file is one that the test may change: no device.
static inline bool is_own(int fd) {
    struct stat status;
    return fstat(fd, &status) < 0 || !S_ISCHR(status.st_mode);
}

static inline bool is_kind(int fd, mode_t kind) {
    struct stat status;
    return fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

// Runs sequences, those of the arguments or numbers 1 to `count`, each in an empty directory, and
// writes a line for each.
static inline void run_sequences(int argc, char *argv[], uint64_t count, void (*run)(void)) {
    verbose = argc > 3;
    uint64_t first = verbose ? atol(argv[2]) : 1, last = verbose ? (uint64_t)atol(argv[3]) : count;
    so_far = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(so_far != MAP_FAILED);
    enter_scratch();
    for (uint64_t seed = first; seed <= last; seed++) {
        random_state = hash(HASH_START, &seed, sizeof seed);
        so_far->hash = HASH_START;
        run();
        remove_contents();
        printf("%ld: %016lx\n", (long)seed, so_far->hash);
        fflush(stdout);
    }
    leave_scratch();
}
