// Waiting for one of several files (poll(2), select(2)).
#pragma once
#include "kernel/fs/file.h"
#include "kernel/layout.h"
#include "kernel/linux/abi.h"
#include <stddef.h>
#include <stdint.h>

// What a file is ready for, as poll(2) numbers it.
enum {
    POLLIN = 0x01,
    POLLPRI = 0x02,
    POLLOUT = 0x04,
    POLLERR = 0x08,  // reported even if nobody asks; so are the next two
    POLLHUP = 0x10,  // nobody is left who could write what one might read
    POLLNVAL = 0x20, // the descriptor is not open
    POLLRDNORM = 0x40,
    POLLWRNORM = 0x100,
    POLL_READABLE = POLLIN | POLLRDNORM,
    POLL_WRITABLE = POLLOUT | POLLWRNORM,
};

#define POLL_FOREVER UINT64_MAX // a deadline that does not come

// The files to be waited for, in pieces of a page.
enum { POLL_PIECE = PAGE_SIZE / sizeof(struct pollfd) };
struct poll_set {
    size_t n;
    struct pollfd *pieces[FILES_MAX / POLL_PIECE];
};

static inline struct pollfd *poll_file(const struct poll_set *set, size_t i) {
    return &set->pieces[i / POLL_PIECE][i % POLL_PIECE];
}

// Memory for n files, at most FILES_MAX; takes it back, all that there is. 0 or -ENOMEM. Never
// sleep.
int poll_set_new(struct poll_set *set, size_t n);
void poll_set_free(struct poll_set *set);

// Sleeps until something happened of the events asked for, or of those in `always`, or the deadline
// (of timer_now()) has passed; what happened is filled in. How many files have something to tell,
// or -EINTR.
int64_t poll_wait(struct poll_set *set, unsigned always, uint64_t deadline);

// The end of a time span of the user's that begins now; its second field counts units of so many
// nanoseconds: 1 in a timespec, 1000 in a timeval, which may have more than a second there. A null
// pointer: POLL_FOREVER. 0, -EFAULT or -EINVAL. May sleep.
int poll_get_deadline(uint64_t from, unsigned unit, uint64_t *deadline);

// Tells the user what is left of such a span, as Linux does. May sleep.
void poll_put_remaining(uint64_t to, unsigned unit, uint64_t deadline);

// The user's set of signals that is to be blocked during the call; a null pointer: none. 0, -EFAULT
// or -EINVAL (it has another size). May sleep.
int poll_use_mask(uint64_t from, uint64_t size);
