// Path names: walking from a directory to an inode, over symbolic links and mount points.
#pragma once
#include "kernel/fs/inode.h"

#define PATH_MAX 4096
#define NAME_MAX 255

// The inode that `path` names, seen from `base` (a directory; "/…" starts at the root). The last
// component's symbolic link is followed when `follow`. *found is a new reference. 0, -ENOENT,
// -ENOTDIR, -ELOOP (more than 40 links), -ENAMETOOLONG, -EIO, -ENOMEM. May sleep.
int path_lookup(const char *path, struct inode *base, bool follow, struct inode **found);

// The absolute path of a directory (getcwd), written into `to`: its length with the NUL, -ERANGE,
// -ENOENT. May sleep.
int64_t path_of_directory(struct inode *directory, char *to, size_t size);

// Mounts ext2 from block device `source` as the root; mounts `fs` on the directory `where`. 0 or a
// negative errno. May sleep.
int mount_root(const char *source);
int mount_at(struct file_system *fs, const char *where);

// The root directory (no new reference); mounted file system number i from 0, or NULL.
struct inode *root_directory(void);
struct file_system *mount_number(size_t i);
