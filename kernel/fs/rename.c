// rename: the one operation on two directories, and on trees. A move to another directory holds the
// file system's `renaming` lock, so that the tree above can't change while rename checks that no
// directory is moved into itself.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/lock.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/heap.h"

// Locks both directories, the one above first.
static void lock_directories(struct inode *from, struct inode *to) {
    if (from == to) {
        inode_lock(from);
        return;
    }
    lock_acquire(&from->fs->renaming);
    bool below = path_is_above(to, from);
    inode_lock(below ? to : from);
    inode_lock(below ? from : to);
}

static void unlock_directories(struct inode *from, struct inode *to) {
    inode_unlock(from);
    if (from == to)
        return;
    inode_unlock(to);
    lock_release(&from->fs->renaming);
}

// No directory may come to lie in itself, nor replace one in which it is.
static int check_tree(const struct rename *rename) {
    if (rename->from == rename->to)
        return 0;
    if (path_is_above(rename->moved, rename->to))
        return -EINVAL;
    return rename->replaced && path_is_above(rename->replaced, rename->from) ? -ENOTEMPTY : 0;
}

static int check_kinds(const struct rename *rename) {
    bool directory = inode_is(rename->moved, S_IFDIR);
    if (rename->moved->covered || (rename->replaced && rename->replaced->covered))
        return -EBUSY;
    if (!rename->replaced || inode_is(rename->replaced, S_IFDIR) == directory)
        return 0;
    return directory ? -ENOTDIR : -EISDIR;
}

// Whether the process may change these names.
static int check_rights(const struct rename *rename) {
    int error = personality_may_remove(rename->from, rename->moved);
    if (error < 0)
        return error;
    if (!rename->replaced)
        return rename->to->links == 0 ? -ENOENT : permission(rename->to, MAY_WRITE | MAY_EXECUTE);
    return personality_may_remove(rename->to, rename->replaced);
}

// Whether a directory gets another "..", which changes it.
static bool climbs(const struct rename *rename) {
    return inode_is(rename->moved, S_IFDIR) && rename->from != rename->to;
}

// Carries it out, with what changes inside of directories locked: one that is moved gets another
// "..", one that is replaced must stay empty.
static int carry_out(const struct rename *rename, struct path_end *old, struct path_end *new) {
    char *text = name_text(rename->new_name, rename->new_length);
    if (!text)
        return -ENOMEM;
    bool lock_moved = climbs(rename);
    bool lock_replaced = rename->replaced && inode_is(rename->replaced, S_IFDIR);
    if (lock_moved)
        inode_lock(rename->moved);
    if (lock_replaced)
        inode_lock(rename->replaced);
    name_forget(old->there);
    name_forget(new->there);
    int error = rename->from->ops->rename(rename);
    if (error == 0)
        name_moved(old->there, new->there, rename->moved, text);
    else
        kfree(text);
    if (lock_moved)
        inode_unlock(rename->moved);
    if (lock_replaced)
        inode_unlock(rename->replaced);
    return error;
}

// What has the old name, and what has the new one, were found.
static int rename_found(const struct rename *rename, struct path_end *old, struct path_end *new,
                        bool no_replace) {
    if (rename->replaced && no_replace)
        return -EEXIST;
    if ((old->slash || new->slash) && !inode_is(rename->moved, S_IFDIR))
        return -ENOTDIR;
    int error = check_tree(rename);
    if (error < 0 || rename->moved == rename->replaced)
        return error;
    error = check_rights(rename);
    if (error == 0)
        error = check_kinds(rename);
    if (error == 0 && climbs(rename))
        error = permission(rename->moved, MAY_WRITE);
    return error < 0 ? error : carry_out(rename, old, new);
}

static int rename_locked(struct path_end *old, struct path_end *new, bool no_replace) {
    int error = path_child(old);
    if (error == 0)
        error = old->inode ? path_child(new) : -ENOENT;
    if (error < 0)
        return error;
    struct rename rename = {.from = old->parent,
                            .to = new->parent,
                            .old_name = old->name,
                            .new_name = new->name,
                            .old_length = old->length,
                            .new_length = new->length,
                            .moved = old->inode,
                            .replaced = new->inode};
    return rename_found(&rename, old, new, no_replace);
}

static int rename_ends(struct path_end *old, struct path_end *new, bool no_replace) {
    if (old->parent->fs != new->parent->fs)
        return -EXDEV;
    if (old->kind != END_NAME)
        return -EBUSY;
    if (new->kind != END_NAME)
        return no_replace ? -EEXIST : -EBUSY;
    if (!old->parent->fs->writable)
        return -EROFS;
    if (!old->parent->ops->rename)
        return -EPERM;
    lock_directories(old->parent, new->parent);
    int error = rename_locked(old, new, no_replace);
    unlock_directories(old->parent, new->parent);
    return error;
}

int64_t sys_renameat2(int old_directory, uint64_t old, int new_directory, uint64_t new,
                      uint32_t flags) {
    if (flags & ~RENAME_NOREPLACE) // ext2 cannot exchange two names in one write
        return -EINVAL;
    struct path_end old_end, new_end;
    object_delete_discarded();
    int error = path_end_from_user(old_directory, old, false, &old_end);
    if (error < 0)
        return error;
    error = path_end_from_user(new_directory, new, false, &new_end);
    if (error == 0) {
        error = rename_ends(&old_end, &new_end, flags & RENAME_NOREPLACE);
        path_end_put(&new_end);
    }
    path_end_put(&old_end);
    object_delete_discarded();
    return error;
}
