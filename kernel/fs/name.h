// Names in use. A file may have several names or none, so its inode cannot say by which one it was
// opened; what is opened (an open file, a mapping, a program) therefore keeps the name beside the
// inode. A directory has only one name, which its inode keeps as long as it is in use: so each
// name leads to the directory that it is in, that directory's name to the one above, and so on up
// to the root, and the disk is not read. There is at most one struct name for each name, which
// all its users share; so rename changes it for all of them, and unlink removes it for all.
//
//     file --> name "b" --> inode of /a --> name "a" --> inode of / (no name)
#pragma once
#include "kernel/fs/inode.h"

struct name {
    uint32_t refs;
    char *text;
    struct inode *directory;  // that it is in, a reference
    struct list in_directory; // among the directory's names; alone once it was removed
};

// The name in the locked directory, which need not be a file's yet; a new reference. NULL: no
// memory. Never sleeps.
struct name *name_get(struct inode *directory, const char *text, size_t length);

// Takes and drops a reference; both take NULL, too. Never sleep.
struct name *name_ref(struct name *name);
void name_put(struct name *name);

// Drops a reference, too, but the caller has to put the directory that it returns, unless NULL.
struct inode *name_drop(struct name *name);

// The locked directory was found by this name, in another one, which is locked. 0, -ENOMEM, or -EIO
// when the disk is damaged: a directory with two names could lie within itself. Never sleeps.
int name_directory(struct inode *found, struct inode *above, const char *text, size_t length);

// The file system has removed a name; moved one. `text`: the new one, on the heap, is taken over.
// The directories are locked. Never sleep.
void name_removed(struct inode *directory, const char *text, size_t length);
void name_moved(const struct rename *rename, char *text);

// A name's text, on the heap, or NULL.
char *name_text(const char *text, size_t length);
