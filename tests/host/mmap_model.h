// mm/mmap.c and its kin, what they see of the rest of the kernel in a host-side test, and the
// naive model of where they find room.
#pragma once
#include "tests/host/spt_model.h"

#include "kernel/linux/memory/madvise.c"
#include "kernel/linux/memory/mprotect.c"
#include "kernel/linux/memory/mremap.c"
#include "kernel/linux/memory/range.c"
#include "mm/gap.c"
#include "mm/mmap.c"
#include "proc/memory.c"

enum { PAGES = 640, GUARD = STACK_GUARD / PAGE_SIZE };

// ---- What they see of the kernel

static struct process process;
struct process *current = &process;
struct vm_counters vm_counters;

static bool refuse_more; // the limits, that is

bool limits_allow_data(const struct spt *spt, const struct spt_record *record, uint64_t size) {
    (void)spt, (void)record, (void)size;
    return !refuse_more;
}
int personality_may_grow(const struct spt *spt, const struct spt_record *record, uint64_t size) {
    return limits_allow_data(spt, record, size) ? 0 : -ENOMEM;
}

static struct inode zero_device = {.mode = S_IFCHR};
static struct file opened[] = {
    {.inode = &files[0], .flags = O_RDWR},
    {.inode = &files[1], .flags = O_RDWR},
    {.inode = &files[0], .flags = O_RDONLY},
    {.inode = &zero_device, .flags = O_RDWR},
};
enum { READ_ONLY_FD = 2, ZERO_FD, NO_FD };
static struct descriptor descriptors[] = {
    {.file = &opened[0]}, {.file = &opened[1]}, {.file = &opened[2]}, {.file = &opened[3]}};
static struct files table = {.size = NO_FD, .pieces = {descriptors}};

struct files *running_files(void) {
    return &table;
}
struct inode *inode_ref(struct inode *inode) {
    inode->refs++;
    return inode;
}
void inode_put(struct inode *inode) {
    put_contents(&inode->data, NULL);
}
struct inode *inode_of(struct object *object) {
    return file_of(object);
}
void object_delete_discarded(void) {
}
bool device_is_zero(const struct inode *inode) {
    return inode == &zero_device;
}
int spt_fault_in(struct spt *spt, uint64_t address, enum fault_access access, uint64_t rsp,
                 struct fault_refusal *refusal) {
    (void)access, (void)rsp, (void)refusal;
    expect(spt_find(spt, address), "populate %lx", address);
    return address % 7 ? 0 : -ENOMEM;
}
struct spt *running_space(void) {
    return process.spt;
}
bool running_is_killed(void) {
    return false;
}
void oom_kill_current(void) {
    panic("mremap has begun to move pages without memory for it");
}
const char *vdso_name(const struct object *object) {
    (void)object;
    return NULL;
}
void lock_acquire(struct lock *lock) {
    expect(lock->tickets++ == lock->serving, "the address space is being edited");
}
void lock_release(struct lock *lock) {
    lock->serving++;
}
int sleep_on(const void *channel, bool interruptible) {
    panic("sleep_on(%p, %d): nothing is busy", channel, interruptible);
}

// Shared anonymous memory: the files from number 3 on.
enum { FIRST_SHM = 3 };

static bool shm_is_left(void) {
    for (unsigned i = FIRST_SHM; i < FILES; i++)
        if (files[i].refs == 0)
            return true;
    return false;
}

// MADV_REMOVE does not happen here.
struct frame *pagecache_find_settled(struct object *object, uint64_t index) {
    panic("pagecache_find_settled(%p, %lu)", (void *)object, index);
}
bool pagecache_forget(struct object *object, uint64_t index) {
    panic("pagecache_forget(%p, %lu)", (void *)object, index);
}
void rmap_unmap(struct frame *frame, pte_t instead) {
    panic("rmap_unmap(%p, %lx)", (void *)frame, instead);
}
void shm_forget_slots(struct object *object, uint64_t first, uint64_t end) {
    panic("shm_forget_slots(%p, %lu, %lu)", (void *)object, first, end);
}

struct object *shm_new(uint64_t size, uint64_t promised) {
    expect(promised == 0 || promised == size, "%lu bytes of %lu are promised", promised, size);
    expect(size > 0 && page_offset(size) == 0, "%lu bytes of shared memory", size);
    for (unsigned i = FIRST_SHM; i < FILES; i++)
        if (files[i].refs == 0)
            return &inode_ref(&files[i])->data;
    return NULL;
}

