// What the system calls on files share.
#pragma once
#include "kernel/fs/file.h"
#include "kernel/fs/path.h"
#include "kernel/running.h"

// The current process's open file `fd`, or NULL (-EBADF). It stays open until the call ends: no
// other process can close it.
static inline struct file *fd_file(int fd) {
    const struct descriptor *found = files_find(running_files(), fd);
    return found ? found->file : NULL;
}

// The same, but NULL also if the descriptor only names the file (O_PATH).
static inline struct file *fd_usable(int fd) {
    struct file *file = fd_file(fd);
    return file && !(file->flags & O_PATH) ? file : NULL;
}

// The lowest free descriptor from `least` on, and its place in the table; -EMFILE, -ENOMEM. Never
// sleeps.
int fd_find_free(int least, struct descriptor **place);

// Gives the file (the caller's reference) the lowest free descriptor from `least` on: the
// descriptor, or -EMFILE or -ENOMEM, and then the file is put.
int fd_install(struct file *file, int least, bool close_on_exec);

// What is wrong with a user's path at first sight, or 0. May sleep.
int path_check(uint64_t path);

// The inode that a user's path names, seen from an open directory or from AT_FDCWD (abi.h), as
// path_lookup. PATH_FOLLOW: also through a symbolic link at its end. PATH_EMPTY: an empty path is
// allowed and names the open file itself, of whatever type. May sleep.
enum { PATH_FOLLOW = 1, PATH_EMPTY = 2 };
int path_from_user(int directory, uint64_t path, unsigned how, struct inode **found,
                   struct name **name);

// How the flags of an *at call (abi.h) have its path looked up.
unsigned path_how(uint32_t flags);

// Where such a path ends, as path_parent. May sleep.
int path_end_from_user(int directory, uint64_t path, bool follow, struct path_end *end);

// Makes a file of the name with which such a path ends. 0, -EEXIST, … May sleep.
int path_make(int directory, uint64_t path, struct new_file *file);

// Carries out an operation on the inode that a path names (as path_from_user) or that is open, and
// returns its result. apply_to_file returns -EBADF with O_PATH, apply_to_open does not. May sleep.
typedef int inode_operation(struct inode *inode, const void *what);
int apply_to_path(int directory, uint64_t path, unsigned how, inode_operation *operation,
                  const void *what);
int apply_to_file(int fd, inode_operation *operation, const void *what);
int apply_to_open(int fd, inode_operation *operation, const void *what);

// ---- readwrite.c

// Reads or writes at the file's own position. The number of bytes, or an error. May sleep.
int64_t transfer_here(struct file *file, enum direction direction, struct uio *uio);
