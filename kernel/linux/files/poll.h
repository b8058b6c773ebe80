// What a file is ready for, as poll(2) numbers it.
#pragma once

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
