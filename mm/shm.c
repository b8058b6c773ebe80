// Shared memory. What two processes share must have one copy, and must be found by something other
// than an address: that is what objects and the page cache are for. So a mapping that is MAP_SHARED
// and MAP_ANONYMOUS maps an object that nobody else knows. The files of a file system in memory
// (kernel/linux/files/tmpfs.c) keep their contents in the same way.
//
// Its pages are written to swap slots when memory is short; which page is in which slot is kept in
// a table of three levels, as page tables do it. A page of a file has its place there before it is
// written to: eviction must not take memory to get memory back. Files outlive the processes that
// made them, so no process answers for what they take up: there is a limit on their pages and names
// (kernel/linux/files/tmpfs.c), and on the tables.
#include "mm/shm.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/minmax.h"
#include "kernel/sleep.h"
#include "mm/evict.h"
#include "mm/heap.h"
#include "mm/pagecache.h"
#include "mm/spt.h"
#include "mm/swap.h"

enum { ENTRIES = PAGE_SIZE / sizeof(uint64_t), LEVELS = 3, INDEX_BITS = 9 };
enum { TABLES_SHARE = 8 }; // one of so many frames may be a table
enum { SHM_PAGES = 1 << (LEVELS * INDEX_BITS) };
_Static_assert(SHM_SIZE_MAX == (uint64_t)SHM_PAGES * PAGE_SIZE, "as many as the table has");

// Where the pages of an object are in swap.
struct shm {
    struct list all; // in `all`
    struct object *object;
    void *table;    // of slots
    uint64_t first; // no page before it is in swap
};

// An object that only mappings know.
struct anonymous {
    struct object object;
    uint32_t refs;
    uint64_t number, promised;
};

static struct list all = {&all, &all};

uint64_t shm_slots;
static uint64_t tables; // how many there are

static void *new_table(void) {
    void *table = kzalloc(PAGE_SIZE);
    tables += table != NULL;
    return table;
}

static void free_table(void *table) {
    tables -= table != NULL;
    kfree(table);
}

