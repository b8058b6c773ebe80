// Opening and making files: open, openat, creat.
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/personality.h"
#include "kernel/running.h"
#include "kernel/syscall.h"

// Makes a regular file; the directory is locked.
static int make_file(struct path_end *end, uint32_t mode) {
    struct inode *directory = end->parent;
    if (directory->links == 0 || !directory->ops->create)
        return -ENOENT;
    int error = permission(directory, MAY_WRITE | MAY_EXECUTE);
    if (error < 0)
        return error;
    struct new_file file = {.mode = S_IFREG | (mode & 07777 & ~running_files()->umask)};
    return path_create(end, &file);
}

// The file that has this name, which is made if it is not there.
static int find_or_make(struct path_end *end, uint32_t mode) {
    if (end->kind != END_NAME) { // for "/", "." and "..", which are refused, any directory will do
        end->inode = inode_ref(end->parent);
        return 0;
    }
    if (end->slash)
        return -EISDIR;
    inode_lock(end->parent);
    int error = path_child(end);
    if (error == 0 && !end->inode)
        error = make_file(end, mode);
    inode_unlock(end->parent);
    return error;
}

// O_CREAT. A symbolic link to nowhere is no obstacle: the file is made where it leads, and only
// without O_NOFOLLOW and O_EXCL was it followed.
static int find_to_create(int directory, uint64_t path, uint32_t flags, uint32_t mode,
                          struct path_end *end) {
    bool follow = !(flags & (O_NOFOLLOW | O_EXCL));
    int error = path_end_from_user(directory, path, follow, end);
    if (error < 0)
        return error;
    error = find_or_make(end, mode);
    if (error == 0 && !end->made) {
        end->inode = mount_descend(end->inode);
        error = flags & O_EXCL ? -EEXIST : inode_is(end->inode, S_IFDIR) ? -EISDIR : 0;
    }
    if (error < 0)
        path_end_put(end);
    return error;
}

// The file to be opened, and the name to open it by, in *end.
static int find(int directory, uint64_t path, uint32_t flags, uint32_t mode, struct path_end *end) {
    end->parent = NULL;
    end->made = false;
    if (!(flags & O_CREAT))
        return path_from_user(directory, path, flags & O_NOFOLLOW ? 0 : PATH_FOLLOW, &end->inode,
                              &end->there);
    if (flags & O_DIRECTORY)
        return -EINVAL;
    object_delete_discarded();
    return find_to_create(directory, path, flags, mode, end);
}

// Whether the file can be opened like this, and by this process. The process that makes a file may
// open it, whatever its mode.
static int check_open(const struct inode *inode, uint32_t flags, bool made) {
    uint32_t mode = flags & O_ACCMODE;
    unsigned wanted = (mode == O_WRONLY ? 0 : MAY_READ) |
                      (mode == O_RDONLY && !(flags & O_TRUNC) ? 0 : MAY_WRITE);
    if (flags & O_DIRECTORY && !inode_is(inode, S_IFDIR))
        return -ENOTDIR;
    if (flags & O_PATH || made)
        return 0;
    if (inode_is(inode, S_IFLNK))
        return -ELOOP; // only with O_NOFOLLOW
    if (inode_is(inode, S_IFDIR) && wanted & MAY_WRITE)
        return -EISDIR;
    int error = permission(inode, wanted);
    return error == 0 && flags & O_NOATIME && !personality_owns(inode) ? -EPERM : error;
}

static int open_found(const struct path_end *end, uint32_t flags, struct file **file) {
    struct inode *inode = end->inode;
    int error = check_open(inode, flags, end->made);
    if (error == 0)
        error = file_open(inode, end->there, flags, file);
    if (error < 0)
        return error;
    if (flags & O_TRUNC && !end->made && inode_is(inode, S_IFREG) && inode->ops->truncate)
        error = inode_truncate(inode, 0);
    if (error < 0)
        file_put(*file);
    return error;
}

int64_t sys_openat(int directory, uint64_t path, uint32_t flags, uint32_t mode) {
    if (flags & O_PATH)
        flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    else
        flags |= O_LARGEFILE;
    struct path_end end;
    struct descriptor *place;
    struct file *file;
    int fd = fd_find_free(0, &place); // before anything is made or emptied
    int error = fd < 0 ? path_check(path) : find(directory, path, flags, mode, &end);
    if (fd < 0 || error < 0)
        return error < 0 ? error : fd;
    error = open_found(&end, flags, &file);
    if (error == 0)
        *place = (struct descriptor){file, flags & O_CLOEXEC};
    path_end_put(&end);
    return error < 0 ? error : fd;
}

int64_t sys_umask(uint32_t mask) {
    uint32_t old = running_files()->umask;
    running_files()->umask = mask & 0777;
    return old;
}
