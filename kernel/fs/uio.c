// Scatter and gather: the segments stay where the user has them and are read one at a time, when
// the transfer comes to them. They were checked once, but the user's memory may change while we
// sleep. So nothing is trusted twice: `left` limits the transfer, and mm/usercopy.h each address.
#include "kernel/fs/uio.h"
#include "kernel/abi.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "mm/usercopy.h"

static int segment_at(uint64_t vector, uint64_t i, struct iovec *segment) {
    return copy_from_user(segment, vector + i * sizeof *segment, sizeof *segment);
}

struct uio uio_kernel(const void *from, uint64_t n) {
    return (struct uio){.address = (uint64_t)from, .length = n, .left = n, .in_kernel = true};
}

int uio_vector(struct uio *uio, uint64_t vector, uint64_t count) {
    if (count > IOV_MAX)
        return -EINVAL;
    struct iovec segment;
    for (uint64_t i = 0; i < count; i++) {
        if (segment_at(vector, i, &segment) < 0)
            return -EFAULT;
        if ((int64_t)segment.length < 0)
            return -EINVAL;
    }
    *uio = (struct uio){.vector = vector, .count = count};
    for (uint64_t i = 0; i < count; i++) {
        if (segment_at(vector, i, &segment) < 0 || !uio_range(segment.base, segment.length))
            return -EFAULT;
        uio->left = min(uio->left + segment.length, RW_MAX);
    }
    return 0;
}

int uio_next(struct uio *uio) {
    while (uio->length == 0 && uio->left > 0) {
        struct iovec segment;
        if (uio->count == 0 || segment_at(uio->vector, 0, &segment) < 0)
            return -EFAULT;
        uio->vector += sizeof segment;
        uio->count--;
        uio->address = segment.base;
        uio->length = min(segment.length, uio->left);
    }
    return 0;
}

void uio_shorten(struct uio *uio, uint64_t n) {
    uio->left = n;
    if (uio->length > n)
        uio->length = n;
}

// Copies in or out, by the pointer that is not NULL, without leaving the segment.
static int copy_part(struct uio *uio, uint8_t *to, const uint8_t *from, size_t n) {
    int error = 0;
    if (from)
        error = copy_to_user(uio->address, from, n);
    else if (uio->in_kernel)
        memcpy(to, (const void *)uio->address, n);
    else
        error = copy_from_user(to, uio->address, n);
    if (error == 0)
        uio_skip(uio, n);
    return error;
}

static int copy(struct uio *uio, uint8_t *to, const uint8_t *from, size_t n) {
    if (n <= uio->length)
        return copy_part(uio, to, from, n);
    struct uio next = *uio;
    for (size_t done = 0, part; done < n; done += part) {
        int error = uio_next(&next);
        part = min(n - done, next.length);
        if (error == 0)
            error = copy_part(&next, to ? to + done : NULL, from ? from + done : NULL, part);
        if (error < 0)
            return error;
    }
    *uio = next;
    return 0;
}

int uio_copy_from(struct uio *uio, void *to, size_t n) {
    return copy(uio, to, NULL, n);
}

int uio_copy_to(struct uio *uio, const void *from, size_t n) {
    return copy(uio, NULL, from, n);
}
