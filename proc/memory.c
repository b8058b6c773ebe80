// System calls on the address space: mmap, munmap, brk. mm/mmap.c maps objects; here descriptors
// become objects, and the calls' rules are checked (mmap(2), munmap(2), brk(2)).
#include "kernel/abi_names.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/inode.h"
#include "kernel/lock.h"
#include "kernel/syscall.h"
#include "mm/gap.h"
#include "mm/mmap.h"
#include "mm/object.h"
#include "proc/process.h"

// All that MAP_SHARED_VALIDATE knows.
#define OR_FLAG(value, name) name |
enum { KNOWN_FLAGS = (MAP_FLAGS(OR_FLAG) 0) & ~MAP_FIXED_NOREPLACE };

// Checks whether the file may be mapped in this way.
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
    return inode_is(file->inode, S_IFREG) && file->inode->ops->read_pages ? 0 : -ENODEV;
}

// Fills in the record but for its place. On success record->object, unless NULL, is a reference of
// the caller's. /dev/zero counts as no file.
static int describe(struct spt_record *record, const struct file *file, uint64_t flags) {
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
    if (file && !device_is_zero(file->inode)) {
        record->kind = SPT_FILE;
        record->object = &inode_ref(file->inode)->data;
        record->name = file->name; // the file has a reference to it
        record->read_bytes = record->end - record->start;
    }
    return 0;
}

static int64_t map(struct spt *spt, struct spt_record *record, const struct file *file,
                   uint64_t address, uint64_t size, uint64_t flags) {
    int64_t start = mmap_place(spt, address, size, flags);
    if (start < 0)
        return start;
    record->start = start;
    record->end = start + size;
    record->locked = flags & MAP_LOCKED || spt->layout.locks_more;
    int error = describe(record, file, flags);
    if (error == 0)
        error = mmap_map(spt, record);
    return error < 0 ? error : start;
}

static int64_t map_and_populate(struct spt_record *record, const struct file *file,
                                uint64_t address, uint64_t size, uint64_t flags) {
    struct spt *spt = current->spt;
    lock_acquire(&spt->edit);
    int64_t start = map(spt, record, file, address, size, flags);
    lock_release(&spt->edit);
    bool wanted = flags & (MAP_POPULATE | MAP_LOCKED) || spt->layout.locks_more;
    if (start >= 0 && wanted && !(flags & MAP_NONBLOCK))
        mmap_populate(spt, record->start, record->end); // without memory, its faults do it later
    if (record->object)
        object_put(record->object); // the SPT has its own reference
    return start;
}

int64_t sys_mmap(uint64_t address, uint64_t length, uint64_t prot, uint64_t flags, int fd,
                 uint64_t offset) {
    if (page_offset(offset))
        return -EINVAL;
    if (flags & MAP_HUGETLB && flags & MAP_ANONYMOUS)
        return -ENOMEM; // there are no huge pages; of a file, they are -EINVAL (below)
    struct file *file = NULL;
    if (!(flags & MAP_ANONYMOUS) && !(file = fd_file(fd)))
        return -EBADF;
    if (length == 0 || flags & MAP_HUGETLB)
        return -EINVAL;
    uint64_t size = page_up(length);
    if (size == 0)
        return -ENOMEM; // it is more than an address can say
    struct spt_record record = {
        .prot = prot & (PROT_READ | PROT_WRITE | PROT_EXEC), .kind = SPT_ANON, .offset = offset};
    int64_t result = map_and_populate(&record, file, address, size, flags);
    object_delete_discarded(); // as in munmap, if it took another's place
    return result;
}

int64_t sys_munmap(uint64_t address, uint64_t length) {
    if (page_offset(address) || address > USER_END || length > USER_END - address || length == 0)
        return -EINVAL;
    struct spt *spt = current->spt;
    lock_acquire(&spt->edit);
    int error = spt_clear(spt, address, address + page_up(length));
    lock_release(&spt->edit);
    object_delete_discarded(); // the mapping may have been the last user of a deleted file
    return error;
}

// Moves the end of the heap to `wanted`, which need not be a page's end. False if that is
// impossible.
static bool move_brk(struct spt *spt, uint64_t wanted) {
    struct spt_layout *layout = &spt->layout;
    if (wanted < layout->brk_start || wanted >= USER_END)
        return false;
    uint64_t old_end = page_up(layout->brk), new_end = page_up(wanted);
    struct spt_record more = {.start = old_end,
                              .end = new_end,
                              .prot = PROT_READ | PROT_WRITE,
                              .may_write = true,
                              .locked = layout->locks_more,
                              .kind = SPT_ANON};
    if (new_end > old_end &&
        (!gap_is_free(spt, old_end, new_end - old_end + PAGE_SIZE) || mmap_map(spt, &more) < 0))
        return false;
    if (new_end < old_end && spt_clear(spt, new_end, old_end) < 0)
        return false;
    layout->brk = wanted;
    return true;
}

// Returns the new end or, if it cannot move, the old one (as Linux does; libraries make an error of
// it).
int64_t sys_brk(uint64_t wanted) {
    struct spt *spt = current->spt;
    lock_acquire(&spt->edit);
    uint64_t old = spt->layout.brk;
    move_brk(spt, wanted);
    lock_release(&spt->edit);
    if (spt->layout.locks_more && old < wanted)
        mmap_populate(spt, page_up(old), page_up(wanted));
    return spt->layout.brk;
}
