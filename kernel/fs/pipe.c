// Pipes: a ring of bytes, written by some processes and read by others. Two counters say it all:
// what was written and not yet read lies between them.
//
// Copying from and to the user may sleep, so one writer and one reader at a time are inside: no
// other process moves the counter that they work with. That also makes every write one piece.
//
// A pipe exists while some file of it is open. pipe() makes one with an inode that has no name; a
// FIFO (kernel/linux/files/fifo.c) is an inode on a disk that has a pipe in memory while it is
// open.
#include "kernel/fs/pipe.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/sleep.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/heap.h"

static size_t space_in(const struct pipe *pipe) {
    return pipe->capacity - (pipe->written - pipe->read);
}

// How many bytes from position `at` on lie in one page of the ring.
static size_t in_page(uint64_t at) {
    return PAGE_SIZE - page_offset(at);
}

static uint8_t *byte_at(const struct pipe *pipe, uint64_t at) {
    return pipe->page[at / PAGE_SIZE % PIPE_PAGES] + page_offset(at);
}

// Who sleeps on what: the one reader inside on `written`, the one writer inside on `read`, those
// that wait to get inside on `reading` and `writing`. So a byte wakes only processes that it helps,
// and if nobody is inside at the other end, nobody is looked for.
static int wait_for_change(const struct file *file, const void *of) {
    return file->flags & O_NONBLOCK ? -EAGAIN : sleep_on(of, true);
}

static void changed(const void *what, bool inside) {
    if (inside)
        wake_up(what);
    file_changed();
}

static int step_in(const struct file *file, bool *inside) {
    int error = 0;
    while (*inside && error == 0)
        error = wait_for_change(file, inside);
    if (error == 0)
        *inside = true;
    return error;
}

// Lets in the one that has waited longest. That one will call this function, too, whatever happens
// to it.
static void step_out(bool *inside) {
    *inside = false;
    wake_first(inside);
}

static int wait_for_data(const struct file *file) {
    const struct pipe *pipe = file->private;
    int error = 0;
    while (pipe->written == pipe->read && pipe->writers > 0 && error == 0)
        error = wait_for_change(file, &pipe->written);
    return error;
}

int64_t pipe_read(struct file *file, struct uio *uio, uint64_t *position) {
    (void)position;
    struct pipe *pipe = file->private;
    uint64_t wanted = uio->left;
    int error = step_in(file, &pipe->reading);
    if (error < 0)
        return error;
    error = wait_for_data(file);
    while (error == 0 && uio->left > 0 && pipe->written > pipe->read) {
        size_t n = min(min(uio->left, in_page(pipe->read)), pipe->written - pipe->read);
        error = uio_copy_all(uio, NULL, byte_at(pipe, pipe->read), n);
        if (error == 0)
            pipe->read += n;
    }
    // An empty ring begins with its first page again: small messages need only that one.
    if (pipe->written == pipe->read && !pipe->writing)
        pipe->written = pipe->read = 0;
    changed(&pipe->read, pipe->writing);
    step_out(&pipe->reading);
    return uio_result(uio, wanted, error);
}

// Waits for space for `least` bytes, and checks that there is a reader. That one learns first what
// was written until now.
static int wait_for_space(const struct file *file, size_t least) {
    const struct pipe *pipe = file->private;
    int error = 0;
    while (pipe->readers > 0 && space_in(pipe) < least && error == 0) {
        changed(&pipe->written, pipe->reading);
        error = wait_for_change(file, &pipe->read);
    }
    return pipe->readers > 0 ? error : -EPIPE;
}

static int write_piece(struct pipe *pipe, struct uio *uio) {
    size_t n = min(min(uio->left, in_page(pipe->written)), space_in(pipe));
    uint8_t **page = &pipe->page[pipe->written / PAGE_SIZE % PIPE_PAGES];
    if (!*page && evict_reserve(1)) // the reserve is not for pipes
        *page = kmalloc(PAGE_SIZE);
    if (!*page)
        return -ENOMEM;
    int error = uio_copy_all(uio, byte_at(pipe, pipe->written), NULL, n);
    if (error == 0)
        pipe->written += n;
    return error;
}

int64_t pipe_write(struct file *file, struct uio *uio, uint64_t *position) {
    (void)position;
    struct pipe *pipe = file->private;
    uint64_t wanted = uio->left;
    size_t least = wanted <= PIPE_BUF ? wanted : 1;
    int error = step_in(file, &pipe->writing);
    if (error < 0)
        return error;
    while (error == 0 && uio->left > 0) {
        error = wait_for_space(file, min(least, uio->left));
        if (error == 0)
            error = write_piece(pipe, uio);
    }
    changed(&pipe->written, pipe->reading);
    step_out(&pipe->writing);
    if (error == -EPIPE)
        personality_broken_pipe();
    return uio_result(uio, wanted, error);
}

// ---- Beginning and end

static bool reads(const struct file *file) {
    return (file->flags & O_ACCMODE) != O_WRONLY;
}

static bool writes(const struct file *file) {
    return (file->flags & O_ACCMODE) != O_RDONLY;
}

static uint64_t promised; // how many bytes all pipes may hold

// Once all pipes together may hold too much, a new one gets a single page, as on Linux.
static struct pipe *new_pipe(void) {
    enum { SHARE = 8 }; // one of so many bytes of memory
    uint64_t most = frame_usable() * PAGE_SIZE / SHARE;
    struct pipe *pipe = kzalloc(sizeof *pipe);
    if (!pipe)
        return NULL;
    pipe->capacity = promised + PIPE_SIZE <= most ? PIPE_SIZE : PAGE_SIZE;
    promised += pipe->capacity;
    return pipe;
}

static void free_pipe(struct pipe *pipe) {
    promised -= pipe->capacity;
    for (size_t i = 0; i < PIPE_PAGES; i++)
        kfree(pipe->page[i]);
    kfree(pipe);
}

// The first process that opens a pipe makes it.
int pipe_open(struct file *file) {
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
    changed(pipe, true); // a FIFO's opener may wait for it
    return 0;
}

void pipe_release(struct file *file) {
    struct pipe *pipe = file->private;
    pipe->readers -= reads(file);
    pipe->writers -= writes(file);
    // The reader inside may find the end, the writer inside no reader.
    changed(&pipe->written, pipe->reading);
    changed(&pipe->read, pipe->writing);
    if (pipe->readers == 0 && pipe->writers == 0) {
        file->inode->pipe = NULL;
        free_pipe(pipe);
    }
}

static const struct file_ops pipe_ops = {
    .open = pipe_open,
    .read = pipe_read,
    .write = pipe_write,
    .release = pipe_release,
};

// Their mode and owner can be changed.
static const struct inode_ops pipe_inode_ops = {.save = inode_save_nowhere, .file_ops = &pipe_ops};

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
    int error = file_open(inode, NULL, O_RDONLY, read_end);
    if (error == 0 && (error = file_open(inode, NULL, O_WRONLY, write_end)) < 0)
        file_put(*read_end);
    inode_put(inode);
    return error;
}

struct pipe *pipe_of(const struct file *file) {
    return file->ops->release == pipe_release ? file->private : NULL;
}

uint64_t pipe_bytes(const struct inode *inode) {
    const struct pipe *pipe = inode->pipe;
    uint64_t sum = pipe ? heap_size(sizeof *pipe) : 0;
    for (size_t i = 0; pipe && i < PIPE_PAGES; i++)
        sum += pipe->page[i] ? PAGE_SIZE : 0;
    return sum;
}
