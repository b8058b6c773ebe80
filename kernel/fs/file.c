// Open files. A descriptor is an index into its process's table; the table points to the open file,
// which holds the position and the flags; the open file points to the inode. dup and fork share the
// open file, and with it the position; opening a file twice shares only the inode.
//
//     struct files --(descriptor)--> struct file --> struct inode --> page cache
#include "kernel/fs/file.h"
#include "kernel/errno.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/filelock.h"
#include "kernel/fs/name.h"
#include "kernel/fs/pipe.h"
#include "kernel/panic.h"
#include "mm/heap.h"

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
        return device_file_ops(inode->device);
    case S_IFIFO:
        return &fifo_ops;
    }
    return NULL;
}

// Chooses what the open file will do.
static int choose_ops(const struct inode *inode, uint32_t flags, const struct file_ops **ops) {
    if (flags & O_PATH) {
        *ops = &path_only_ops;
        return 0;
    }
    bool writing = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);
    *ops = ops_of(inode);
    if (!*ops)
        return -ENXIO;
    return *ops == &regular_file_ops && writing && inode->executors > 0 ? -ETXTBSY : 0;
}

// Whether the open file counts among those that may write to a regular file.
static bool is_writer(const struct file *file) {
    return file->ops == &regular_file_ops && (file->flags & O_ACCMODE) != O_RDONLY;
}

int file_open(struct inode *inode, struct name *name, uint32_t flags, struct file **opened) {
    const struct file_ops *ops;
    int error = choose_ops(inode, flags, &ops);
    if (error < 0)
        return error;
    struct file *file = kzalloc(sizeof *file);
    if (!file)
        return -ENOMEM;
    *file = (struct file){.ops = ops, .inode = inode_ref(inode), .flags = flags, .refs = 1};
    file->name = name_ref(name);
    if (ops->open && (error = ops->open(file)) < 0) {
        inode_put(inode);
        name_put(name);
        kfree(file);
        return error;
    }
    inode->writers += is_writer(file);
    *opened = file;
    return 0;
}

struct file *file_ref(struct file *file) {
    file->refs++;
    return file;
}

void file_put(struct file *file) {
    assert(file->refs > 0);
    if (--file->refs > 0)
        return;
    filelock_release(file->inode, file);
    if (file->ops->release)
        file->ops->release(file);
    file->inode->writers -= is_writer(file);
    inode_put(file->inode);
    name_put(file->name);
    kfree(file);
}

// ---- Descriptor tables

struct files *files_new(void) {
    return kzalloc(sizeof(struct files));
}

struct files *files_copy(const struct files *files) {
    struct files *copy = kmalloc(sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *files;
    copy->locks = 0;
    for (size_t i = 0; i < FILES_MAX; i++)
        if (copy->file[i])
            file_ref(copy->file[i]);
    return copy;
}

void files_close(struct files *files, int fd) {
    struct file *file = files->file[fd];
    files->file[fd] = NULL;
    files->close_on_exec[fd] = false;
    if (!file)
        return;
    filelock_release(file->inode, files);
    file_put(file);
}

void files_close_on_exec(struct files *files) {
    for (size_t i = 0; i < FILES_MAX; i++)
        if (files->close_on_exec[i])
            files_close(files, i);
    inode_delete_nameless();
}

void files_destroy(struct files *files) {
    for (size_t i = 0; i < FILES_MAX; i++)
        files_close(files, i);
    kfree(files);
    inode_delete_nameless();
}
