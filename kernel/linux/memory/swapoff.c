// swapon and swapoff. swapoff brings everything back into memory. It searches the page tables of
// all address spaces, and the tables of all shared memory, for pages in swap. Each page takes a
// sleep, in which anything may change: so the search goes on by address, in an address space that
// can't go away meanwhile, and it is repeated until nothing is left.
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

static bool is_swapped(const struct spt *spt, uint64_t page) {
    const pte_t *pte = pagetable_entry(spt->pml4, page, false);
    return pte && *pte & PTE_SWAPPED;
}

// Each of these brings back what it finds in an address space: how many pages, or a negative errno.
// May sleep.

static int bring_private(struct spt *spt) {
    int brought = 0;
    for (uint64_t page = 0; spt->swapped > 0 && pagetable_next(spt->pml4, &page, USER_END);
         page += PAGE_SIZE, breathe()) {
        if (!is_swapped(spt, page))
            continue;
        if (!evict_reserve(FRAMES_FOR_SWAP_IN))
            return -ENOMEM;
        int error = is_swapped(spt, page) ? swap_in(spt, page) : 0;
        if (error < 0)
            return error;
        brought++;
    }
    return brought;
}

static int bring_page(struct object *object, uint64_t index) {
    int error;
    if (index * PAGE_SIZE < object->size) { // else it is about to be dropped
        struct frame *frame = pagecache_get(object, index, NULL, &error);
        if (!frame)
            return error;
        pagecache_dirty(frame); // from now on the frame alone has the contents
        pagecache_put(frame);
    }
    shm_forget_slot(object, index);
    return 0;
}

static int bring_shared(void) {
    uint64_t index;
    struct object *object;
    for (int brought = 0;; brought++, breathe()) {
        if (!evict_reserve(FRAMES_FOR_SWAP_IN))
            return -ENOMEM;
        if (!(object = shm_find_swapped(&index)))
            return brought;
        object_ref(object);
        int error = bring_page(object, index);
        object_put(object);
        if (error < 0)
            return error;
    }
}

// The address space after this one (NULL: the first), which is used until the next call; NULL:
// there is none. One without users is on its way out by itself.
static struct spt *next_space(struct spt *spt) {
    struct spt *next = spt;
    do
        next = list_after(&address_spaces, next, offsetof(struct spt, all));
    while (next && next->users == 0);
    if (next)
        next->users++;
    if (spt)
        spt_destroy(spt);
    return next;
}

// One round through all of them.
static int bring_all(void) {
    int brought = 0;
    for (struct spt *spt = NULL; (spt = next_space(spt));) {
        int private = bring_private(spt);
        if (private < 0) {
            spt_destroy(spt);
            return private;
        }
        brought += private;
    }
    int shared = bring_shared();
    return shared < 0 ? shared : brought + shared;
}

static int bring_back(void) {
    while (swap_used > 0) {
        int brought = bring_all();
        if (brought < 0)
            return brought;
        if (brought == 0 && swap_used > 0) // it is on its way out or in just now
            sleep_on(&swap_used, false);
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
    int error = path_from_user(AT_FDCWD, path, PATH_FOLLOW, &inode);
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
