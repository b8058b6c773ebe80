// What kernel/linux knows of a file's mode and owner beyond kernel/personality.h. All functions ask
// for the current process, and none of them sleeps.
#pragma once
#include "kernel/fs/inode.h"

// The bits of a mode beside the rights. A set-ID program runs with its owner's or its group's
// rights.
enum { S_ISUID = 04000, S_ISGID = 02000, S_ISVTX = 01000, S_IXGRP = 010 };

// Whether it may set the set-group-ID bit for the file's group, or keep it.
bool permission_group(const struct inode *inode);

// The set-ID bits that a file must lose when its owner changes or when it is written to.
uint32_t permission_set_ids(const struct inode *inode);

// The effective ids of a process that runs the file.
void permission_run_as(const struct inode *inode, uint32_t *user, uint32_t *group);
