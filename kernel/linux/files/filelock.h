// Advisory locks on files: of byte ranges (fcntl) and of whole files (flock).
#pragma once
#include "kernel/fs/inode.h"

enum { F_RDLCK = 0, F_WRLCK = 1, F_UNLCK = 2 }; // shared, exclusive, none
#define FILELOCK_END INT64_MAX                  // the last byte of any file

// A lock that is held, or wanted. Two that overlap exclude each other if they are of different
// owners, and one is exclusive. Locks of ranges and of files know nothing of each other.
struct filelock {
    struct list in_inode; // struct inode.locks
    struct lock_owner *owner;
    bool whole_file;      // by flock
    int16_t type;         // F_RDLCK …
    int pid;              // as F_GETLK tells it
    uint64_t start, last; // bytes, both of them locked
};

// A lock that excludes the wanted one, or NULL. Never sleeps.
const struct filelock *filelock_conflict(const struct inode *inode, const struct filelock *wanted);

// The range becomes what `wanted` says, whatever of it its owner had locked before. 0; -EAGAIN:
// there is a conflict; when it `waits` for that to pass (then it may sleep), -EINTR and -EDEADLK;
// -ENOLCK: no memory, or the owner has too many locks.
int filelock_set(struct inode *inode, const struct filelock *wanted, bool waits);

// Gives back all that the owner has locked. Never sleeps.
void filelock_release(struct inode *inode, struct lock_owner *owner);