// The entry for a page: a slot's number, 0 when it is not in swap. NULL: there is none and, if it
// was to be made, no memory.
static uint64_t *slot_entry(struct object *object, uint64_t index, bool create) {
    void **table = &object->shm->table;
    if (index >= SHM_PAGES)
        return NULL;
    for (int level = LEVELS - 1; level >= 0; level--) {
        if (!*table && create)
            *table = new_table();
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

void shm_forget_slot(struct object *object, uint64_t index) {
    uint64_t *slot = slot_entry(object, index, false);
    if (slot && *slot)
        put_slot(slot);
}

int shm_read_page(struct object *object, uint64_t index, void *page) {
    const uint64_t *slot = slot_entry(object, index, false);
    if (slot && *slot)
        return swap_read(*slot, page);
    memset(page, 0, PAGE_SIZE);
    return 0;
}

bool shm_has_slot(struct object *object, uint64_t index) {
    const uint64_t *slot = slot_entry(object, index, false);
    return slot && *slot;
}

bool shm_reserve(struct object *object, uint64_t index) {
    bool create = tables < frame_usable() / TABLES_SHARE;
    return swap_total == 0 || slot_entry(object, index, create);
}

int shm_write_page(struct object *object, uint64_t index, void *page) {
    uint64_t *slot = slot_entry(object, index, true);
    if (!slot)
        return -ENOMEM;
    if (!*slot) {
        if (!swap_alloc(slot))
            return -ENOSPC;
        shm_slots++;
        object->shm->first = min(object->shm->first, index);
    }
    return swap_write(*slot, page);
}

// Frees the slots of all pages from `first` on, and the tables that this empties but the first.
// Nobody may give such a page a slot meanwhile. May sleep.
static void drop_slots(void **table, int level, uint64_t first) {
    unsigned shift = level * INDEX_BITS;
    breathe();
    for (size_t i = first >> shift; table && i < ENTRIES; i++) {
        uint64_t begin = (uint64_t)i << shift, below = first > begin ? first - begin : 0;
        if (level == 0) {
            if (table[i])
                put_slot((uint64_t *)&table[i]);
            continue;
        }
        drop_slots(table[i], level - 1, below);
        if (below == 0) {
            free_table(table[i]);
            table[i] = NULL;
        }
    }
}

void shm_truncate(struct object *object, uint64_t first) {
    drop_slots(object->shm->table, LEVELS - 1, first);
}

void shm_empty(struct object *object) {
    evict_leaving++; // whoever looks for memory waits for this
    object->size = 0;
    pagecache_truncate(object, 0);
    shm_truncate(object, 0);
    evict_leaving--;
    wake_up(&evict_leaving);
}

// ---- Objects

int shm_attach(struct object *object) {
    struct shm *shm = kzalloc(sizeof *shm);
    if (!shm)
        return -ENOMEM;
    shm->object = object;
    object->shm = shm;
    list_append(&all, &shm->all);
    return 0;
}

void shm_detach(struct object *object) {
    struct shm *shm = object->shm;
    free_table(shm->table);
    list_remove(&shm->all);
    kfree(shm);
    object->shm = NULL;
}

static struct anonymous *anonymous_of(struct object *object) {
    return list_entry(object, struct anonymous, object);
}

static void ref_anonymous(struct object *object, struct name *name) {
    (void)name; // it has none
    anonymous_of(object)->refs++;
}

static void put_anonymous(struct object *object, struct name *name) {
    (void)name;
    if (--anonymous_of(object)->refs == 0)
        object_discard(object);
}

static void erase_anonymous(struct object *object) {
    struct anonymous *anonymous = anonymous_of(object);
    if (anonymous->refs > 0)
        return; // the next put discards it again
    anonymous->refs = 1;
    shm_empty(object);
    while (anonymous->refs > 1)
        yield(); // who wrote one of its pages has yet to leave it
    pagecache_empty(object);
    shm_detach(object);
    promised_total -= anonymous->promised;
    kfree(anonymous);
}

static const struct object_ops anonymous_ops = {
    .ref = ref_anonymous,
    .put = put_anonymous,
    .erase = erase_anonymous,
    .read_page = shm_read_page,
    .write_page = shm_write_page,
};

struct object *shm_new(uint64_t size, uint64_t promised) {
    static uint64_t number;
    struct anonymous *anonymous = size > SHM_SIZE_MAX ? NULL : kzalloc(sizeof *anonymous);
    if (!anonymous)
        return NULL;
    object_init(&anonymous->object, &anonymous_ops);
    if (shm_attach(&anonymous->object) < 0) {
        kfree(anonymous);
        return NULL;
    }
    anonymous->refs = 1;
    anonymous->number = ++number;
    anonymous->promised = promised;
    promised_total += promised;
    anonymous->object.size = size;
    anonymous->object.is_file = true;
    return &anonymous->object;
}

uint64_t shm_number(struct object *object) {
    return anonymous_of(object)->number;
}

uint64_t shm_pages(void) {
    return frame_count[FRAME_FILE] - pagecache_disk_count + shm_slots;
}

// Looks for a page that is in swap, from *index on.
static bool find_swapped(void **table, int level, uint64_t *index) {
    unsigned shift = level * INDEX_BITS;
    for (size_t i = *index >> shift, first = i; table && i < ENTRIES; i++) {
        uint64_t below = i == first ? *index - ((uint64_t)i << shift) : 0;
        if (level > 0 ? !find_swapped(table[i], level - 1, &below) : !table[i])
            continue;
        *index = (uint64_t)i << shift | below;
        return true;
    }
    return false;
}

struct object *shm_find_swapped(uint64_t *index) {
    list_for_each(struct shm, shm, &all, all) {
        if (find_swapped(shm->table, LEVELS - 1, &shm->first)) {
            *index = shm->first;
            return shm->object;
        }
        shm->first = SHM_PAGES;
    }
    return NULL;
}

// ---- What memory it takes

static uint64_t count_unmapped(const struct list *pages) {
    uint64_t count = 0;
    list_for_each(const struct frame, frame, pages, in_object)
        count += frame->refs == 0;
    return count;
}

// The tables, and the slots in them.
static uint64_t count_frames(void *const *table, int level) {
    uint64_t count = table != NULL;
    for (size_t i = 0; table && i < ENTRIES; i++)
        count += level > 0 ? count_frames(table[i], level - 1) : table[i] != NULL;
    return count;
}

uint64_t shm_bytes(const struct object *object) {
    if (!object->shm)
        return 0;
    uint64_t frames = count_frames(object->shm->table, LEVELS - 1) +
                      count_unmapped(&object->pages) + count_unmapped(&object->dirty_pages);
    return frames * PAGE_SIZE + heap_size(sizeof *object->shm) + heap_size(sizeof *object);
}
