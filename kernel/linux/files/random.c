// Random bytes for programs: getrandom, and the devices random and urandom. All have one source,
// which never waits.
#include "kernel/linux/files/random.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/minmax.h"
#include "kernel/random.h"
#include "kernel/syscall.h"

enum { PIECE = 256 };

static int fill(struct uio *uio, size_t n) {
    uint8_t bytes[PIECE];
    random_bytes(bytes, n);
    return uio_copy_to(uio, bytes, n);
}

int64_t sys_getrandom(uint64_t buffer, uint64_t n, uint32_t flags) {
    enum { GRND_NONBLOCK = 1, GRND_RANDOM = 2, GRND_INSECURE = 4, MOST = INT32_MAX };
    const uint32_t contradiction = GRND_RANDOM | GRND_INSECURE;
    if (flags & ~(GRND_NONBLOCK | contradiction) || (flags & contradiction) == contradiction)
        return -EINVAL;
    struct uio uio = uio_buffer(buffer, min(n, MOST));
    return device_fill(&uio, PIECE, fill);
}

static int64_t random_read(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    return device_fill(uio, PIECE, fill);
}

const struct file_ops random_ops = {
    .read = random_read, .write = device_write_away, .seekable = true};