// Each frame and each slot contains its own number, until a frame is copied.
static uint64_t frame_contents[FRAMES][PAGE_SIZE / sizeof(uint64_t)];

void *frame_data(const struct frame *frame) {
    return frame_contents[frame - frames];
}

static uint64_t contents_of(pte_t pte) {
    if (pte & PTE_SWAPPED)
        return pte_slot(pte) << 1 | 1;
    if (!pte || pte_address(pte) == zero_page_address())
        return pte ? UINT64_MAX : 0;
    return *(uint64_t *)frame_data(frame_of(pte_address(pte)));
}

unsigned swap_users(uint64_t slot) {
    return slot_users[slot];
}
int swap_in(struct spt *spt, uint64_t address) {
    pte_t was = *pagetable_entry(spt->pml4, address, false);
    struct frame *frame = frame_alloc(FRAME_ANON);
    if (!frame)
        return -ENOMEM;
    frame->index = address;
    *(uint64_t *)frame_data(frame) = contents_of(was);
    list_for_each(struct spt, sharer, &address_spaces, all) {
        pte_t *pte = pagetable_entry(sharer->pml4, address, false);
        if (!pte || *pte != was)
            continue;
        spt_unmap(sharer, pte, address);
        spt_map(sharer, pte, frame, spt_flags(spt_find(sharer, address), false));
    }
    return 0;
}

// ---- The naive model. Pages of the world have numbers; those around it are free, and the numbers
// of those below are negative.

static uint64_t model[PAGES];        // what each page's record says
static uint64_t contents[PAGES];     // contents_of its PTE
static int64_t next_used[PAGES + 1]; // the first page from here on that is not free; else FAR

static const int64_t FAR = INT64_MAX;

static uint64_t address_of(int64_t page) {
    return world_start + page * PAGE_SIZE;
}
static int64_t page_of(uint64_t address) {
    return (int64_t)(address - world_start) / (int64_t)PAGE_SIZE;
}
static bool in_world(uint64_t start, uint64_t size) {
    return start >= world_start && start < address_of(PAGES) && size <= address_of(PAGES) - start;
}

static void find_used(void) {
    next_used[PAGES] = FAR;
    for (int page = PAGES; page-- > 0;)
        next_used[page] = model[page] ? page : next_used[page + 1];
}

static bool is_stack(int64_t page) {
    return said_kind(model[page]) == SPT_STACK + 1;
}

static int64_t first_used(int64_t page) {
    return page >= PAGES ? FAR : next_used[page < 0 ? 0 : page];
}

static bool naive_is_free(int64_t page, int64_t pages) {
    int64_t used = first_used(page);
    return used == FAR || used >= page + pages + (is_stack(used) ? GUARD : 0);
}

// When it comes too near to a stack, the search goes on below the guard gap.
static uint64_t naive_find_below(uint64_t size, uint64_t top) {
    for (; top >= USER_MIN + size; top -= PAGE_SIZE)
        if (naive_is_free(page_of(top - size), size / PAGE_SIZE))
            return top - size;
    return 0;
}

// A hint is rounded down, as Linux does it, and taken if there is room.
static uint64_t naive_choose(uint64_t hint, uint64_t size, uint64_t flags) {
    uint64_t end = flags & MAP_32BIT ? LOW_TOP : USER_END;
    hint = page_down(hint);
    if (hint > 0 && hint < USER_MIN)
        hint = USER_MIN;
    if (hint > 0 && size <= end && hint <= end - size &&
        naive_is_free(page_of(hint), size / PAGE_SIZE))
        return hint;
    return naive_find_below(size, flags & MAP_32BIT ? LOW_TOP : process.spt->layout.mmap_top);
}

static void naive_clear(int64_t page, int64_t end) {
    for (; page < end; page++)
        model[page] = contents[page] = 0;
}

// What the page after one that says this says, when its record goes on.
static uint64_t naive_next(uint64_t saying) {
    if (said_kind(saying) != SPT_FILE + 1)
        return saying;
    const uint64_t read = 0x3ffful << 10;
    return (said_read(saying) == PAGE_SIZE ? saying : saying & ~read) + (1ul << 24);
}
