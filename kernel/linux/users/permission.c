// Rights to files. A mode has three times three bits: for the owner, for the members of the group,
// and for all others. For the owner only the owner's bits count, even if the others' would allow
// more. Root may do everything, except run a file that no mode bit allows to run.
#include "kernel/linux/users/permission.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/linux/process/outer.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"

static unsigned rights(const struct inode *inode) {
    if (inode->uid == credentials_user())
        return inode->mode >> 6;
    return credentials_in_group(inode->gid) ? inode->mode >> 3 : inode->mode;
}

int personality_may_use(const struct inode *inode, unsigned wanted) {
    uint32_t of_all = inode->mode & inode->mode >> 3 & inode->mode >> 6;
    if ((wanted & ~of_all) == 0)
        return 0; // the usual case, whoever asks
    if (credentials_privileged()) {
        bool runnable = inode_is(inode, S_IFDIR) || inode->mode & 0111;
        return wanted & MAY_EXECUTE && !runnable ? -EACCES : 0;
    }
    return wanted & ~rights(inode) ? -EACCES : 0;
}

bool personality_owns(const struct inode *inode) {
    return credentials_privileged() || inode->uid == credentials_user();
}

bool permission_group(const struct inode *inode) {
    return credentials_privileged() || credentials_in_group(inode->gid);
}

// In a directory with the sticky bit, such as /tmp, users can remove only their own files.
int personality_may_remove(const struct inode *directory, const struct inode *inode) {
    int error = personality_may_use(directory, MAY_WRITE | MAY_EXECUTE);
    if (error < 0)
        return error;
    bool sticky = directory->mode & S_ISVTX;
    return sticky && !personality_owns(inode) && !personality_owns(directory) ? -EPERM : 0;
}

// ---- Owners, and programs that run with their rights

// A file in a set-group-ID directory gets the directory's group; but only a member of that group
// can make a program that runs with its rights.
void personality_file_made(struct inode *inode, const struct inode *directory) {
    inode->uid = credentials_user();
    inode->gid = credentials_group();
    if (!directory || !(directory->mode & S_ISGID))
        return;
    inode->gid = directory->gid;
    if (inode_is(inode, S_IFDIR))
        inode->mode |= S_ISGID;
    else if (inode->mode & S_IXGRP && !permission_group(inode))
        inode->mode &= ~S_ISGID;
}

// Where the group may not run the file, the bit means something else (mandatory locks, once).
uint32_t permission_set_ids(const struct inode *inode) {
    bool runs = inode->mode & S_IXGRP || !permission_group(inode);
    return inode->mode & (runs ? S_ISUID | S_ISGID : S_ISUID);
}

void personality_file_written(struct inode *inode) {
    if (!credentials_privileged())
        inode->mode &= ~permission_set_ids(inode);
}

void permission_run_as(const struct inode *inode, uint32_t *user, uint32_t *group) {
    const uint32_t set_group = S_ISGID | S_IXGRP;
    *user = inode->mode & S_ISUID ? inode->uid : credentials_user();
    *group = (inode->mode & set_group) == set_group ? inode->gid : credentials_group();
}

// ---- access(2): whether the process may use a file

static int check_mode(struct inode *inode, const void *what) {
    return permission(inode, *(const uint32_t *)what);
}

int64_t sys_faccessat2(int directory, uint64_t path, uint32_t mode, uint32_t flags) {
    if (mode & ~(R_OK | W_OK | X_OK) || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    // A set-user-ID program asks on behalf of its caller, also for the directories on the way.
    current->outer->credentials.as_real = !(flags & AT_EACCESS);
    int error = apply_to_path(directory, path, path_how(flags), check_mode, &mode);
    current->outer->credentials.as_real = false;
    return error;
}
