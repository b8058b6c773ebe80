// Open files. A descriptor is an index into its process's table; the table points to the open file,
// which holds the position and the flags; the open file points to the inode. dup and fork share the
// open file, and with it the position; opening a file twice shares only the inode.
//
//     struct files --(descriptor)--> struct file --> struct inode --> page cache
#include "kernel/fs/file.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/name.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/panic.h"
#include "kernel/personality.h"
#include "kernel/trace.h"
#include "mm/heap.h"

uint32_t file_changes;

static int64_t directory_read(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)uio, (void)position;
    return -EISDIR;
}

const struct file_ops directory_ops = {.read = directory_read, .seekable = true};

// O_PATH: the descriptor names a file and does nothing with it.
static const struct file_ops path_only_ops;

static const struct file_ops *ops_of(const struct inode *inode) {
    if (inode->ops->file_ops)
        return inode->ops->file_ops;
    switch (inode->mode & S_IFMT) {
    case S_IFREG:
        return &regular_file_ops;
    case S_IFDIR:
        return &directory_ops;
    case S_IFCHR:
        return device_file_ops(inode);
    }
    return personality_special_file(inode);
}

// Whether the open file counts among those that may write to a regular file. One that is memory
// without a name may be written while it runs: the only way to make a program of it.
static bool is_writer(const struct file *file) {
    return file->ops == &regular_file_ops && (file->flags & O_ACCMODE) != O_RDONLY &&
           file->inode->fs->root;
}

static int refusal(const struct file *file, enum direction direction) {
    uint32_t mode = file->flags & O_ACCMODE;
    if (file->flags & O_PATH || mode == (direction == READ ? O_WRONLY : O_RDONLY) ||
        mode == O_ACCMODE)
        return -EBADF;
    return (direction == READ ? file->ops->read : file->ops->write) ? 0 : -EINVAL;
}

int file_open(struct inode *inode, struct name *name, uint32_t flags, struct file **opened) {
    const struct file_ops *ops = flags & O_PATH ? &path_only_ops : ops_of(inode);
    bool writing = (flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC;
    if (!ops)
        return -ENXIO;
    if (ops == &regular_file_ops && writing && inode->executors > 0)
        return -ETXTBSY;
    struct file *file = kzalloc(sizeof *file);
    if (!file)
        return -ENOMEM;
    *file = (struct file){.ops = ops, .inode = inode_ref(inode), .flags = flags, .refs = 1};
    file->refusal[READ] = refusal(file, READ);
    file->refusal[WRITE] = refusal(file, WRITE);
    file->name = name_ref(name);
    if (name)
        trace("name object=%lx name=%s", (uint64_t)&inode->data, name->text);
    int error = ops->open ? ops->open(file) : 0;
    if (error < 0) {
        inode_put(inode);
        name_put(name);
        kfree(file);
        return error;
    }
    inode->data.writers += is_writer(file);
    *opened = file;
    return 0;
}

void file_close(struct file *file) {
    personality_file_closed(file->inode, &file->locker);
    if (file->ops->release)
        file->ops->release(file);
    file->inode->data.writers -= is_writer(file);
    inode_put(file->inode);
    name_put(file->name);
    kfree(file);
}

// ---- Descriptor tables

struct files *files_new(struct inode *directory) {
    struct files *files = kzalloc(sizeof *files);
    if (files)
        *files = (struct files){inode_ref(directory), .umask = 022, .limit = FILES_SOFT};
    return files;
}

struct descriptor *files_make(struct files *files, int fd) {
    int piece = fd / FILES_PIECE, size = (piece + 1) * FILES_PIECE;
    if (!files->pieces[piece])
        files->pieces[piece] = kzalloc(FILES_PIECE * sizeof(struct descriptor));
    if (!files->pieces[piece])
        return NULL;
    files->size = max(size, files->size);
    return &files->pieces[piece][fd % FILES_PIECE];
}

struct files *files_copy(const struct files *files) {
    struct files *copy = files_new(files->directory);
    if (copy) {
        copy->umask = files->umask;
        copy->limit = files->limit;
    }
    for (int fd = 0; copy && fd < files->size; fd++) {
        const struct descriptor *from = files_find(files, fd);
        struct descriptor *to = from ? files_make(copy, fd) : NULL;
        if (to) {
            *to = *from;
            file_ref(to->file);
        } else if (from) {
            files_destroy(copy);
            return NULL;
        }
    }
    return copy;
}

void files_close(struct files *files, int fd) {
    struct descriptor *descriptor = files_find(files, fd);
    if (!descriptor)
        return;
    struct file *file = descriptor->file;
    *descriptor = (struct descriptor){NULL, false};
    files->lowest = min(files->lowest, fd);
    personality_file_closed(file->inode, &files->locker);
    file_put(file);
}

void files_close_on_exec(struct files *files) {
    for (int fd = 0; fd < files->size; fd++, breathe()) {
        const struct descriptor *descriptor = files_find(files, fd);
        if (descriptor && descriptor->close_on_exec)
            files_close(files, fd);
    }
    object_delete_discarded();
}

void files_destroy(struct files *files) {
    for (int fd = 0; fd < files->size; fd++, breathe())
        files_close(files, fd);
    for (int piece = 0; piece < files->size / FILES_PIECE; piece++)
        kfree(files->pieces[piece]);
    inode_put(files->directory);
    kfree(files);
    object_delete_discarded();
}
