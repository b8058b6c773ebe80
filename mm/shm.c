// Memory as a file. What two processes share must have one copy, and must be found by something
// other than an address: that is what the page cache is for. So a mapping that is MAP_SHARED and
// MAP_ANONYMOUS maps a file, one that no directory knows. memfd_create gives a process such a file
// to read and write, too, and those in /dev/shm have names (kernel/fs/tmpfs.c).
//
// Its pages are written to swap slots when memory is short; which page is in which slot is kept in
// a table of three levels, as page tables do it.
#include "mm/shm.h"
#include "kernel/dev/clock.h"
#include "kernel/errno.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/pagecache.h"
#include "kernel/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/rmap.h"
#include "mm/swap.h"
#include "proc/process.h"
#include "proc/sched.h"

enum { ENTRIES = PAGE_SIZE / sizeof(uint64_t), LEVELS = 3, INDEX_BITS = 9 };
#define SHM_PAGES (1ul << (LEVELS * INDEX_BITS))
#define SHM_SIZE_MAX (SHM_PAGES * PAGE_SIZE) // 512 GiB

// inode->private.
struct shm {
    struct list all; // in `objects`
    struct inode *inode;
    void *table; // of slots
    char name[]; // as /proc shows it; empty: it has its names in a directory
};

static struct list objects = {&objects, &objects};

uint64_t shm_slots;

// The entry for a page: a slot's number, 0 when it is not in swap. NULL: there is none and, if it
// was to be made, no memory.
static uint64_t *slot_entry(struct inode *inode, uint64_t index, bool create) {
    struct shm *shm = inode->private;
    void **table = &shm->table;
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
    const uint64_t *slot = slot_entry(inode, index, false);
    if (slot && *slot)
        return swap_read(*slot, page);
    memset(page, 0, PAGE_SIZE);
    return 0;
}

bool shm_has_slot(struct inode *inode, uint64_t index) {
    const uint64_t *slot = slot_entry(inode, index, false);
    return slot && *slot;
}

static int shm_write_page(struct inode *inode, uint64_t index, void *page) {
    uint64_t *slot = slot_entry(inode, index, true);
    if (!slot)
        return -ENOMEM;
    if (!*slot) {
        if (!swap_alloc(slot))
            return -ENOSPC;
        shm_slots++;
    }
    return swap_write(*slot, page);
}

// Frees the slots of all pages from `first` on, and the tables that this empties but the first.
static void drop_slots(void **table, int level, uint64_t first) {
    unsigned shift = level * INDEX_BITS;
    for (size_t i = first >> shift; table && i < ENTRIES; i++) {
        uint64_t begin = (uint64_t)i << shift, below = first > begin ? first - begin : 0;
        if (level == 0) {
            if (table[i])
                put_slot((uint64_t *)&table[i]);
            continue;
        }
        drop_slots(table[i], level - 1, below);
        if (below == 0) {
            kfree(table[i]);
            table[i] = NULL;
        }
    }
}

static void shm_release(struct inode *inode) {
    struct shm *shm = inode->private;
    drop_slots(shm->table, LEVELS - 1, 0);
    kfree(shm->table);
    list_remove(&shm->all);
    kfree(shm);
}

// ---- Files: half of memory and swap is theirs, as on Linux

uint64_t shm_pages(void) {
    return frame_count[FRAME_FILE] - pagecache_disk_count + shm_slots;
}

uint64_t shm_pages_most(void) {
    return (frame_total - frame_count[FRAME_RESERVED] + swap_total) / 2;
}

static int shm_prepare_write(struct inode *inode, uint64_t start, uint64_t end) {
    uint64_t index = start / PAGE_SIZE; // of the only page
    const struct frame *frame = pagecache_find(inode, index);
    if (end > SHM_SIZE_MAX)
        return -EFBIG;
    bool has_page = (frame && frame->dirty) || shm_has_slot(inode, index);
    return has_page || shm_pages() < shm_pages_most() ? 0 : -ENOSPC;
}

static int shm_truncate(struct inode *inode, uint64_t size) {
    struct shm *shm = inode->private;
    bool longer = size > inode->size;
    if (size > SHM_SIZE_MAX)
        return -EFBIG;
    int error = longer ? pagecache_zero_tail(inode) : 0;
    if (error < 0)
        return error;
    inode->size = size;
    inode->mtime = inode->ctime = clock_now();
    if (longer)
        return 0;
    pagecache_truncate(inode, size);
    if (shm->table)
        drop_slots(shm->table, LEVELS - 1, page_up(size) / PAGE_SIZE);
    return pagecache_zero_tail(inode);
}

