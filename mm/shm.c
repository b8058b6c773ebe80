// Shared memory. What two processes share must have one copy, and must be found by something other
// than an address: that is what objects and the page cache are for. So a mapping that is MAP_SHARED
// and MAP_ANONYMOUS maps an object of its own. The files of a file system in memory
// (kernel/linux/files/tmpfs.c) keep their contents in the same way.
//
// Its pages are written to swap slots when memory is short; which page is in which slot is kept in
// a page table, because page tables are good at that. A page of a file gets its place there before
// it is written to: eviction must not need memory to free memory. Files outlive the processes that
// made them, so to kill a process would not free them: there is a limit on their pages and names
// (kernel/linux/files/tmpfs.c), and on the tables.
#include "mm/shm.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/sleep.h"
#include "mm/evict.h"
#include "mm/heap.h"
#include "mm/pagecache.h"
#include "mm/spt.h"
#include "mm/swap.h"

enum { TABLES_SHARE = 4 }; // one of so many frames may be a page table when a file gets another

// An object that only mappings know.
struct anonymous {
    struct object object;
    uint32_t refs;
    uint64_t promised;
};

static struct list swapped = {&swapped, &swapped}; // struct object.in_swap

uint64_t shm_slots;

// The PTE for a page, which names a slot or is empty. NULL: there is none and, if it was to be
// made, no memory. (The processor never sees these page tables: the address of a page in them is
// its position in the object.)
static pte_t *pte_for(struct object *object, uint64_t index, bool create) {
    if (!object->slots && create)
        object->slots = pagetable_new();
    return object->slots && index < SHM_PAGES_MAX
               ? pagetable_entry(object->slots, index * PAGE_SIZE, create)
               : NULL;
}

static void count_slot(struct object *object, int more) {
    shm_slots += more;
    object->slot_count += more;
    list_remove(&object->in_swap);
    if (object->slot_count > 0)
        list_append(&swapped, &object->in_swap);
}

bool shm_has_slot(struct object *object, uint64_t index) {
    const pte_t *pte = pte_for(object, index, false);
    return pte && *pte;
}

void shm_forget_slots(struct object *object, uint64_t first, uint64_t end) {
    pte_t *table = object->slots;
    struct ptes at;
    for (uint64_t start = first * PAGE_SIZE;
         table && pagetable_first(table, start, end * PAGE_SIZE, &at); start = at.end, breathe()) {
        ptes_for_each(at) {
            swap_put(pte_slot(*at.pte));
            pte_set(at.pte, 0);
            count_slot(object, -1);
        }
        pagetable_trim(table, at.end - PAGE_SIZE);
    }
}

int shm_read_pages(struct object *object, uint64_t index, void *const *pages, size_t n) {
    assert(n == 1);
    const pte_t *pte = pte_for(object, index, false);
    if (pte && *pte)
        return swap_transfer(pte_slot(*pte), pages, 1, false);
    memset(pages[0], 0, PAGE_SIZE);
    return 0;
}

bool shm_reserve(struct object *object, uint64_t index) {
    bool create = frame_count[FRAME_TABLE] < frame_usable() / TABLES_SHARE;
    return swap_total == 0 || pte_for(object, index, create);
}

int shm_write_pages(struct object *object, uint64_t index, void *const *pages, size_t n) {
    assert(n == 1);
    uint64_t slot;
    pte_t *pte = pte_for(object, index, true);
    if (!pte)
        return -ENOMEM;
    if (!*pte) {
        if (swap_alloc(1, &slot) == 0)
            return -ENOSPC;
        pte_set(pte, pte_of_slot(slot));
        count_slot(object, 1);
    }
    return swap_transfer(pte_slot(*pte), pages, 1, true);
}

void shm_empty(struct object *object) {
    evict_leaving++; // a process that needs memory waits for this
    object->size = 0;
    pagecache_truncate(object, 0);
    shm_forget_slots(object, 0, SHM_PAGES_MAX);
    if (object->slots)
        pagetable_destroy(object->slots);
    object->slots = NULL;
    evict_leaving--;
    wake_up(&evict_leaving);
}

// ---- Objects

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
    for (; anonymous->refs > 1; yield())
        breathe(); // until those that are writing its pages have given their references back
    pagecache_empty(object);
    promised_total -= anonymous->promised;
    kfree(anonymous);
}

static const struct object_ops anonymous_ops = {
    .ref = ref_anonymous,
    .put = put_anonymous,
    .erase = erase_anonymous,
    .read_pages = shm_read_pages,
    .write_pages = shm_write_pages,
};

struct object *shm_new(uint64_t size, uint64_t promised) {
    struct anonymous *anonymous = size > SHM_SIZE_MAX ? NULL : kzalloc(sizeof *anonymous);
    if (!anonymous)
        return NULL;
    object_init(&anonymous->object, &anonymous_ops);
    anonymous->refs = 1;
    anonymous->promised = promised;
    promised_total += promised;
    anonymous->object.size = size;
    anonymous->object.is_file = anonymous->object.is_memory = true;
    return &anonymous->object;
}

uint64_t shm_pages(void) {
    return pagecache_dirty_count[false] + shm_slots;
}

struct object *shm_find_swapped(uint64_t *index) {
    struct object *object = list_first(&swapped, struct object, in_swap);
    uint64_t position = 0;
    if (object)
        pagetable_next(object->slots, &position, SHM_SIZE_MAX);
    *index = position / PAGE_SIZE;
    return object;
}

// ---- What memory it takes

static uint64_t count_unmapped(const struct list *pages) {
    uint64_t count = 0;
    list_for_each(const struct frame, frame, pages, in_object)
        count += frame->refs == 0;
    return count;
}

uint64_t shm_bytes(const struct object *object) {
    if (!object->is_memory)
        return 0;
    uint64_t frames = (object->slots ? pagetable_count(object->slots) : 0) + object->slot_count +
                      count_unmapped(&object->pages) + count_unmapped(&object->dirty_pages);
    return frames * PAGE_SIZE + heap_size(sizeof *object);
}
