// What the tests of rights share: users, and acting as one of them for a while. They begin as root.
#pragma once
#include "fs.h"
#include <sys/syscall.h>

enum { ME = 51000, OTHER = 52000, MY_GROUP = 61000, MORE_GROUP = 62000, OTHER_GROUP = 63000 };

// Whoever it acts as is from now on in these two groups.
static inline void join_groups(void) {
    const gid_t more = MORE_GROUP;
    check(syscall(SYS_setresuid, -1, 0, -1) == 0 && syscall(SYS_setgroups, 1, &more) == 0);
    check(syscall(SYS_setresgid, -1, MY_GROUP, -1) == 0);
}

// From root to another user, and back: only the effective id changes.
static inline void act_as(uid_t user) {
    check(syscall(SYS_setresuid, -1, 0, -1) == 0 && syscall(SYS_setresuid, -1, user, -1) == 0);
}

// With everything that is left of whoever it was.
static inline void become(uid_t user, gid_t group) {
    check(syscall(SYS_setresuid, -1, 0, -1) == 0 && syscall(SYS_setgroups, 0, NULL) == 0);
    check(syscall(SYS_setresgid, group, group, group) == 0);
    check(syscall(SYS_setresuid, user, user, user) == 0);
}

// Gives it to them, and then, since that clears some bits, the mode.
static inline void give(const char *path, uid_t user, gid_t group, mode_t mode) {
    check(chown(path, user, group) == 0 && chmod(path, mode) == 0);
}

static inline void make_file(const char *path, uid_t user, gid_t group, mode_t mode) {
    put_file(path, "contents");
    give(path, user, group, mode);
}

static inline void make_directory(const char *path, uid_t user, gid_t group, mode_t mode) {
    check(mkdir(path, 0700) == 0);
    give(path, user, group, mode);
}

static inline int outcome_of(long result) {
    return result < 0 ? errno : 0;
}
