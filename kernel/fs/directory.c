// System calls on directories: which one is the working directory, and what is in one.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/path.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/lock.h"
#include "kernel/running.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"

static int change_directory(struct inode *directory, const void *none) {
    (void)none;
    if (!inode_is(directory, S_IFDIR))
        return -ENOTDIR;
    int error = permission(directory, MAY_EXECUTE);
    if (error < 0)
        return error;
    inode_put(running_files()->directory);
    running_files()->directory = inode_ref(directory);
    return 0;
}

int64_t sys_chdir(uint64_t path) {
    return apply_to_path(AT_FDCWD, path, PATH_FOLLOW, change_directory, NULL);
}

int64_t sys_fchdir(int fd) {
    return apply_to_open(fd, change_directory, NULL);
}

int64_t sys_getcwd(uint64_t buffer, uint64_t size) {
    char *path = kmalloc(PATH_MAX);
    if (!path)
        return -ENOMEM;
    const struct inode *directory = running_files()->directory;
    int64_t length = directory->links == 0 ? -ENOENT : path_of(directory, NULL, path, PATH_MAX);
    if (length > 0 && (uint64_t)length > size)
        length = -ERANGE;
    if (length > 0 && copy_to_user(buffer, path, length) < 0)
        length = -EFAULT;
    kfree(path);
    return length;
}

struct listing {
    uint64_t to, left; // the user's buffer
    bool old;          // in the form of getdents
    int error;
};

// The new form has the type before the name, the old one behind it, as the entry's last byte.
static bool emit_entry(void *context, const char *name, size_t length, uint64_t number,
                       uint8_t type, uint64_t next) {
    struct listing *listing = context;
    bool old = listing->old;
    uint64_t buffer[(sizeof(struct linux_dirent64) + NAME_MAX + 2) / 8 + 1] = {0};
    struct linux_dirent64 *record = (struct linux_dirent64 *)buffer;
    uint8_t *bytes = (uint8_t *)buffer;
    size_t at = old ? offsetof(struct linux_dirent64, type) : offsetof(struct linux_dirent64, name);
    size_t size = (at + length + 1 + old + 7) & ~7ul;
    if (size > listing->left) {
        listing->error = -EINVAL; // if it is the first
        return false;
    }
    record->inode = number;
    record->next = next;
    record->length = size;
    bytes[old ? size - 1 : offsetof(struct linux_dirent64, type)] = type;
    memcpy(bytes + at, name, length);
    if (copy_to_user(listing->to, record, size) < 0) {
        listing->error = -EFAULT;
        return false;
    }
    listing->to += size;
    listing->left -= size;
    return true;
}

static int64_t list(int fd, uint64_t buffer, uint32_t size, bool old) {
    struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    struct listing listing = {.to = buffer, .left = size, .old = old};
    struct inode *directory = file->inode;
    int error = -ENOTDIR;
    if (inode_is(directory, S_IFDIR)) {
        lock_acquire(&file->moving);
        inode_lock(directory);
        error = directory->links == 0 ? -ENOENT
                                      : directory->ops->read_directory(directory, &file->position,
                                                                       emit_entry, &listing);
        inode_unlock(directory);
        lock_release(&file->moving);
    }
    return listing.to > buffer ? (int64_t)(listing.to - buffer) : error < 0 ? error : listing.error;
}

int64_t sys_getdents64(int fd, uint64_t buffer, uint32_t size) {
    return list(fd, buffer, size, false);
}

int64_t sys_getdents(int fd, uint64_t buffer, uint32_t size) {
    return list(fd, buffer, size, true);
}
