// Mounted file systems. They are few, so a small array holds them.
#include "kernel/fs/mount.h"
#include "kernel/lib/errno.h"
#include "kernel/lock.h"
#include "kernel/panic.h"
#include "kernel/printf.h"

enum { MOUNTS_MAX = 8 };

static struct file_system *mounts[MOUNTS_MAX]; // the first one is the root
static size_t mounts_used;

struct inode *mount_descend(struct inode *directory) {
    for (size_t i = 0; i < mounts_used && directory->covered; i++) {
        if (mounts[i]->covered != directory)
            continue;
        inode_put(directory);
        directory = inode_ref(mounts[i]->root); // may be covered by a later one
    }
    return directory;
}

struct inode *mount_ascend(struct inode *directory) {
    while (inode_is_root(directory) && directory->fs->covered) {
        struct inode *covered = inode_ref(directory->fs->covered);
        inode_put(directory);
        directory = covered;
    }
    return directory;
}

static void add_mount(struct file_system *fs) {
    static uint64_t last_number;
    fs->device_number = ++last_number;
    mounts[mounts_used++] = fs;
}

void mount_root(struct file_system *fs) {
    assert(mounts_used == 0);
    add_mount(fs);
}

int mount_on(struct file_system *fs, struct inode *directory) {
    if (!inode_is(directory, S_IFDIR))
        return -ENOTDIR;
    if (mounts_used == MOUNTS_MAX)
        return -ENOMEM;
    fs->covered = inode_ref(directory);
    directory->covered = true;
    add_mount(fs);
    return 0;
}

int mount_remove(struct file_system *fs) {
    struct inode *covered = fs->covered;
    int error = fs->unmount ? fs->unmount(fs) : -EBUSY;
    if (error < 0)
        return error;
    size_t i = 0;
    while (mounts[i] != fs)
        i++;
    for (mounts_used--; i < mounts_used; i++)
        mounts[i] = mounts[i + 1];
    covered->covered = false;
    inode_put(covered);
    return 0;
}

struct inode *root_directory(void) {
    return mounts[0]->root;
}

struct file_system *mount_number(size_t i) {
    return i < mounts_used ? mounts[i] : NULL;
}

// One at a time: the second process waits, and then finds little to do. So none still runs when the
// first one returns and counts what is in use.
int mount_sync(bool stopping) {
    static struct lock syncing;
    int result = 0;
    lock_acquire(&syncing);
    object_delete_discarded();
    for (size_t i = 0; i < mounts_used; i++) {
        int error = mounts[i]->sync ? mounts[i]->sync(mounts[i], stopping) : 0;
        if (error < 0)
            kprintf("%s: not everything could be written (error %d)\n", mounts[i]->source, -error);
        result = first_error(result, error);
    }
    lock_release(&syncing);
    return result;
}
