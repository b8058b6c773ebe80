// The memory devices, whose contents need no hardware, and what the other device numbers stand for.
#include "kernel/fs/devices.h"
#include "kernel/dev/block.h"
#include "kernel/fs/uio.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/minmax.h"
#include "kernel/personality.h"
#include "kernel/random.h"
#include "kernel/sleep.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

enum { PIECE = 256 }; // of random bytes

static int64_t read_nothing(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)uio, (void)position;
    return 0;
}

static int64_t write_away(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    return uio->left;
}

static int64_t write_full(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)uio, (void)position;
    return -ENOSPC;
}

// After a page, but not before, a signal may end it.
static bool goes_on(uint64_t done) {
    breathe();
    return done < PAGE_SIZE || !personality_interrupts();
}

// Fills all segments piece by piece with `fill`.
static int64_t read_pieces(struct uio *uio, size_t piece, int (*fill)(uint64_t to, size_t n)) {
    uint64_t wanted = uio->left;
    int error = 0;
    while (error == 0 && uio->left > 0 && goes_on(wanted - uio->left)) {
        error = uio_next(uio);
        size_t n = min(uio->length, piece);
        if (error == 0)
            error = fill(uio->address, n);
        if (error == 0)
            uio_skip(uio, n);
    }
    return uio_result(uio, wanted, error);
}

static int64_t read_zeroes(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    return read_pieces(uio, PAGE_SIZE, zero_user);
}

static int fill_random(uint64_t to, size_t n) {
    uint8_t bytes[PIECE];
    random_bytes(bytes, n);
    return copy_to_user(to, bytes, n);
}

static int64_t read_random(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    return read_pieces(uio, PIECE, fill_random);
}

// GRND_NONBLOCK and GRND_RANDOM make no difference: there is but one source, and it never waits.
int64_t sys_getrandom(uint64_t buffer, uint64_t n, uint32_t flags) {
    enum { GRND_NONBLOCK = 1, GRND_RANDOM = 2, GRND_INSECURE = 4, MOST = INT32_MAX };
    const uint32_t contradiction = GRND_RANDOM | GRND_INSECURE;
    if (flags & ~(GRND_NONBLOCK | contradiction) || (flags & contradiction) == contradiction)
        return -EINVAL;
    struct uio uio = uio_buffer(buffer, min(n, MOST));
    return read_pieces(&uio, PIECE, fill_random);
}

static const struct file_ops null_ops = {
    .read = read_nothing, .write = write_away, .seekable = true};
static const struct file_ops zero_ops = {
    .read = read_zeroes, .write = write_away, .seekable = true};
static const struct file_ops full_ops = {
    .read = read_zeroes, .write = write_full, .seekable = true};
static const struct file_ops random_ops = {
    .read = read_random, .write = write_away, .seekable = true};

struct block_device *device_block(const struct inode *inode) {
    static const struct {
        uint64_t device; // as below
        char name[4];
    } disks[] = {{0x300, "hda"}, {0x340, "hdb"}, {0x1600, "hdc"}, {0x1640, "hdd"}};
    if (!inode_is(inode, S_IFBLK))
        return NULL;
    for (size_t i = 0; i < sizeof disks / sizeof *disks; i++)
        if (disks[i].device == inode->device)
            return block_find(disks[i].name);
    return NULL;
}

bool device_is_zero(const struct inode *inode) {
    return inode_is(inode, S_IFCHR) && inode->device == 0x105;
}

const struct file_ops *device_file_ops(const struct inode *inode) {
    switch (inode->device) { // major << 8 | minor (Linux, admin-guide/devices.txt)
    case 0x103:
        return &null_ops;
    case 0x105:
        return &zero_ops;
    case 0x107:
        return &full_ops;
    case 0x108:
    case 0x109:
        return &random_ops;
    default:
        return personality_special_file(inode);
    }
}
