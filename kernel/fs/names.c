// System calls that give names to files and take them away. Each walks to the path's last
// component, locks the directory, and leaves the rest to the file system. The order of the checks
// is Linux's, so that of two errors the same one is reported.
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/personality.h"
#include "kernel/running.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"

// Carries out an operation on the name with which a path ends, in its locked directory.
static int change(int directory, uint64_t path, int (*operation)(struct path_end *end, void *what),
                  void *what) {
    struct path_end end;
    int error = path_end_from_user(directory, path, false, &end);
    if (error < 0)
        return error;
    inode_lock(end.parent);
    error = operation(&end, what);
    inode_unlock(end.parent);
    path_end_put(&end);
    return error;
}

// ---- Making

// Whether the name can become that of something new.
static int check_new_name(struct path_end *end, bool directory) {
    if (end->kind != END_NAME)
        return -EEXIST;
    int error = path_child(end);
    if (error < 0)
        return error;
    if (end->inode)
        return -EEXIST;
    if ((end->slash && !directory) || end->parent->links == 0 || !end->parent->ops->create)
        return -ENOENT;
    return end->parent->fs->writable ? 0 : -EROFS;
}

// A device would give access to all of a disk.
static int make(struct path_end *end, void *what) {
    const struct new_file *file = what;
    uint32_t type = file->mode & S_IFMT;
    int error = check_new_name(end, type == S_IFDIR);
    if (error == 0)
        error = permission(end->parent, MAY_WRITE | MAY_EXECUTE);
    if (error == 0 && (type == S_IFCHR || type == S_IFBLK) && !personality_is_privileged())
        error = -EPERM;
    return error < 0 ? error : path_create(end, file);
}

int path_make(int directory, uint64_t path, struct new_file *file) {
    object_delete_discarded();
    return change(directory, path, make, file);
}

int64_t sys_mkdirat(int directory, uint64_t path, uint32_t mode) {
    struct new_file file = {.mode = S_IFDIR | (mode & 01777 & ~running_files()->umask)};
    return path_make(directory, path, &file);
}

int64_t sys_symlinkat(uint64_t target, int directory, uint64_t path) {
    char *text = kmalloc(PATH_MAX);
    if (!text)
        return -ENOMEM;
    struct new_file file = {.mode = S_IFLNK | 0777, .target = text};
    int64_t error = copy_string_from_user(text, target, PATH_MAX);
    if (error == 0)
        error = -ENOENT;
    if (error > 0)
        error = path_make(directory, path, &file);
    kfree(text);
    return error;
}

// ---- Linking

static int link_at(struct path_end *end, void *what) {
    struct inode *inode = what;
    int error = check_new_name(end, false);
    if (error < 0)
        return error;
    if (inode->fs != end->parent->fs)
        return -EXDEV;
    error = permission(end->parent, MAY_WRITE | MAY_EXECUTE);
    if (error < 0)
        return error;
    if (inode_is(inode, S_IFDIR))
        return -EPERM;
    if (inode->links == 0)
        return -ENOENT;
    name_forget(end->there);
    error = end->parent->ops->link(end->parent, end->name, end->length, inode);
    return error < 0 ? error : name_learn(&end->there, inode);
}

int64_t sys_linkat(int old_directory, uint64_t old, int new_directory, uint64_t new,
                   uint32_t flags) {
    if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    if (flags & AT_EMPTY_PATH && !personality_is_privileged())
        return -ENOENT; // an open file is no right to give it a name
    unsigned how =
        (flags & AT_SYMLINK_FOLLOW ? PATH_FOLLOW : 0) | (flags & AT_EMPTY_PATH ? PATH_EMPTY : 0);
    struct inode *inode;
    int error = path_from_user(old_directory, old, how, &inode, NULL);
    if (error < 0)
        return error;
    error = change(new_directory, new, link_at, inode);
    inode_put(inode);
    return error;
}

// ---- Removing

// Why the file can't be removed in this way, or 0.
static int check_victim(const struct path_end *end, bool directory) {
    const struct inode *inode = end->inode;
    if (end->slash && !directory)
        return inode_is(inode, S_IFDIR) ? -EISDIR : -ENOTDIR;
    int error = personality_may_remove(end->parent, inode);
    if (error < 0)
        return error;
    if (inode_is(inode, S_IFDIR) != directory)
        return directory ? -ENOTDIR : -EISDIR;
    return inode->covered ? -EBUSY : end->parent->ops->unlink ? 0 : -EPERM;
}

static int refuse_special(const struct path_end *end, bool directory) {
    if (!directory)
        return -EISDIR;
    return end->kind == END_ROOT ? -EBUSY : end->kind == END_DOT ? -EINVAL : -ENOTEMPTY;
}

static int remove(struct path_end *end, void *what) {
    bool directory = *(bool *)what;
    if (end->kind != END_NAME)
        return refuse_special(end, directory);
    if (!end->parent->fs->writable)
        return -EROFS;
    int error = path_child(end);
    if (error == 0)
        error = end->inode ? check_victim(end, directory) : -ENOENT;
    if (error < 0)
        return error;
    if (directory)
        inode_lock(end->inode);
    name_forget(end->there);
    error = end->parent->ops->unlink(end->parent, end->name, end->length, end->inode);
    if (error == 0)
        name_removed(end->there);
    if (directory)
        inode_unlock(end->inode);
    return error;
}

int64_t sys_unlinkat(int directory, uint64_t path, uint32_t flags) {
    if (flags & ~AT_REMOVEDIR)
        return -EINVAL;
    bool is_directory = flags & AT_REMOVEDIR;
    int error = change(directory, path, remove, &is_directory);
    object_delete_many();
    return error;
}
