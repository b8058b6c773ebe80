// Calls on what is in a range, whichever records it is made of: madvise, msync.
#include "kernel/fs/inode.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/linux/memory/range.h"
#include "kernel/syscall.h"
#include "mm/pagecache.h"
#include "mm/rmap.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "proc/sched.h"

// The first and the last of each row of numbers that are advice.
enum { MADV_NORMAL, MADV_DONTNEED = 4, MADV_FREE = 8, MADV_REMOVE = 9 };
enum { MADV_HUGEPAGE = 14, MADV_DODUMP = 17, MADV_COLD = 20, MADV_PAGEOUT = 21, MADV_END };
static const bool is_advice[MADV_END] = {[MADV_NORMAL... MADV_DONTNEED] = true,
                                         [MADV_FREE... MADV_REMOVE] = true,
                                         [MADV_HUGEPAGE... MADV_DODUMP] = true,
                                         [MADV_COLD... MADV_PAGEOUT] = true};

// For all processes that map it. May sleep.
static void empty_page(struct object *object, uint64_t index) {
    struct frame *frame = pagecache_find_settled(object, index);
    if (frame) {
        rmap_unmap(frame, 0);
        memset(frame_data(frame), 0, PAGE_SIZE); // for whoever holds it right now
        pagecache_forget(object, index);
    }
    shm_forget_slots(object, index, index + 1);
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

static int advise(struct spt *spt, const struct spt_record *record, uint64_t start, uint64_t end,
                  int advice) {
    switch (advice) {
    case MADV_DONTNEED:
    case MADV_FREE:
        if (record->locked || (advice == MADV_FREE && record->kind == SPT_FILE))
            return -EINVAL;
        spt_forget(spt, start, end);
        return 0;
    case MADV_REMOVE:
        return empty(record, start, end);
    default:
        return 0; // there is nothing to do better
    }
}

int64_t sys_madvise(uint64_t address, uint64_t length, int advice) {
    uint64_t end = address + page_up(length);
    if (advice < 0 || advice >= MADV_END || !is_advice[advice] || page_offset(address) ||
        end < address || (length > 0 && end == address))
        return -EINVAL;
    return range_for_each(current->spt, address, end, true, advise, advice);
}

enum { MS_ASYNC = 1, MS_INVALIDATE = 2, MS_SYNC = 4 };

// As fsync, for shared memory without a file has nothing to write to. Whoever locked pages wants
// them to stay (POSIX).
static int write_back(struct spt *spt, const struct spt_record *record, uint64_t start,
                      uint64_t end, int flags) {
    (void)spt, (void)start, (void)end; // a file's pages are few enough to write all that are dirty
    if (flags & MS_INVALIDATE && record->locked)
        return -EBUSY;
    struct inode *file = flags & MS_SYNC && record->shared ? inode_of(record->object) : NULL;
    if (!file || !file->ops->sync)
        return 0;
    inode_ref(file);
    int error = file->ops->sync(file);
    inode_put(file);
    return error;
}

int64_t sys_msync(uint64_t address, uint64_t length, uint32_t flags) {
    if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || page_offset(address) ||
        (flags & MS_ASYNC && flags & MS_SYNC))
        return -EINVAL;
    uint64_t end = address + page_up(length);
    if (end < address)
        return -ENOMEM;
    return range_for_each(current->spt, address, end, true, write_back, flags);
}
