// fcntl, flock and close_range: operations on descriptors, on their open files, and on the files'
// locks.
#include "kernel/fs/fd.h"
#include "kernel/fs/pipe.h"
#include "kernel/linux/abi.h"
#include "kernel/linux/files/filelock.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// ---- Locks of ranges

// Finds the first and the last byte that a struct flock means. A length of 0 reaches to the end of
// every file, a negative one backwards from the start.
static int range_of(const struct file *file, const struct flock *from, struct filelock *lock) {
    int64_t start, length = from->length;
    int64_t base = from->whence == SEEK_CUR   ? (int64_t)file->position
                   : from->whence == SEEK_END ? (int64_t)file->inode->data.size
                                              : 0;
    if (from->whence < SEEK_SET || from->whence > SEEK_END)
        return -EINVAL;
    if (__builtin_add_overflow(base, from->start, &start))
        return -EOVERFLOW;
    if (start < 0 || (length < 0 && start + length < 0))
        return -EINVAL;
    if (length > 0 && length - 1 > FILELOCK_END - start)
        return -EOVERFLOW;
    lock->start = length < 0 ? start + length : start;
    lock->last = length < 0 ? start - 1 : length > 0 ? start + length - 1 : FILELOCK_END;
    return 0;
}

// F_GETLK: which lock excludes the wanted one.
static int64_t report_lock(const struct inode *inode, const struct filelock *wanted,
                           uint64_t address) {
    if (wanted->type == F_UNLCK)
        return -EINVAL;
    const struct filelock *other = filelock_conflict(inode, wanted);
    if (!other) { // only the type changes
        int16_t none = F_UNLCK;
        return copy_to_user(address + offsetof(struct flock, type), &none, sizeof none);
    }
    struct flock found = {.type = other->type,
                          .whence = SEEK_SET,
                          .start = other->start,
                          .length =
                              other->last == FILELOCK_END ? 0 : other->last + 1 - other->start,
                          .pid = other->pid};
    return copy_to_user(address, &found, sizeof found);
}

// F_GETLK, F_SETLK or F_SETLKW. The owner is the process or the open file.
static int64_t lock_range(struct file *file, uint32_t command, struct lock_owner *owner,
                          uint64_t address) {
    bool by_file = owner == &file->locker;
    struct flock from;
    if (copy_from_user(&from, address, sizeof from) < 0)
        return -EFAULT;
    if (from.type < F_RDLCK || from.type > F_UNLCK || (by_file && from.pid != 0))
        return -EINVAL;
    struct filelock lock = {.owner = owner, .type = from.type, .pid = by_file ? -1 : current->pid};
    int error = range_of(file, &from, &lock);
    if (error < 0)
        return error;
    if (command == F_GETLK)
        return report_lock(file->inode, &lock, address);
    uint32_t mode = file->flags & O_ACCMODE;
    if ((lock.type == F_RDLCK && mode == O_WRONLY) || (lock.type == F_WRLCK && mode == O_RDONLY))
        return -EBADF;
    return filelock_set(file->inode, &lock, command == F_SETLKW);
}

// ---- flock

// Linux gives the old lock back before it tries to get another one: after a failure there is none.
int64_t sys_flock(int fd, uint32_t operation) {
    enum { LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8 };
    int how = operation & ~LOCK_NB;
    struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    if (how != LOCK_SH && how != LOCK_EX && how != LOCK_UN)
        return -EINVAL;
    struct filelock none = {.owner = &file->locker, .whole_file = true, .type = F_UNLCK};
    none.last = FILELOCK_END;
    struct filelock lock = none;
    lock.type = how == LOCK_SH ? F_RDLCK : how == LOCK_EX ? F_WRLCK : F_UNLCK;
    if (filelock_conflict(file->inode, &lock))
        filelock_set(file->inode, &none, false);
    return filelock_set(file->inode, &lock, !(operation & LOCK_NB));
}

// ---- fcntl

static int64_t set_flags(struct file *file, uint64_t flags) {
    const uint32_t changeable = O_APPEND | O_NONBLOCK | O_NOATIME;
    if (flags & ~file->flags & O_NOATIME && !personality_owns(file->inode))
        return -EPERM;
    file->flags = (file->flags & ~changeable) | (flags & changeable);
    return 0;
}

int64_t sys_fcntl(int fd, uint32_t command, uint64_t argument) {
    struct descriptor *descriptor = files_find(current->files, fd);
    if (!descriptor)
        return -EBADF;
    struct file *file = descriptor->file;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        if (argument >= (uint64_t)current->files->limit)
            return -EINVAL;
        return fd_install(file_ref(file), argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD:
        return descriptor->close_on_exec ? FD_CLOEXEC : 0;
    case F_SETFD:
        descriptor->close_on_exec = argument & FD_CLOEXEC;
        return 0;
    case F_GETFL:
        return file->flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC);
    }
    if (file->flags & O_PATH)
        return -EBADF;
    switch (command) {
    case F_SETFL:
        return set_flags(file, argument);
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
        return lock_range(file, command, &current->files->locker, argument);
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
        return lock_range(file, command - F_OFD_GETLK + F_GETLK, &file->locker, argument);
    case F_GETPIPE_SZ:
        return pipe_of(file) ? (int64_t)pipe_of(file)->capacity : -EBADF;
    }
    return -EINVAL;
}

// ---- close_range

// CLOSE_RANGE_UNSHARE wants a table that is not shared; no process shares its own.
int64_t sys_close_range(uint32_t first, uint32_t last, uint32_t flags) {
    enum { CLOSE_RANGE_UNSHARE = 2, CLOSE_RANGE_CLOEXEC = 4 };
    if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) || first > last)
        return -EINVAL;
    struct descriptor *descriptor;
    for (uint32_t fd = first; fd <= last && fd < FILES_MAX; fd++, breathe()) {
        if (!(flags & CLOSE_RANGE_CLOEXEC))
            files_close(running_files(), fd);
        else if ((descriptor = files_find(running_files(), fd)))
            descriptor->close_on_exec = true;
    }
    object_delete_discarded();
    return 0;
}
