// Every system call that reads a buffer or a structure, given every kind of address: EFAULT where
// nothing can be read, and the bytes that are there, zeros where nobody wrote yet, everywhere else.
// test: portable timeout=60
#include "pointers.h"
#include <sys/syscall.h>

enum { READ_END = 3, WRITE_END = 4 };

static const struct call {
    const char *name;
    int number, where;
    size_t size;
    long arguments[4];
    bool wants_zeros; // other contents are no valid argument
} calls[] = {
    {"write", SYS_write, 1, 64, {WRITE_END, 0, 64}, false},
    {"write of two pages", SYS_write, 1, 2 * PAGE, {WRITE_END, 0, 2 * PAGE}, false},
    {"nanosleep", SYS_nanosleep, 0, 16, {0}, true},
    {"rt_sigaction", SYS_rt_sigaction, 1, 32, {SIGUSR1, 0, 0, 8}, true},
};
static const struct call *call;

// What lies at the good places: 0xa5 in memory that is shared, zeros elsewhere.
static void check_written(enum place place) {
    static uint8_t seen[2 * PAGE];
    check(read(READ_END, seen, sizeof seen) == (ssize_t)call->size);
    for (size_t i = 0; i < call->size; i++)
        check(seen[i] == (place >= SHARED ? 0xa5 : 0));
}

static void try_place(enum place place) {
    int fds[2];
    check(pipe2(fds, O_NONBLOCK) == 0 && fds[0] == READ_END && fds[1] == WRITE_END);
    long a[4];
    memcpy(a, call->arguments, sizeof a);
    a[call->where] = place_address(place, call->size);
    if (call->wants_zeros && place >= SHARED)
        memset((void *)a[call->where], 0, call->size);
    long result = syscall(call->number, a[0], a[1], a[2], a[3]);
    if (result > 0)
        printf("%ld", result);
    else
        printf("%s", outcome(result));
    if (result == (long)call->size)
        check_written(place);
    else if (result <= 0)
        check(read(READ_END, &place, sizeof place) == -1 && errno == EAGAIN); // nothing went in
}

int main(void) {
    prepare_places();
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        call = &calls[i];
        each_place(call->name, try_place);
    }
    return 0;
}
