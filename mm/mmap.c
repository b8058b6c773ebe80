// mmap and its kin: they only edit records. A mapping costs one record, whatever its size; its
// pages come when they are touched (mm/fault.c), and an munmap in its middle cuts the record in
// two.
//
// The errors, and which of them comes first, are Linux's (mmap(2), munmap(2), mprotect(2)).
#include "mm/mmap.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/fd.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/memory/promise.h"
#include "kernel/lock.h"
#include "kernel/minmax.h"
#include "kernel/personality.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "kernel/syscall.h"
#include "mm/fault.h"
#include "mm/gap.h"
#include "mm/pagecache.h"
#include "mm/shm.h"

// All that MAP_SHARED_VALIDATE knows.
#define OR_FLAG(value, name) name |
enum { KNOWN_FLAGS = (MAP_FLAGS(OR_FLAG) 0) & ~MAP_FIXED_NOREPLACE };
#define LOW_TOP 0x80000000ul // MAP_32BIT

// ---- Where

static uint64_t choose_address(const struct spt *spt, uint64_t hint, uint64_t size,
                               uint64_t flags) {
    bool low = flags & MAP_32BIT;
    uint64_t end = low ? LOW_TOP : USER_END;
    hint = page_down(hint);
    if (hint > 0 && hint < USER_MIN)
        hint = USER_MIN;
    if (hint > 0 && size <= end && hint <= end - size && room_is_free(spt, hint, size))
        return hint;
    return room_find_below(spt, size, low ? LOW_TOP : spt->layout.mmap_top);
}

// Where the mapping goes: an address, or a negative errno.
static int64_t place(const struct spt *spt, uint64_t address, uint64_t size, uint64_t flags) {
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
    if (flags & MAP_FIXED_NOREPLACE) {
        const struct spt_record *next = spt_first_above(spt, address);
        if (next && next->start < address + size)
            return -EEXIST;
    }
    return address;
}

// ---- What

// Checks a file against what is asked of the mapping.
static int check_file(const struct spt_record *record, const struct file *file) {
    uint32_t access = file->flags & O_ACCMODE;
    if (file->flags & O_PATH)
        return -EBADF;
    if (record->offset > INT64_MAX - (record->end - record->start))
        return -EOVERFLOW;
    if (access == O_WRONLY || (record->shared && record->prot & PROT_WRITE && access != O_RDWR))
        return -EACCES;
    if (device_is_zero(file->inode))
        return 0;
    return inode_is(file->inode, S_IFREG) && file->inode->ops->read_page ? 0 : -ENODEV;
}

static void use_file(struct spt_record *record, const struct file *file) {
    record->kind = SPT_FILE;
    record->object = &inode_ref(file->inode)->data;
    record->name = file->name; // the file has it
    record->read_bytes = record->end - record->start;
}

// Shared anonymous memory is a file without a name.
static int use_anonymous(struct spt_record *record) {
    if (!record->shared)
        return 0;
    uint64_t size = record->end - record->start;
    if (!promise_allows(size, record->unreserved))
        return -ENOMEM;
    record->object = shm_new(size, record->unreserved ? 0 : size);
    if (!record->object)
        return -ENOMEM;
    record->kind = SPT_FILE;
    record->offset = 0;
    record->read_bytes = size;
    return 0;
}

// How many bytes of a range the records of a tree cover.
static uint64_t covered(const struct spt_record *tree, uint64_t start, uint64_t end) {
    if (!tree || tree->low >= end || tree->high <= start)
        return 0;
    uint64_t first = max(tree->start, start);
    uint64_t last = min(tree->end, end);
    return covered(tree->left, start, end) + covered(tree->right, start, end) +
           (first < last ? last - first : 0);
}

// Whether the process may have it: a fixed mapping takes the place of what was there.
static int check_limits(const struct spt *spt, const struct spt_record *wanted) {
    uint64_t size = wanted->end - wanted->start;
    return personality_may_grow(spt, wanted, size - covered(spt->root, wanted->start, wanted->end));
}

