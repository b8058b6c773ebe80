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
    int pid;              // as F_GETLK reports it
    uint64_t start, last; // bytes, both of them locked
};

// A lock that excludes the wanted one, or NULL. Never sleeps.
const struct filelock *filelock_conflict(const struct inode *inode, const struct filelock *wanted);

// Gives the range the type that `wanted` says, whatever its owner had locked of it. 0; -ENOLCK: no
// memory, or the owner has too many locks. If another lock excludes it: -EAGAIN, or, if it `waits`
// for that lock to go (it may sleep then), -EINTR or -EDEADLK.
int filelock_set(struct inode *inode, const struct filelock *wanted, bool waits);
