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

// ---- Making

// Whether the name, in its locked directory, can become that of something new.
static int check_new_name(struct path_end *end, bool directory) {
    struct inode *there;
    int error = path_child(end, &there);
    if (error == 0) {
        inode_put(there);
        return -EEXIST;
    }
    if (error != -ENOENT)
        return error;
    if ((end->slash && !directory) || end->parent->links == 0 || !end->parent->ops->create)
        return -ENOENT;
    return end->parent->fs->writable ? 0 : -EROFS;
}

// Whether the process may make such a file there. A device would give access to all of a disk.
static int check_maker(const struct inode *parent, uint32_t mode) {
    int error = permission(parent, MAY_WRITE | MAY_EXECUTE);
    bool device = (mode & S_IFMT) == S_IFCHR || (mode & S_IFMT) == S_IFBLK;
    return error == 0 && device && !personality_is_privileged() ? -EPERM : error;
}

int path_make(int directory, uint64_t path, const struct new_file *file) {
    struct path_end end;
    object_delete_discarded();
    int error = path_end_from_user(directory, path, false, &end);
    if (error < 0)
        return error;
    struct inode *made;
    inode_lock(end.parent);
    error = end.kind != END_NAME ? -EEXIST : check_new_name(&end, (file->mode & S_IFMT) == S_IFDIR);
    if (error == 0)
        error = check_maker(end.parent, file->mode);
    if (error == 0)
        error = path_create(&end, file, &made);
    inode_unlock(end.parent);
    if (error == 0)
        inode_put(made);
    inode_put(end.parent);
    return error;
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

static int link_at(struct path_end *end, struct inode *inode) {
    int error = end->kind != END_NAME ? -EEXIST : check_new_name(end, false);
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
    size_t length = strlen(end->name);
    name_forget(end->parent, end->name, length);
    error = end->parent->ops->link(end->parent, end->name, length, inode);
    if (error == 0)
        name_learn(end->parent, end->name, length, inode);
    return error;
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
    int error = path_from_user(old_directory, old, how, &inode);
    if (error < 0)
        return error;
    struct path_end end;
    error = path_end_from_user(new_directory, new, false, &end);
    if (error == 0) {
        inode_lock(end.parent);
        error = link_at(&end, inode);
        inode_unlock(end.parent);
        inode_put(end.parent);
    }
    inode_put(inode);
    return error;
}

// ---- Removing

// Why the file can't be removed in this way, or 0.
static int check_victim(const struct path_end *end, const struct inode *inode, bool directory) {
    if (end->slash && !directory)
        return inode_is(inode, S_IFDIR) ? -EISDIR : -ENOTDIR;
    int error = personality_may_remove(end->parent, inode);
    if (error < 0)
        return error;
    if (inode_is(inode, S_IFDIR) != directory)
        return directory ? -ENOTDIR : -EISDIR;
    if (inode->covered)
        return -EBUSY;
    return end->parent->ops->unlink ? 0 : -EPERM;
}

static int remove_last(struct path_end *end, bool directory) {
    struct inode *inode;
    int error = path_child(end, &inode);
    if (error < 0)
        return error;
    error = check_victim(end, inode, directory);
    if (error == 0) {
        if (directory)
            inode_lock(inode);
        size_t length = strlen(end->name);
        name_forget(end->parent, end->name, length);
        error = end->parent->ops->unlink(end->parent, end->name, length, inode);
        if (error == 0)
            name_removed(end->parent, end->name, length);
        if (directory)
            inode_unlock(inode);
    }
    inode_put(inode);
    return error;
}

static int refuse_special(const struct path_end *end, bool directory) {
    if (!directory)
        return -EISDIR;
    return end->kind == END_ROOT ? -EBUSY : end->kind == END_DOT ? -EINVAL : -ENOTEMPTY;
}

static int remove(int directory, uint64_t path, bool is_directory) {
    struct path_end end;
    int error = path_end_from_user(directory, path, false, &end);
    if (error < 0)
        return error;
    if (end.kind != END_NAME) {
        error = refuse_special(&end, is_directory);
    } else if (!end.parent->fs->writable) {
        error = -EROFS;
    } else {
        inode_lock(end.parent);
        error = remove_last(&end, is_directory);
        inode_unlock(end.parent);
    }
    inode_put(end.parent);
    object_delete_many();
    return error;
}

int64_t sys_unlinkat(int directory, uint64_t path, uint32_t flags) {
    if (flags & ~AT_REMOVEDIR)
        return -EINVAL;
    return remove(directory, path, flags & AT_REMOVEDIR);
}
