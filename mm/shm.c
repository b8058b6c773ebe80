// MAP_SHARED | MAP_ANONYMOUS. What two processes share must have one copy, and must be found by
// something other than an address: that is what the page cache is for. So a shared mapping maps a
// file, one that no directory knows. Its pages are written to swap slots when memory is short;
// which page is in which slot is kept in a table of three levels, as page tables do it.
#include "mm/shm.h"
#include "kernel/errno.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/pagecache.h"
#include "kernel/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/swap.h"

enum { ENTRIES = PAGE_SIZE / sizeof(uint64_t), LEVELS = 3, INDEX_BITS = 9 };
#define SHM_PAGES (1ul << (LEVELS * INDEX_BITS)) // 512 GiB

uint64_t shm_slots;

// The entry for a page: a slot's number, 0 when it is not in swap. NULL: there is none and, if it
// was to be made, no memory.
static uint64_t *slot_entry(void **table, uint64_t index, bool create) {
    if (index >= SHM_PAGES)
        return NULL;
    for (int level = LEVELS - 1; level >= 0; level--) {
        if (!*table && create)
            *table = kzalloc(PAGE_SIZE);
        if (!*table)
            return NULL;
        table = (void **)*table + (index >> (level * INDEX_BITS)) % ENTRIES;
    }
    return (uint64_t *)table;
}

static void put_slot(uint64_t *slot) {
    swap_put(*slot);
    shm_slots--;
    *slot = 0;
}

static int shm_read_page(struct inode *inode, uint64_t index, void *page) {
    const uint64_t *slot = slot_entry(&inode->private, index, false);
    if (slot && *slot)
        return swap_read(*slot, page);
    memset(page, 0, PAGE_SIZE);
    return 0;
}

bool shm_has_slot(struct inode *inode, uint64_t index) {
    const uint64_t *slot = slot_entry(&inode->private, index, false);
    return slot && *slot;
}

static int shm_write_page(struct inode *inode, uint64_t index, void *page) {
    uint64_t *slot = slot_entry(&inode->private, index, true);
    if (!slot)
        return -ENOMEM;
    if (!*slot) {
        if (!swap_alloc(slot))
            return -ENOSPC;
        shm_slots++;
    }
    return swap_write(*slot, page);
}

static void free_table(void **table, int level) {
    for (size_t i = 0; table && i < ENTRIES; i++) {
        if (level > 0)
            free_table(table[i], level - 1);
        else if (table[i])
            put_slot((uint64_t *)&table[i]);
    }
    kfree(table);
}

static void shm_release(struct inode *inode) {
    free_table(inode->private, LEVELS - 1);
}

static const struct inode_ops shm_ops = {
    .read_page = shm_read_page,
    .write_page = shm_write_page,
    .release = shm_release,
};
static struct file_system shm_fs = {.type = "tmpfs", .source = "shm", .writable = true};

struct inode *shm_new(uint64_t size) {
    static uint64_t number;
    struct inode *inode = inode_new(&shm_fs, &shm_ops, S_IFREG | 0600);
    if (!inode)
        return NULL;
    inode->number = ++number;
    inode->size = size;
    return inode;
}

// The first entry that names a slot, and its page's index.
static uint64_t *first_swapped(void **table, int level, uint64_t *index) {
    for (size_t i = 0; table && i < ENTRIES; i++) {
        uint64_t below = 0;
        uint64_t *entry = level > 0  ? first_swapped(table[i], level - 1, &below)
                          : table[i] ? (uint64_t *)&table[i]
                                     : NULL;
        if (!entry)
            continue;
        *index = (uint64_t)i << level * INDEX_BITS | below;
        return entry;
    }
    return NULL;
}

int shm_bring_back(struct inode *inode) {
    uint64_t index, *slot = first_swapped(inode->private, LEVELS - 1, &index);
    if (!slot)
        return 0;
    int error;
    struct frame *frame = pagecache_get(inode, index, NULL, &error);
    if (!frame)
        return error;
    pagecache_dirty(frame); // from now on the frame alone has the contents
    put_slot(slot);
    pagecache_put(frame);
    return 1;
}

bool shm_is(const struct inode *inode) {
    return inode->ops == &shm_ops;
}

static uint64_t count_frames(void *const *table, int level) {
    uint64_t count = table != NULL;
    for (size_t i = 0; table && i < ENTRIES; i++)
        count += level > 0 ? count_frames(table[i], level - 1) : table[i] != NULL;
    return count;
}

uint64_t shm_frames(const struct inode *inode) {
    return count_frames(inode->private, LEVELS - 1);
}
