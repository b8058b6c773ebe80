// Who may do what with a file (path_resolution(7), inode(7)). All ask for the current process, and
// none of them sleeps.
#pragma once
#include "kernel/fs/inode.h"

// The rights of a mode, as access(2) numbers them. In a directory: to look a name up, to change
// names, to list them.
enum { MAY_EXECUTE = 1, MAY_WRITE = 2, MAY_READ = 4 };

// The bits of a mode beside them. A set-ID program runs with its owner's or its group's rights.
enum { S_ISUID = 04000, S_ISGID = 02000, S_ISVTX = 01000, S_IXGRP = 010 };

// Whether it may use the file in these ways: 0, -EACCES, or -EROFS.
int permission(const struct inode *inode, unsigned wanted);

// Whether it may do what only the owner may: change the mode, choose times.
bool permission_owner(const struct inode *inode);

// Whether it may set the set-group-ID bit for the file's group, or keep it.
bool permission_group(const struct inode *inode);

// Whether it may take a name of the file out of the directory: 0, -EACCES, -EROFS, or -EPERM.
int permission_remove(const struct inode *directory, const struct inode *inode);

// Gives a new inode, which has its mode, an owner and a group. NULL: it is in no directory.
void permission_own(struct inode *inode, const struct inode *directory);

// The set-ID bits that a file must lose when it becomes another one: when its owner changes, …
uint32_t permission_set_ids(const struct inode *inode);

// … and when it is written to: takes them away from it.
void permission_written(struct inode *inode);

// The effective ids of whoever runs the file.
void permission_run_as(const struct inode *inode, uint32_t *user, uint32_t *group);
