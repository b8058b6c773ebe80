// System calls that change what stat reports: mode, owner and times.
#include "kernel/dev/clock.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/linux/users/credentials.h"
#include "kernel/linux/users/permission.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

// ---- Mode and owner

static int check_changeable(const struct inode *inode) {
    return !inode->ops->save ? -EPERM : inode->fs->writable ? 0 : -EROFS;
}

static int set_mode(struct inode *inode, const void *what) {
    const uint32_t *mode = what;
    int error = check_changeable(inode);
    if (error < 0)
        return error;
    if (inode_is(inode, S_IFLNK))
        return -EOPNOTSUPP;
    if (!personality_owns(inode))
        return -EPERM;
    uint32_t allowed = permission_group(inode) ? 07777 : 07777 & ~S_ISGID;
    inode->mode = (inode->mode & S_IFMT) | (*mode & allowed);
    inode->ctime = clock_now();
    return inode->ops->save(inode);
}

int64_t sys_fchmodat(int directory, uint64_t path, uint32_t mode) {
    return apply_to_path(directory, path, PATH_FOLLOW, set_mode, &mode);
}

int64_t sys_fchmod(int fd, uint32_t mode) {
    return apply_to_file(fd, set_mode, &mode);
}

struct owner {
    uint32_t uid, gid; // UINT32_MAX: stays
};

// Only root gives files away: otherwise users could evade quotas and forge evidence. But an owner
// may choose among the groups that the process is in. A call that changes nothing needs no right.
static bool may_set_owner(const struct inode *inode, const struct owner *owner) {
    bool owns = inode->uid == credentials_user();
    bool same_user = owner->uid == UINT32_MAX || (owns && owner->uid == inode->uid);
    bool may_group = owner->gid == UINT32_MAX ||
                     (owns && (owner->gid == inode->gid || credentials_in_group(owner->gid)));
    return credentials_privileged() || (same_user && may_group);
}

// A program with another owner must not run with the new owner's rights.
static int set_owner(struct inode *inode, const void *what) {
    const struct owner *owner = what;
    int error = check_changeable(inode);
    if (error < 0)
        return error;
    uint32_t lost = inode_is(inode, S_IFDIR) ? 0 : permission_set_ids(inode);
    if (!may_set_owner(inode, owner) || (lost && !personality_owns(inode)))
        return -EPERM;
    if (owner->uid != UINT32_MAX)
        inode->uid = owner->uid;
    if (owner->gid != UINT32_MAX)
        inode->gid = owner->gid;
    inode->mode &= ~lost;
    inode->ctime = clock_now();
    return inode->ops->save(inode);
}

int64_t sys_fchownat(int directory, uint64_t path, uint32_t uid, uint32_t gid, uint32_t flags) {
    struct owner owner = {uid, gid};
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    return apply_to_path(directory, path, path_how(flags), set_owner, &owner);
}

int64_t sys_fchown(int fd, uint32_t uid, uint32_t gid) {
    struct owner owner = {uid, gid};
    return apply_to_file(fd, set_owner, &owner);
}

// ---- Times

enum { TIME_NOW = 0x3fffffff, TIME_OMIT = 0x3ffffffe }; // in place of nanoseconds

// Only the owner may choose a time; writing sets the present one, too.
static int check_times(const struct inode *inode, const struct timespec *times) {
    bool present = times[0].nanoseconds == TIME_NOW && times[1].nanoseconds == TIME_NOW;
    if (personality_owns(inode))
        return 0;
    return present ? permission(inode, MAY_WRITE) : -EPERM;
}

// `what`: of the last access and of the last modification; NULL: now.
static int set_times(struct inode *inode, const void *what) {
    const struct timespec present[2] = {{.nanoseconds = TIME_NOW}, {.nanoseconds = TIME_NOW}};
    const struct timespec *times = what ? what : present;
    struct file_time *fields[2] = {&inode->atime, &inode->mtime};
    int error = check_changeable(inode);
    if (error == 0)
        error = check_times(inode, times);
    if (error < 0)
        return error;
    for (int i = 0; i < 2; i++) {
        if (times[i].nanoseconds == TIME_NOW)
            *fields[i] = clock_now();
        else if (times[i].nanoseconds != TIME_OMIT)
            *fields[i] = (struct file_time){times[i].seconds, times[i].nanoseconds};
    }
    inode->ctime = clock_now();
    return inode->ops->save(inode);
}

static bool valid_time(const struct timespec *time) {
    return (uint64_t)time->nanoseconds < NS_PER_SECOND || time->nanoseconds == TIME_NOW ||
           time->nanoseconds == TIME_OMIT;
}

static int change_times(int directory, uint64_t path, uint32_t flags,
                        const struct timespec *times) {
    if ((times && !(valid_time(&times[0]) && valid_time(&times[1]))) ||
        flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    if (path == 0 && directory != AT_FDCWD)
        return flags ? -EINVAL : apply_to_file(directory, set_times, times);
    return apply_to_path(directory, path, path_how(flags), set_times, times);
}

int64_t sys_utimensat(int directory, uint64_t path, uint64_t times, uint32_t flags) {
    struct timespec copy[2];
    if (times && copy_from_user(copy, times, sizeof copy) < 0)
        return -EFAULT;
    if (times && copy[0].nanoseconds == TIME_OMIT && copy[1].nanoseconds == TIME_OMIT)
        return 0; // whatever the path is
    return change_times(directory, path, flags, times ? copy : NULL);
}

int64_t sys_utimes(uint64_t path, uint64_t times) {
    struct timespec copy[2] = {{0}}; // of microseconds at first: a struct timeval looks the same
    if (times && copy_from_user(copy, times, sizeof copy) < 0)
        return -EFAULT;
    for (int i = 0; i < 2; i++) {
        if ((uint64_t)copy[i].nanoseconds >= NS_PER_SECOND / NS_PER_MICROSECOND)
            return -EINVAL;
        copy[i].nanoseconds *= NS_PER_MICROSECOND;
    }
    return change_times(AT_FDCWD, path, 0, times ? copy : NULL);
}

int64_t sys_utime(uint64_t path, uint64_t times) {
    int64_t seconds[2] = {0};
    if (times && copy_from_user(seconds, times, sizeof seconds) < 0)
        return -EFAULT;
    struct timespec copy[2] = {{.seconds = seconds[0]}, {.seconds = seconds[1]}};
    return change_times(AT_FDCWD, path, 0, times ? copy : NULL);
}
