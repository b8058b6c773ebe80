// Path names: walking from a directory to an inode, over symbolic links and mount points.
#pragma once
#include "kernel/abi_names.h"
#include "kernel/fs/mount.h"
#include "kernel/fs/name.h"

// Whether the name, of `length` bytes and no NUL, is `what`.
bool name_is(const char *name, size_t length, const char *what);

// The inode that `path` (of less than PATH_MAX bytes) names, seen from `base` (a directory; "/…"
// starts at the root). The last component's symbolic link is followed when `follow`. *found is a
// new reference. 0, -ENOENT, -ENOTDIR, -EACCES (a directory that may not be searched), -ELOOP (more
// than 40 links), -ENAMETOOLONG, -EIO, -ENOMEM. May sleep.
//
// A caller that is going to keep what was found asks for its name (name.h), too: *name is a
// reference to it, or NULL for what has none, or is a directory, which knows its own.
int path_lookup(const char *path, struct inode *base, bool follow, struct inode **found,
                struct name **name);

// Where a path ends, for calls that make and remove names. No file need have the name yet.
struct path_end {
    struct inode *parent; // the directory that it is in, a reference
    // ROOT: the path is only slashes. THERE: a link of /proc led straight to `parent`, which is the
    // file itself, with the name `there`.
    enum { END_NAME, END_DOT, END_DOT_DOT, END_ROOT, END_THERE } kind;
    bool slash; // slashes follow the name
    size_t length;
    char name[NAME_MAX + 1];
    // References, or NULL, from path_child on:
    struct name *there;
    struct inode *inode; // that has the name
    bool made;           // by path_create
};

// Walks to the directory of the path's last component and does not ask what that is; `follow`: as
// long as it is a symbolic link (with no slash behind), goes on to the end of the link's target.
// Errors as above. May sleep.
int path_parent(const char *path, struct inode *base, bool follow, struct path_end *end);

// Finds what has the name in the parent, which is locked, if anything has. If a file system is
// mounted there, it is the directory below. 0 or a negative errno. May sleep.
int path_child(struct path_end *end);

// Makes a file of the name, which the locked parent doesn't have. 0 or a negative errno. May sleep.
int path_create(struct path_end *end, const struct new_file *file);

// Puts all references.
void path_end_put(struct path_end *end);

// Whether `above` is `below`, or one of the directories above it in their file system. Never
// sleeps.
bool path_is_above(const struct inode *above, const struct inode *below);

// The absolute path of a directory, or of a file by this name, written into `to`; " (deleted)"
// follows if it was removed. The length with the NUL, -ENAMETOOLONG, or -ENOENT (there is no name).
// Never sleeps. (name.c)
int64_t path_of(const struct inode *inode, const struct name *name, char *to, size_t size);
