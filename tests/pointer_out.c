// Every system call that writes to memory, given every kind of address: EFAULT where it must not
// write, and the same bytes in memory that is untouched, copy-on-write or ends where nothing more
// is mapped as in any other.
// test: portable timeout=60
#include "pointers.h"
#include <sys/syscall.h>

enum { FILE_FD = 100, DIRECTORY_FD, DEEP_FD, CHILD_STATUS = 3 };
enum { VARIES = 1, HAS_CHILD = 2 }; // what is written differs from call to call; wait4

// Argument number `where` is the address; `size` bytes are written there at most.
static const struct call {
    const char *name;
    int number, where;
    size_t size;
    long arguments[5];
    int flags;
} calls[] = {
    {"read", SYS_read, 1, 64, {FILE_FD, 0, 64}, 0},
    {"read of two pages", SYS_read, 1, 2 * PAGE, {FILE_FD, 0, 2 * PAGE}, 0},
    {"pread64", SYS_pread64, 1, 64, {FILE_FD, 0, 64, 1000}, 0},
    {"stat", SYS_stat, 1, 144, {(long)"/dev/null"}, 0},
    {"lstat", SYS_lstat, 1, 144, {(long)"/dev/null"}, 0},
    {"fstat", SYS_fstat, 1, 144, {FILE_FD}, 0},
    {"newfstatat", SYS_newfstatat, 2, 144, {DIRECTORY_FD, (long)"small"}, 0},
    {"statfs", SYS_statfs, 1, 120, {(long)"/"}, VARIES},
    {"fstatfs", SYS_fstatfs, 1, 120, {FILE_FD}, VARIES},
    {"getdents64", SYS_getdents64, 1, 80, {DEEP_FD, 0, 80}, VARIES}, // three entries
    {"readlink", SYS_readlink, 1, 8, {(long)"links/to-small", 0, 8}, 0},
    {"readlinkat", SYS_readlinkat, 2, 5, {DIRECTORY_FD, (long)"links/to-small", 0, 5}, 0},
    {"pipe", SYS_pipe, 0, 8, {0}, 0},
    {"pipe2", SYS_pipe2, 0, 8, {0}, 0},
    {"wait4 status", SYS_wait4, 1, 4, {-1}, HAS_CHILD},
    {"wait4 usage", SYS_wait4, 3, 144, {-1}, HAS_CHILD | VARIES},
    {"getrusage", SYS_getrusage, 1, 144, {RUSAGE_SELF}, VARIES},
    {"clock_gettime", SYS_clock_gettime, 1, 16, {1}, VARIES},
    {"clock_getres", SYS_clock_getres, 1, 16, {1}, 0},
    {"gettimeofday", SYS_gettimeofday, 0, 16, {0}, VARIES},
    {"gettimeofday zone", SYS_gettimeofday, 1, 8, {0}, 0},
    {"time", SYS_time, 0, 8, {0}, VARIES},
    {"uname", SYS_uname, 0, 390, {0}, 0},
    {"rt_sigaction", SYS_rt_sigaction, 2, 32, {SIGUSR1, 0, 0, 8}, 0},
    {"arch_prctl", SYS_arch_prctl, 1, 8, {0x1003}, 0}, // ARCH_GET_FS
    {"mincore", SYS_mincore, 2, 3, {(long)shared_pages, sizeof shared_pages}, 0},
    {"getcwd", SYS_getcwd, 0, 2, {0, 4096}, 0}, // comes last: its working directory is /
};
static const struct call *call; // the one that is being tried

static long make(uintptr_t address) {
    long a[5];
    memcpy(a, call->arguments, sizeof a);
    a[call->where] = address;
    if ((call->flags & HAS_CHILD) && start() == 0)
        _exit(CHILD_STATUS);
    lseek(FILE_FD, 0, SEEK_SET);
    lseek(DEEP_FD, 0, SEEK_SET);
    return syscall(call->number, a[0], a[1], a[2], a[3], a[4]);
}

static void try_place(enum place place) {
    long result = make(place_address(place, call->size));
    bool counts = call->number == SYS_read || call->number == SYS_pread64;
    if (result > 0 && counts)
        printf("%ld", result);
    else
        printf("%s", outcome(result));
    if (place < GOOD)
        return;

    // The same bytes as in memory that is there, and nothing behind them.
    static uint8_t usual[2 * PAGE + 16], expected_rest[16] = {0};
    check(result >= 0);
    memset(usual, 0xa5, sizeof usual);
    if (place >= SHARED)
        memset(expected_rest, 0xa5, sizeof expected_rest);
    const uint8_t *seen = (const uint8_t *)place_address(place, call->size);
    check(place == HEAP_LAST_BYTES || memcmp(seen + call->size, expected_rest, 16) == 0);
    if (call->number == SYS_pipe || call->number == SYS_pipe2) {
        close(((const int *)seen)[0]);
        close(((const int *)seen)[1]);
    }
    if (!(call->flags & VARIES)) {
        check(make((uintptr_t)usual) >= 0);
        check(memcmp(seen, usual, call->size) == 0);
    }
}

int main(void) {
    prepare_places();
    check(dup2(open(data("dense"), O_RDONLY), FILE_FD) == FILE_FD);
    check(chdir(data("")) == 0);
    check(dup2(open(".", O_RDONLY | O_DIRECTORY), DIRECTORY_FD) == DIRECTORY_FD);
    check(dup2(open("deep", O_RDONLY), DEEP_FD) == DEEP_FD);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        call = &calls[i];
        if (call->number == SYS_getcwd)
            check(chdir("/") == 0);
        each_place(call->name, try_place);
    }
    return 0;
}
