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
        if (segment_at(vector, i, &segment) < 0 || !is_user_range(segment.base, segment.length))
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

// Copies in or out, by the pointer that is not NULL.
static int copy(struct uio *uio, uint8_t *to, const uint8_t *from, size_t n) {
    for (size_t done = 0, part, left = 0; done < n; done += part) {
        int error = uio_next(uio);
        if (error < 0)
            return error;
        part = min(n - done, uio->length);
        if (from)
            left = user_write(uio->address, from + done, part);
        else if (!uio->in_kernel)
            left = user_read(to + done, uio->address, part);
        else
            memcpy(to + done, (const void *)uio->address, part);
        uio_skip(uio, part - left);
        if (left > 0)
            return -EFAULT;
    }
    return 0;
}

int uio_copy_from(struct uio *uio, void *to, size_t n) {
    return copy(uio, to, NULL, n);
}

int uio_copy_to(struct uio *uio, const void *from, size_t n) {
    return copy(uio, NULL, from, n);
}
