// swapon and swapoff. swapoff brings everything back into memory, page by page: it searches the
// page tables of all address spaces, and the tables of all shared memory, for one that is in swap.
// Each takes a sleep, in which anything may change; so the search is repeated until nothing is
// left.
#include "kernel/fs/fd.h"
#include "kernel/fs/inode.h"
#include "kernel/linux/users/credentials.h"
#include "kernel/syscall.h"
#include "mm/evict.h"
#include "mm/pagecache.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "mm/swap.h"
#include "proc/sched.h"

// An address space in use that has pages in swap, or NULL. One without users is on its way out by
// itself.
static struct spt *find_private(void) {
    list_for_each(struct spt, spt, &address_spaces, all)
        if (spt->users > 0 && spt->swapped > 0)
            return spt;
    return NULL;
}

// Looks at one more page, the first one from *page on, and brings it back if it is in swap.
static int bring_private(struct spt *spt, uint64_t *page) {
    const pte_t *pte = pagetable_next(spt->pml4, page, USER_END);
    if (pte && *pte & PTE_SWAPPED)
        return swap_in(spt, *page);
    *page = pte ? *page + PAGE_SIZE : 0; // the rest has none, but spt->swapped > 0: start again
    return 0;
}

static int bring_shared(struct object *object, uint64_t index) {
    int error = 0;
    object_ref(object);
    bool wanted = index * PAGE_SIZE < object->size; // else it is about to be dropped
    struct frame *frame = wanted ? pagecache_get(object, index, NULL, &error) : NULL;
    if (frame) {
        pagecache_dirty(frame); // from now on the frame alone has the contents
        pagecache_put(frame);
    }
    if (error == 0)
        shm_forget_slots(object, index, index + 1);
    object_put(object);
    return error;
}

static int bring_back(void) {
    uint64_t page = 0, index;
    for (int error; swap_used > 0; breathe()) {
        if (!evict_reserve(FRAMES_FOR_SWAP_IN))
            return -ENOMEM;
        struct spt *spt = find_private();
        struct object *object = spt ? NULL : shm_find_swapped(&index);
        error = spt      ? bring_private(spt, &page)
                : object ? bring_shared(object, index)
                         : sleep_on(&swap_used, false); // it is on its way out or in just now
        if (error < 0)
            return error;
    }
    return 0;
}

// The disk that a path names: *device, or -ENOTBLK, -ENXIO, or the error of the path's lookup.
static int block_device(uint64_t path, struct block_device **device) {
    static const struct {
        uint64_t number; // major << 8 | minor (Linux, admin-guide/devices.txt)
        char name[4];
    } disks[] = {{0x300, "hda"}, {0x340, "hdb"}, {0x1600, "hdc"}, {0x1640, "hdd"}};
    struct inode *inode;
    int error = path_from_user(AT_FDCWD, path, PATH_FOLLOW, &inode, NULL);
    if (error < 0)
        return error;
    *device = NULL;
    for (size_t i = 0; i < sizeof disks / sizeof *disks; i++)
        if (disks[i].number == inode->device)
            *device = block_find(disks[i].name);
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
    return error < 0 ? error : swap_off(device, bring_back);
}
