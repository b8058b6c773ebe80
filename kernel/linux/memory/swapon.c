// swapon(2): which disk pages are swapped to.
#include "kernel/abi.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/users/credentials.h"
#include "kernel/syscall.h"
#include "mm/swap.h"

// The disk that a path names: *device, or -ENOTBLK, -ENXIO, and what looking up the path says.
static int block_device(uint64_t path, struct block_device **device) {
    struct inode *inode;
    int error = path_from_user(AT_FDCWD, path, PATH_FOLLOW, &inode);
    if (error < 0)
        return error;
    *device = device_block(inode);
    error = !inode_is(inode, S_IFBLK) ? -ENOTBLK : *device ? 0 : -ENXIO;
    inode_put(inode);
    return error;
}

int64_t sys_swapon(uint64_t path, uint32_t flags) {
    const int known = 0x1ffff; // a priority, among one, and wishes for discarded blocks
    if (!credentials_privileged())
        return -EPERM;
    if (flags & ~known)
        return -EINVAL;
    struct block_device *device;
    int error = block_device(path, &device);
    return error < 0 ? error : swap_on(device);
}

int64_t sys_swapoff(uint64_t path) {
    struct block_device *device;
    if (!credentials_privileged())
        return -EPERM;
    int error = block_device(path, &device);
    return error < 0 ? error : swap_off(device);
}
