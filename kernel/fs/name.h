// Names: of files in use, and of those that were looked up lately.
//
// Names in use. A file may have several names or none, so its inode cannot say by which one it was
// opened; what is opened (an open file, a mapping, a program) therefore keeps the name beside the
// inode. A directory has only one name, which its inode keeps: so each name leads to the directory
// that it is in, that directory's name to the one above, and so on up to the root, and the disk is
// not read. There is at most one struct name for each name, which all its users share; so rename
// changes it for all of them, and unlink removes it for all.
//
//     file --> name "b" --> inode of /a --> name "a" --> inode of / (no name)
//
// The name cache. A name stays in memory without users, too, and says what was found when the file
// system was asked: which inode has it, or that nothing has it. So a path is walked without asking
// again. Such a name keeps nothing in memory: it goes when the directory or the inode goes. What
// changes a name (names.c, rename.c) holds the directory's lock: it forgets what is known before
// the change and notes the result afterwards, so nothing outdated is ever known.
//
// A file system that can't create files (/proc) makes up its names. These are never known.
#pragma once
#include "kernel/fs/inode.h"

struct name {
    uint32_t refs; // 0: it is only remembered
    uint8_t length;
    bool known; // `inode` has this name; NULL: nothing has
    bool used;  // since the clock hand passed last
    char *text;
    struct inode *directory;  // that it is in; while the name has users, a reference
    struct inode *inode;      // never a reference
    struct list in_directory; // among the directory's names; alone once it was removed
    struct list in_bucket;
    struct list of_inode; // among the inode's names
};

// The name in the directory, which need not be a file's yet; a new reference. NULL: no memory. The
// caller has the directory locked or in use. Never sleeps.
struct name *name_get(struct inode *directory, const char *text, size_t length);

// Takes and drops a reference; both take NULL, too. Never sleep.
struct name *name_ref(struct name *name);
void name_put(struct name *name);

// The same, but not NULL, and the caller has to take or put a reference to the directory that is
// returned, unless NULL. (Only for inode_ref and inode_put, which go up like this in a loop.)
struct inode *name_use(struct name *name);
struct inode *name_drop(struct name *name);

// What is known of a name, good until the caller sleeps or allocates memory; NULL: ask the file
// system. No lock is needed. Never sleeps.
struct name *name_known(struct inode *directory, const char *text, size_t length);

// The file system was asked: `found`, which is in use, has the name, whose directory is locked;
// NULL: nothing has. If it was another's before, *name is replaced: who uses that one's sees it as
// deleted. 0, -ENOMEM, or -EIO when the disk is damaged: a directory with two names could lie
// within itself. Never sleeps.
int name_learn(struct name **name, struct inode *found);

// The file system is about to be asked to change the name.
static inline void name_forget(struct name *name) {
    name->known = false;
}

// The file system has removed a name; has moved a file from one to another, of which `text` is a
// copy on the heap, which is taken over. The directories are locked. Never sleep.
void name_removed(struct name *name);
void name_moved(struct name *name, struct name *to, struct inode *moved, char *text);

// The inode goes: forgets the names that it has, and those in it. Never sleeps.
void name_inode_ends(struct inode *inode);

// Memory is short: forgets all names without users. Never sleeps.
void name_drop_unused(void);

// A name's text, on the heap, or NULL.
char *name_text(const char *text, size_t length);
