// Calls on what is in a range, whichever records it is made of: madvise, msync.
#include "kernel/fs/inode.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/syscall.h"
#include "mm/pagecache.h"
#include "mm/rmap.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "proc/sched.h"

// Calls `act` for each record's part of a range. -ENOMEM when there are gaps, but only after all of
// it was done.
static int for_each_part(uint64_t address, uint64_t end,
                         int (*act)(const struct spt_record *record, uint64_t start,
                                    uint64_t end)) {
    int result = 0;
    for (uint64_t at = address; at < end;) {
        const struct spt_record *record = spt_first_above(current->spt, at);
        if (!record || record->start >= end)
            return -ENOMEM;
        if (record->start > at)
            result = -ENOMEM;
        uint64_t start = max(record->start, at);
        at = min(record->end, end);
        int error = act(record, start, at);
        breathe();
        if (error < 0 || running_is_killed())
            return error;
    }
    return result;
}

static int forget(const struct spt_record *record, uint64_t start, uint64_t end) {
    if (record->locked)
        return -EINVAL;
    spt_forget(current->spt, start, end);
    return 0;
}

static int forget_anonymous(const struct spt_record *record, uint64_t start, uint64_t end) {
    return record->kind == SPT_FILE ? -EINVAL : forget(record, start, end);
}

// For all processes that map it. May sleep.
static void empty_page(struct object *object, uint64_t index) {
    struct frame *frame = pagecache_find_settled(object, index);
    if (frame) {
        rmap_unmap(frame, 0);
        memset(frame_data(frame), 0, PAGE_SIZE); // for whoever holds it right now
        pagecache_forget(object, index);
    }
    shm_forget_slot(object, index);
}

// Empties the range of the file, for all processes that map it, in memory and in swap.
static int empty(const struct spt_record *record, uint64_t start, uint64_t end) {
    struct object *object = record->object;
    if (record->locked || !object)
        return -EINVAL;
    if (!record->shared || !(record->prot & PROT_WRITE))
        return -EACCES;
    if (!object->is_memory)
        return -EOPNOTSUPP;
    uint64_t first = (record->offset + start - record->start) / PAGE_SIZE;
    uint64_t behind = min(first + (end - start) / PAGE_SIZE, page_up(object->size) / PAGE_SIZE);
    object_ref(object);
    for (uint64_t index = first; index < behind && !running_is_killed(); index++, breathe())
        empty_page(object, index);
    object_put(object);
    return 0;
}

static int nothing(const struct spt_record *record, uint64_t start, uint64_t end) {
    (void)record, (void)start, (void)end;
    return 0;
}

int64_t sys_madvise(uint64_t address, uint64_t length, int advice) {
    enum {
        MADV_NORMAL,
        MADV_WILLNEED = 3,
        MADV_DONTNEED,
        MADV_FREE = 8,
        MADV_REMOVE,
        MADV_HUGEPAGE = 14,
        MADV_DODUMP = 17,
        MADV_COLD = 20,
        MADV_PAGEOUT,
    };
    static int (*const acts[])(const struct spt_record *, uint64_t, uint64_t) = {
        [MADV_NORMAL... MADV_WILLNEED] = nothing, [MADV_DONTNEED] = forget,
        [MADV_FREE] = forget_anonymous,           [MADV_REMOVE] = empty,
        [MADV_HUGEPAGE... MADV_DODUMP] = nothing, [MADV_COLD... MADV_PAGEOUT] = nothing,
    };
    uint64_t end = address + page_up(length);
    if (advice < 0 || advice > MADV_PAGEOUT || !acts[advice] || page_offset(address) ||
        end < address || (length > 0 && end == address))
        return -EINVAL;
    return for_each_part(address, end, acts[advice]);
}

// As fsync, for shared memory without a file has nothing to write to.
static int write_back(const struct spt_record *record, uint64_t start, uint64_t end) {
    (void)start, (void)end; // a file's pages are few enough to write all that are dirty
    struct inode *file = record->shared ? inode_of(record->object) : NULL;
    if (!file || !file->ops->sync)
        return 0;
    inode_ref(file);
    int error = file->ops->sync(file);
    inode_put(file);
    return error;
}

int64_t sys_msync(uint64_t address, uint64_t length, uint32_t flags) {
    enum { MS_ASYNC = 1, MS_INVALIDATE = 2, MS_SYNC = 4 };
    if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || page_offset(address) ||
        (flags & MS_ASYNC && flags & MS_SYNC))
        return -EINVAL;
    uint64_t end = address + page_up(length);
    if (end < address)
        return -ENOMEM;
    return for_each_part(address, end, flags & MS_SYNC ? write_back : nothing);
}
