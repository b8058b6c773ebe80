// Open files (POSIX: open file descriptions): shared by dup and fork.
#pragma once
#include "kernel/abi_names.h"
#include "kernel/fs/inode.h"
#include "kernel/lock.h"
#include "kernel/sleep.h"
#include <stdint.h>

struct uio;

// How often any file may have become ready, and a channel to sleep on until that happens again.
// What makes a file ready wakes the file's own channel first.
extern uint32_t file_changes;
static inline void file_changed(void) {
    file_changes++;
    wake_up(&file_changes);
}

// What an open file does, by its kind. All may sleep. NULL: read -EINVAL, write -EINVAL, ioctl
// -ENOTTY. The caller has checked the access mode, and that there are bytes to transfer.
struct file_ops {
    // Moves what `uio` describes (uio.h), as far as that goes without a wait for more, from or to
    // *position, which moves on. The number of bytes (reading: 0 at the end), or a negative errno.
    int64_t (*read)(struct file *file, struct uio *uio, uint64_t *position);
    int64_t (*write)(struct file *file, struct uio *uio, uint64_t *position);
    int64_t (*ioctl)(struct file *file, uint64_t request, uint64_t argument);
    // What can be done without a wait, as poll(2) numbers it. NULL: reading and writing, always;
    // of pipes, poll knows more. Must not sleep.
    unsigned (*poll)(struct file *file);
    int (*open)(struct file *file);     // after the file was made; may set file->private
    void (*release)(struct file *file); // the last reference is gone. Must not sleep.
    // How many bytes of memory the open file keeps for itself. NULL: none. Must not sleep.
    uint64_t (*bytes)(const struct file *file);
    bool seekable; // it has a position, and never waits for data
};

// What owns file locks (kernel/linux/files/filelock.h): a process's descriptors, or an open file.
struct lock_owner {
    uint32_t locks;                   // how many it owns
    const struct lock_owner *blocker; // the owner that it waits for; NULL: it waits for none, or
                                      // that owner's locks have changed since
    struct list waiting;              // among all that wait
};

enum direction { READ, WRITE };

struct file {
    const struct file_ops *ops;
    struct inode *inode; // a reference, …
    struct name *name;   // … and one to the name by which it was opened, or NULL (name.h)
    uint64_t position;
    struct lock moving; // of a seekable file's position
    uint32_t flags;     // O_ flags
    uint32_t refs;      // descriptors that name it
    int8_t refusal[2];  // of a READ or a WRITE: 0, -EBADF or -EINVAL
    struct lock_owner locker;
    uint32_t weighed; // in which weighing it was met last (proc/oom.c)
    void *private;
};

extern const struct file_ops regular_file_ops, directory_ops;

// Opens `inode`, by a name or NULL, taking references of its own; *opened has refs 1. The caller
// has checked that the process may open it. 0 or a negative errno. May sleep.
int file_open(struct inode *inode, struct name *name, uint32_t flags, struct file **opened);

static inline struct file *file_ref(struct file *file) {
    file->refs++;
    return file;
}
void file_close(struct file *file); // when the last reference goes
static inline void file_put(struct file *file) {
    if (file && --file->refs == 0)
        file_close(file);
}

// A process's descriptors, and what else its paths and new files depend on. The table grows by
// pieces, with the highest descriptor that is used.
enum { FILES_SOFT = 1024, FILES_MAX = 4096, FILES_PIECE = 64 };
struct descriptor {
    struct file *file; // NULL: not open
    bool close_on_exec;
};
struct files {
    struct inode *directory; // the working directory, a reference
    uint32_t umask;          // permissions that new files don't get
    int limit;               // new descriptors are below (RLIMIT_NOFILE)
    struct lock_owner locker;
    int size;                                           // of the table: all descriptors are below
    int lowest;                                         // all descriptors below are open
    struct descriptor *pieces[FILES_MAX / FILES_PIECE]; // NULL: none of these was ever open
};

// The descriptor if it is open, or NULL. Never sleeps.
static inline struct descriptor *files_find(const struct files *files, int fd) {
    unsigned n = fd;
    if (fd < 0 || fd >= files->size || !files->pieces[n / FILES_PIECE])
        return NULL;
    struct descriptor *found = &files->pieces[n / FILES_PIECE][n % FILES_PIECE];
    return found->file ? found : NULL;
}

// The descriptor, open or not, below FILES_MAX. NULL: no memory. Never sleeps.
struct descriptor *files_make(struct files *files, int fd);

// Closes one, if it is open, and gives back all of the process's locks on that file, whichever
// descriptor it used to take them (POSIX). A caller that can sleep calls object_delete_discarded
// afterwards. Never sleeps.
void files_close(struct files *files, int fd);

// Make the first process's table, and a copy for fork: NULL, no memory. Close what exec closes, and
// what exit closes: these two may sleep.
struct files *files_new(struct inode *directory);
struct files *files_copy(const struct files *files);
void files_close_on_exec(struct files *files);
void files_destroy(struct files *files);
