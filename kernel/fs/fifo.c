// How pipes begin and end. A pipe is there while some file of it is open: a FIFO is an inode on a
// disk that has a pipe in memory meanwhile, and what pipe() makes is the same with an inode that
// nobody can name. Who opens a FIFO waits until the other side is open too (POSIX, open()); reading
// and writing alone begins at once, and so does who asks not to wait, unless to write for nobody.
#include "kernel/dev/clock.h"
#include "kernel/fs/pipe.h"
#include "kernel/lib/errno.h"
#include "kernel/personality.h"
#include "kernel/sleep.h"
#include "mm/frame.h"
#include "mm/heap.h"

static bool reads(const struct file *file) {
    return (file->flags & O_ACCMODE) != O_WRONLY;
}

static bool writes(const struct file *file) {
    return (file->flags & O_ACCMODE) != O_RDONLY;
}

uint64_t pipe_promised;

bool pipe_may_promise(uint64_t more) {
    enum { SHARE = 8 }; // one of so many bytes of memory
    uint64_t memory = (frame_total - frame_count[FRAME_RESERVED]) * PAGE_SIZE;
    return more == 0 || pipe_promised + more <= memory / SHARE;
}

// Once all pipes together may hold too much, a new one gets a single page, as on Linux.
static struct pipe *new_pipe(void) {
    struct pipe *pipe = kzalloc(sizeof *pipe);
    if (!pipe)
        return NULL;
    pipe->capacity = pipe_may_promise(PIPE_SIZE) ? PIPE_SIZE : PAGE_SIZE;
    pipe_promised += pipe->capacity;
    return pipe;
}

static void free_pipe(struct pipe *pipe) {
    pipe_promised -= pipe->capacity;
    for (size_t i = 0; i < PIPE_PAGES; i++)
        kfree(pipe->page[i]);
    kfree(pipe);
}

// Whoever opens a pipe first makes it.
static int join(struct file *file) {
    struct inode *inode = file->inode;
    if ((file->flags & O_ACCMODE) == O_ACCMODE)
        return -EINVAL;
    if (!inode->pipe && !(inode->pipe = new_pipe()))
        return -ENOMEM;
    struct pipe *pipe = file->private = inode->pipe;
    pipe->readers += reads(file);
    pipe->reader_opens += reads(file);
    pipe->writers += writes(file);
    pipe->writer_opens += writes(file);
    pipe_changed(pipe);
    return 0;
}

static void leave(struct file *file) {
    struct pipe *pipe = file->private;
    pipe->readers -= reads(file);
    pipe->writers -= writes(file);
    pipe_changed(pipe);
    if (pipe->readers == 0 && pipe->writers == 0) {
        file->inode->pipe = NULL;
        free_pipe(pipe);
    }
}

// Sleeps until somebody opens the other side. That he may have left again does not matter.
static int wait_for_open(struct pipe *pipe, const uint32_t *opens) {
    uint32_t before = *opens;
    int error = 0;
    while (*opens == before && error == 0)
        error = sleep_on(pipe, true);
    return *opens == before ? error : 0;
}

// A reader that does not wait notes when it came, so that poll does not take writers who are yet
// to come for gone ones: a pipe has no other use for a position.
static int meet(struct file *file) {
    struct pipe *pipe = file->private;
    bool waits = !(file->flags & O_NONBLOCK);
    if (pipe->readers == 0)
        return waits ? wait_for_open(pipe, &pipe->reader_opens) : -ENXIO;
    if (pipe->writers > 0)
        return 0;
    if (waits)
        return wait_for_open(pipe, &pipe->writer_opens);
    file->position = pipe->writer_opens;
    return 0;
}

static int fifo_open(struct file *file) {
    int error = join(file);
    if (error < 0)
        return error;
    error = meet(file);
    if (error < 0)
        leave(file);
    return error;
}

const struct file_ops fifo_ops = {
    .open = fifo_open,
    .read = pipe_read,
    .write = pipe_write,
    .ioctl = pipe_ioctl,
    .poll = pipe_poll,
    .release = leave,
};

// ---- Pipes without a name

static const struct file_ops pipe_ops = {
    .open = join,
    .read = pipe_read,
    .write = pipe_write,
    .ioctl = pipe_ioctl,
    .poll = pipe_poll,
    .release = leave,
};

// Their mode and owner can be changed, but are nowhere but in memory.
static int save_nowhere(struct inode *inode) {
    (void)inode;
    return 0;
}

static const struct inode_ops pipe_inode_ops = {.save = save_nowhere, .file_ops = &pipe_ops};

enum { PIPEFS_MAGIC = 0x50495045 };
static struct file_system pipe_fs = {
    .type = "pipefs", .source = "pipefs", .magic = PIPEFS_MAGIC, .writable = true};

int pipe_new(struct file **read_end, struct file **write_end) {
    static uint64_t number;
    struct inode *inode = inode_new(&pipe_fs, &pipe_inode_ops, S_IFIFO | 0600);
    if (!inode)
        return -ENOMEM;
    personality_file_made(inode, NULL);
    inode->number = ++number;
    inode->atime = inode->mtime = inode->ctime = clock_now();
    int error = file_open(inode, NULL, O_RDONLY, read_end);
    if (error == 0 && (error = file_open(inode, NULL, O_WRONLY, write_end)) < 0)
        file_put(*read_end);
    inode_put(inode);
    return error;
}
