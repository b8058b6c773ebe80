// Mapping memory only edits records. A mapping costs one record, whatever its size; its pages come
// when they are touched (mm/fault.c), and an munmap in its middle cuts the record in two. The
// caller (proc/memory.c) says what is mapped.
//
// The errors, and their order, are Linux's (mmap(2)).
#include "mm/mmap.h"
#include "kernel/abi_names.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "mm/fault.h"
#include "mm/gap.h"
#include "mm/object.h"
#include "mm/shm.h"

#define LOW_TOP 0x80000000ul // MAP_32BIT

// ---- Where

static uint64_t choose_address(const struct spt *spt, uint64_t hint, uint64_t size,
                               uint64_t flags) {
    bool low = flags & MAP_32BIT;
    uint64_t end = low ? LOW_TOP : USER_END;
    hint = page_down(hint);
    if (hint > 0 && hint < USER_MIN)
        hint = USER_MIN;
    if (hint > 0 && size <= end && hint <= end - size && gap_is_free(spt, hint, size))
        return hint;
    return gap_find_below(spt, size, low ? LOW_TOP : spt->layout.mmap_top);
}

int64_t mmap_place(const struct spt *spt, uint64_t address, uint64_t size, uint64_t flags) {
    if (size > USER_END - USER_MIN)
        return -ENOMEM;
    if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
        address = choose_address(spt, address, size, flags);
        return address ? (int64_t)address : -ENOMEM;
    }
    if (address > USER_END - size)
        return -ENOMEM;
    if (page_offset(address))
        return -EINVAL;
    if (address < USER_MIN)
        return -EPERM;
    if (flags & MAP_FIXED_NOREPLACE && !spt_is_free(spt, address, address + size))
        return -EEXIST;
    return address;
}

// ---- The record

// Shared anonymous memory is an object that only its mappings know.
static int share_anonymous(struct spt_record *record) {
    uint64_t size = record->end - record->start;
    record->object = shm_new(size, record->unreserved ? 0 : size);
    if (!record->object)
        return -ENOMEM;
    record->kind = SPT_FILE;
    record->offset = 0;
    record->read_bytes = size;
    return 0;
}

// How many bytes of a range the records cover.
static uint64_t covered(const struct spt *spt, uint64_t start, uint64_t end) {
    uint64_t bytes = 0;
    for (const struct spt_record *record;
         (record = spt_first_above(spt, start)) && record->start < end; breathe()) {
        bytes += min(record->end, end) - max(record->start, start);
        start = record->end;
    }
    return bytes;
}

int mmap_map(struct spt *spt, struct spt_record *record) {
    uint64_t start = record->start, end = record->end;
    uint64_t more = end - start - covered(spt, start, end);
    int error = personality_may_grow(spt, record, more);
    if (error == 0 && record->shared && !record->object)
        error = share_anonymous(record);
    if (error == 0 && more < end - start)
        error = spt_clear(spt, start, end);
    if (error == 0)
        error = spt_insert(spt, record);
    if (error == 0)
        spt_join(spt, start, end);
    return error;
}

bool mmap_populate(struct spt *spt, uint64_t start, uint64_t end) {
    for (uint64_t page = start; page < end && !running_is_killed(); page += PAGE_SIZE, breathe()) {
        const struct spt_record *record = spt_find(spt, page);
        bool writes = record && spt_is_private_writable(record);
        if (spt_fault_in(spt, page, writes ? FAULT_WRITE : FAULT_READ, STACK_TOP, NULL) < 0)
            return false;
    }
    return true;
}
