// Waiting for one of several files (poll(2), select(2)).
#pragma once
#include <stdint.h>

// What a file is ready for, as poll(2) numbers it.
enum {
    POLLIN = 0x01,
    POLLPRI = 0x02,
    POLLOUT = 0x04,
    POLLERR = 0x08,  // poll reports it and the next two unasked
    POLLHUP = 0x10,  // no process can write any more to what this one reads
    POLLNVAL = 0x20, // the descriptor is not open
    POLLRDNORM = 0x40,
    POLLWRNORM = 0x100,
    POLL_READABLE = POLLIN | POLLRDNORM,
    POLL_WRITABLE = POLLOUT | POLLWRNORM,
};

// What can be done with the descriptor's file without a wait. Never sleeps.
unsigned poll_readiness(int fd);

// Looks at all files that a call waits for. How many have something to report, or an error. Never
// sleeps.
typedef int64_t poll_look(void *files);

// Sleeps until a look has a result, or the deadline (of timer_now()) has passed: the last look's
// result, or -EINTR.
int64_t poll_wait(poll_look *look, void *files, uint64_t deadline);

// The end of a time span of the user's that begins now; its second field counts units of so many
// nanoseconds: 1 in a timespec, 1000 in a timeval, which may have more than a second there. A null
// pointer: NEVER. 0, -EFAULT or -EINVAL. May sleep.
int poll_get_deadline(uint64_t from, unsigned unit, uint64_t *deadline);

// Writes what is left of such a span to the user's memory, as Linux does. May sleep.
void poll_put_remaining(uint64_t to, unsigned unit, uint64_t deadline);

// The user's set of signals that is to be blocked during the call; a null pointer: none. 0, -EFAULT
// or -EINVAL (it has another size). May sleep.
int poll_use_mask(uint64_t from, uint64_t size);
