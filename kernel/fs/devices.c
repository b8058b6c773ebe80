// The memory devices: null, zero and full, whose contents need no hardware.
#include "kernel/fs/devices.h"
#include "kernel/fs/uio.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/sleep.h"
#include "mm/spt.h"

static int64_t read_nothing(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)uio, (void)position;
    return 0;
}

int64_t device_write_away(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    return uio->left;
}

static int64_t write_full(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)uio, (void)position;
    return -ENOSPC;
}

// Between two pieces. After a page, but not before, a signal may end it.
static bool goes_on(uint64_t done) {
    breathe();
    return done < PAGE_SIZE || !personality_interrupts();
}

int64_t device_fill(struct uio *uio, size_t piece, int (*fill)(struct uio *uio, size_t n)) {
    uint64_t wanted = uio->left;
    int error;
    do
        error = fill(uio, min(uio->left, piece));
    while (error == 0 && uio->left > 0 && goes_on(wanted - uio->left));
    return uio_result(uio, wanted, error);
}

static int fill_zeroes(struct uio *uio, size_t n) {
    return uio_copy_to(uio, zero_page, n);
}

static int64_t read_zeroes(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    return device_fill(uio, PAGE_SIZE, fill_zeroes);
}

static const struct file_ops null_ops = {
    .read = read_nothing, .write = device_write_away, .seekable = true};
static const struct file_ops zero_ops = {
    .read = read_zeroes, .write = device_write_away, .seekable = true};
static const struct file_ops full_ops = {
    .read = read_zeroes, .write = write_full, .seekable = true};

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
    default:
        return personality_special_file(inode);
    }
}
