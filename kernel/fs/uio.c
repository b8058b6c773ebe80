// Scatter and gather: the segments stay where the user has them and are read one at a time, when
// the transfer comes to them. They were checked once, but the user's memory may change while we
// sleep. So nothing is trusted twice: `left` limits the transfer, and mm/usercopy.h each address.
#include "kernel/fs/uio.h"
#include "kernel/abi.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/seldom.h"
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
    int error = 0;
    *uio = (struct uio){.vector = vector, .count = count};
    for (uint64_t i = 0; i < count; i++) {
        struct iovec segment;
        if (segment_at(vector, i, &segment) < 0)
            return -EFAULT;
        if ((int64_t)segment.length < 0)
            return -EINVAL; // and not the error below, whichever segment is first
        if (!is_user_range(segment.base, segment.length))
            error = -EFAULT;
        uio->left = min(uio->left + segment.length, RW_MAX);
    }
    return error;
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
    uio->length = min(uio->length, n);
}

// One segment after the other. Copies in or out, by the pointer that is not NULL.
static SELDOM int copy_across(struct uio *uio, char *to, const char *from, size_t n) {
    int error = 0;
    for (size_t done = 0, part; done < n && error == 0; done += part) {
        error = uio_next(uio);
        part = min(n - done, uio->length);
        if (error == 0)
            error = to ? uio_copy_from(uio, to + done, part) : uio_copy_to(uio, from + done, part);
    }
    return error;
}

int uio_copy_to(struct uio *uio, const void *from, size_t n) {
    if (n > uio->length)
        return copy_across(uio, NULL, from, n);
    size_t left = user_write(uio->address, from, n);
    uio_skip(uio, n - left);
    return left > 0 ? -EFAULT : 0;
}

int uio_copy_from(struct uio *uio, void *to, size_t n) {
    if (n > uio->length)
        return copy_across(uio, to, NULL, n);
    size_t left = 0;
    if (uio->in_kernel)
        memcpy(to, (const void *)uio->address, n);
    else
        left = user_read(to, uio->address, n);
    uio_skip(uio, n - left);
    return left > 0 ? -EFAULT : 0;
}

int uio_copy_all(struct uio *uio, void *to, const void *from, size_t n) {
    uint64_t left = uio->left;
    int error = to ? uio_copy_from(uio, to, n) : uio_copy_to(uio, from, n);
    if (error < 0)
        uio->left = left;
    return error;
}