// There is nothing that it would have to be written to.
static int shm_save(struct inode *inode) {
    (void)inode;
    return 0;
}

static const struct inode_ops shm_ops = {
    .read_page = shm_read_page,
    .write_page = shm_write_page,
    .release = shm_release,
};
static const struct inode_ops shm_file_ops = {
    .read_page = shm_read_page,
    .write_page = shm_write_page,
    .release = shm_release,
    .prepare_write = shm_prepare_write,
    .truncate = shm_truncate,
    .save = shm_save,
    .sync = shm_save,
};
static struct file_system shm_fs = {
    .type = "tmpfs", .source = "shm", .writable = true, .magic = TMPFS_MAGIC};

static struct inode *make(struct file_system *fs, const struct inode_ops *ops, uint32_t mode,
                          const char *name) {
    static uint64_t number = 1; // that one is the directory
    size_t size = strlen(name) + 1;
    struct shm *shm = kzalloc(sizeof *shm + size);
    struct inode *inode = shm ? inode_new(fs, ops, mode) : NULL;
    if (!inode) {
        kfree(shm);
        return NULL;
    }
    string_copy(shm->name, name, size);
    shm->inode = inode;
    list_append(&objects, &shm->all);
    inode->private = shm;
    inode->number = ++number;
    inode->atime = inode->mtime = inode->ctime = clock_now();
    return inode;
}

struct inode *shm_new(uint64_t size) {
    if (size > SHM_SIZE_MAX)
        return NULL;
    struct inode *inode = make(&shm_fs, &shm_ops, S_IFREG | 0600, "/dev/zero (deleted)");
    if (inode)
        inode->size = size;
    return inode;
}

struct inode *shm_new_file(struct file_system *fs, uint32_t mode, const char *name) {
    return make(fs ? fs : &shm_fs, &shm_file_ops, mode, name);
}

static void forget_page(struct inode *inode, uint64_t index) {
    struct frame *frame;
    while ((frame = pagecache_find(inode, index)) && frame->busy)
        sleep_on(frame, false);
    if (frame) {
        rmap_unmap(frame, 0);
        memset(frame_data(frame), 0, PAGE_SIZE); // for whoever uses it just now
        pagecache_forget(inode, index);
    }
    uint64_t *slot = slot_entry(inode, index, false);
    if (slot && *slot)
        put_slot(slot);
}

void shm_forget(struct inode *inode, uint64_t start, uint64_t end) {
    end = end < inode->size ? end : page_up(inode->size);
    for (uint64_t at = start; at < end && !signal_killed(current); at += PAGE_SIZE) {
        forget_page(inode, at / PAGE_SIZE);
        sched_breathe();
    }
}

bool shm_is(const struct inode *inode) {
    return inode->ops == &shm_ops || inode->ops == &shm_file_ops;
}

const char *shm_name(const struct inode *inode) {
    const struct shm *shm = inode->private;
    return shm_is(inode) && *shm->name ? shm->name : NULL;
}

// ---- Back from swap

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

static int bring_back(struct inode *inode, uint64_t index) {
    int error;
    struct frame *frame = pagecache_get(inode, index, NULL, &error);
    if (!frame)
        return error;
    pagecache_dirty(frame); // from now on the frame alone has the contents
    uint64_t *slot = slot_entry(inode, index, false);
    if (slot && *slot)
        put_slot(slot);
    pagecache_put(frame);
    return 1;
}

int shm_bring_back(void) {
    list_for_each(struct shm, shm, &objects, all) {
        uint64_t index;
        if (!first_swapped(shm->table, LEVELS - 1, &index))
            continue;
        struct inode *inode = inode_ref(shm->inode);
        int result = bring_back(inode, index);
        inode_put(inode);
        return result;
    }
    return 0;
}

static uint64_t count_frames(void *const *table, int level) {
    uint64_t count = table != NULL;
    for (size_t i = 0; table && i < ENTRIES; i++)
        count += level > 0 ? count_frames(table[i], level - 1) : table[i] != NULL;
    return count;
}

uint64_t shm_frames(const struct inode *inode) {
    const struct shm *shm = inode->private;
    return count_frames(shm->table, LEVELS - 1);
}
