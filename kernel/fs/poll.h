// Waiting for one of several files (poll(2), select(2)).
#pragma once

// What a file is ready for: the bits of struct pollfd (abi.h), of which a file's `poll` answers
// with some.
enum {
    POLLIN = 0x01,
    POLLPRI = 0x02,
    POLLOUT = 0x04,
    POLLERR = 0x08,  // told even if nobody asks; so are the next two
    POLLHUP = 0x10,  // nobody is left who could write what one might read
    POLLNVAL = 0x20, // the descriptor is not open
    POLLRDNORM = 0x40,
    POLLWRNORM = 0x100,
    POLL_READABLE = POLLIN | POLLRDNORM,
    POLL_WRITABLE = POLLOUT | POLLWRNORM,
};

// For whoever made some file ready, after wake_up for those who sleep on the file itself. Never
// sleeps; may be called from interrupts.
void poll_wake(void);