// Says what fills the record. On success record->object, unless NULL, is a reference of the
// caller's.
static int complete(const struct spt *spt, struct spt_record *record, const struct file *file,
                    uint64_t flags) {
    uint64_t type = flags & MAP_TYPE;
    if (type != MAP_SHARED && type != MAP_PRIVATE && (type != MAP_SHARED_VALIDATE || !file))
        return -EINVAL;
    if (type == MAP_SHARED_VALIDATE && flags & ~(uint64_t)KNOWN_FLAGS)
        return -EOPNOTSUPP;
    record->shared = type != MAP_PRIVATE;
    int error = file ? check_file(record, file) : 0;
    if (error < 0)
        return error;
    record->may_write = !file || !record->shared || (file->flags & O_ACCMODE) == O_RDWR;
    record->unreserved = flags & MAP_NORESERVE;
    record->locked = flags & MAP_LOCKED || spt->layout.locking != LOCK_NO_MORE; // mlockall
    error = check_limits(spt, record);
    if (error < 0)
        return error;
    if (!file || device_is_zero(file->inode))
        return use_anonymous(record);
    use_file(record, file);
    return 0;
}

bool mmap_populate(uint64_t start, uint64_t end) {
    struct spt *spt = running_space();
    for (uint64_t page = start; page < end && !running_is_killed(); page += PAGE_SIZE, breathe()) {
        const struct spt_record *record = spt_find(spt, page);
        bool writes = record && spt_is_private_writable(record);
        if (spt_fault_in(spt, page, writes ? FAULT_WRITE : FAULT_READ, STACK_TOP, NULL) < 0)
            return false;
    }
    return true;
}

// On success record->object, unless NULL, is a reference of the caller's.
static int64_t map(struct spt *spt, struct spt_record *record, const struct file *file,
                   uint64_t address, uint64_t size, uint64_t flags) {
    int64_t start = place(spt, address, size, flags);
    if (start < 0)
        return start;
    record->start = start;
    record->end = start + size;
    int error = complete(spt, record, file, flags);
    if (error < 0)
        return error;
    error = spt_clear(spt, record->start, record->end);
    if (error == 0)
        error = spt_insert(spt, record);
    if (error == 0)
        spt_join(spt, record->start, record->end);
    return error < 0 ? error : start;
}

static int64_t map_and_populate(struct spt_record *record, const struct file *file,
                                uint64_t address, uint64_t size, uint64_t flags) {
    struct spt *spt = running_space();
    lock_acquire(&spt->edit);
    int64_t start = map(spt, record, file, address, size, flags);
    lock_release(&spt->edit);
    bool wanted = flags & (MAP_POPULATE | MAP_LOCKED) || spt->layout.locking == LOCK_MORE;
    if (start >= 0 && wanted && !(flags & MAP_NONBLOCK))
        mmap_populate(record->start, record->end); // what cannot be had is left for later
    if (record->object)
        object_put(record->object); // the SPT has its own reference
    return start;
}

int64_t sys_mmap(uint64_t address, uint64_t length, uint64_t prot, uint64_t flags, int fd,
                 uint64_t offset) {
    if (page_offset(offset))
        return -EINVAL;
    if (flags & MAP_HUGETLB && flags & MAP_ANONYMOUS)
        return -ENOMEM; // there are no huge pages
    struct file *file = NULL;
    if (!(flags & MAP_ANONYMOUS) && !(file = fd_get(fd)))
        return -EBADF;
    uint64_t size = page_up(length);
    struct spt_record record = {
        .prot = prot & (PROT_READ | PROT_WRITE | PROT_EXEC), .kind = SPT_ANON, .offset = offset};
    int64_t result = length == 0 ? -EINVAL
                     : size == 0 ? -ENOMEM
                                 : map_and_populate(&record, file, address, size, flags);
    if (file)
        file_put(file);
    return result;
}

int64_t sys_munmap(uint64_t address, uint64_t length) {
    if (page_offset(address) || address > USER_END || length > USER_END - address || length == 0)
        return -EINVAL;
    struct spt *spt = running_space();
    lock_acquire(&spt->edit);
    int error = spt_clear(spt, address, address + page_up(length));
    lock_release(&spt->edit);
    inode_delete_nameless(); // a file may have lived by this mapping alone
    return error;
}
