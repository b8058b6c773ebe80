// The memory of one transfer, nearly always the user's: a single buffer (read, write) or the
// segments of readv and writev, seen as one run of bytes that is used up from its beginning. (The
// name is BSD's.)
#pragma once
#include "kernel/layout.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct uio {
    uint64_t address, length; // what is left of the segment at hand
    uint64_t vector, count;   // user address and number of the segments (struct iovec) after it
    uint64_t left;            // bytes in all
    bool in_kernel;           // the segment at hand, the only one, is the kernel's own (sendfile)
};

// A single buffer.
static inline struct uio uio_buffer(uint64_t address, uint64_t n) {
    return (struct uio){.address = address, .length = n, .left = n};
}

// What the kernel itself has to write.
struct uio uio_kernel(const void *from, uint64_t n);

// The `count` segments at user address `vector`. 0, -EINVAL (too many, or a length below 0),
// -EFAULT. May sleep.
int uio_vector(struct uio *uio, uint64_t vector, uint64_t count);

// Limits the transfer to the first `n` of the bytes that are left.
void uio_shorten(struct uio *uio, uint64_t n);

// Brings the next segment with bytes in it to hand when the last one is used up: 0 or -EFAULT; and
// uses up `n` bytes of the segment at hand. The first may sleep.
int uio_next(struct uio *uio);
static inline void uio_skip(struct uio *uio, uint64_t n) {
    uio->address += n;
    uio->length -= n;
    uio->left -= n;
}

// Copies `n` bytes, at most `left`, from or to the user and uses up those that were copied: after
// -EFAULT, the ones in front of the first that could not be. May sleep.
int uio_copy_from(struct uio *uio, void *to, size_t n);
int uio_copy_to(struct uio *uio, const void *from, size_t n);

// Copies into `to` or, if that is NULL, out of `from`. After -EFAULT none of the `n` bytes count as
// copied, and the transfer must end: for pipes and terminals, where bytes can't be put back. May
// sleep.
int uio_copy_all(struct uio *uio, void *to, const void *from, size_t n);

// The result of a transfer that had `wanted` bytes before it: how many it used up, or, if none, the
// error (or 0) that ended it.
static inline int64_t uio_result(const struct uio *uio, uint64_t wanted, int64_t error) {
    return uio->left < wanted ? (int64_t)(wanted - uio->left) : error;
}
