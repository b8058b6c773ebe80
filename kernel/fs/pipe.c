// Pipes: a ring of bytes, written at one end and read at the other. Two counters say it all: what
// was written and not yet read lies between them.
//
// Copying from and to the user may sleep, so one writer and one reader at a time are inside: nobody
// else moves the counter that they work with. That also makes every write one piece.
#include "kernel/fs/pipe.h"
#include "kernel/dev/clock.h"
#include "kernel/errno.h"
#include "kernel/fs/uio.h"
#include "mm/evict.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/sched.h"
#include "proc/signal.h"

enum {
    PIPE_PAGES = 16, // 64 KiB, as on Linux
    PIPE_SIZE = PIPE_PAGES * PAGE_SIZE,
    PIPE_BUF = 4096, // a write of so many bytes is never cut
    FIONREAD = 0x541b,
    PIPEFS_MAGIC = 0x50495045,
};

struct pipe {
    uint64_t written, read;    // bytes since the ring was last empty and at rest
    uint32_t readers, writers; // open ends; sleep on the pipe for changes of anything
    bool reading, writing;     // somebody is inside
    uint8_t *page[PIPE_PAGES]; // each comes when it is first needed
};

static size_t min(size_t a, size_t b) {
    return a < b ? a : b;
}

static struct pipe *pipe_of(const struct file *file) {
    return file->private;
}

// How many bytes from position `at` on lie in one page of the ring.
static size_t in_page(uint64_t at) {
    return PAGE_SIZE - page_offset(at);
}

static uint8_t *byte_at(const struct pipe *pipe, uint64_t at) {
    return pipe->page[at / PAGE_SIZE % PIPE_PAGES] + page_offset(at);
}

// Waits for a change. 0, -EAGAIN or -EINTR.
static int wait_for_change(const struct file *file) {
    return file->flags & O_NONBLOCK ? -EAGAIN : sleep_on(pipe_of(file), true);
}

static int enter(const struct file *file, bool *inside) {
    int error = 0;
    while (*inside && error == 0)
        error = wait_for_change(file);
    if (error == 0)
        *inside = true;
    return error;
}

static void leave(struct pipe *pipe, bool *inside) {
    *inside = false;
    wake_up(pipe);
}

static int wait_for_data(const struct file *file) {
    const struct pipe *pipe = pipe_of(file);
    int error = 0;
    while (pipe->written == pipe->read && pipe->writers > 0 && error == 0)
        error = wait_for_change(file);
    return error;
}

// An empty ring that nobody fills just now begins with its first page again, so that small messages
// need no more than that one.
static void begin_anew_if_empty(struct pipe *pipe) {
    if (pipe->written == pipe->read && !pipe->writing)
        pipe->written = pipe->read = 0;
}

static int64_t pipe_readv(struct file *file, struct uio *uio) {
    struct pipe *pipe = pipe_of(file);
    uint64_t wanted = uio->left;
    int error = enter(file, &pipe->reading);
    if (error < 0)
        return error;
    error = wait_for_data(file);
    while (error == 0 && uio->left > 0 && pipe->written > pipe->read) {
        size_t n = min(min(uio->left, in_page(pipe->read)), pipe->written - pipe->read);
        error = uio_copy_to(uio, byte_at(pipe, pipe->read), n);
        if (error == 0)
            pipe->read += n;
    }
    begin_anew_if_empty(pipe);
    leave(pipe, &pipe->reading);
    return uio->left < wanted ? (int64_t)(wanted - uio->left) : error;
}

// Room for `least` bytes, and someone who may read them.
static int wait_for_room(const struct file *file, size_t least) {
    const struct pipe *pipe = pipe_of(file);
    int error = 0;
    while (pipe->readers > 0 && PIPE_SIZE - (pipe->written - pipe->read) < least && error == 0)
        error = wait_for_change(file);
    return pipe->readers > 0 ? error : -EPIPE;
}

static int write_piece(struct pipe *pipe, struct uio *uio) {
    uint64_t room = PIPE_SIZE - (pipe->written - pipe->read);
    size_t n = min(min(uio->left, in_page(pipe->written)), room);
    uint8_t **page = &pipe->page[pipe->written / PAGE_SIZE % PIPE_PAGES];
    if (!*page && evict_reserve(1)) // the reserve is not for pipes
        *page = kmalloc(PAGE_SIZE);
    if (!*page)
        return -ENOMEM;
    int error = uio_copy_from(uio, byte_at(pipe, pipe->written), n);
    if (error == 0) {
        pipe->written += n;
        wake_up(pipe);
    }
    return error;
}

static int64_t pipe_writev(struct file *file, struct uio *uio) {
    struct pipe *pipe = pipe_of(file);
    uint64_t wanted = uio->left;
    size_t least = wanted <= PIPE_BUF ? wanted : 1;
    int error = enter(file, &pipe->writing);
    if (error < 0)
        return error;
    while (error == 0 && uio->left > 0) {
        error = wait_for_room(file, min(least, uio->left));
        if (error == 0)
            error = write_piece(pipe, uio);
    }
    leave(pipe, &pipe->writing);
    if (error == -EPIPE)
        signal_send(current, SIGPIPE);
    return uio->left < wanted ? (int64_t)(wanted - uio->left) : error;
}

static int64_t pipe_ioctl(struct file *file, uint64_t request, uint64_t argument) {
    if (request != FIONREAD)
        return -ENOTTY;
    int waiting = pipe_of(file)->written - pipe_of(file)->read;
    return copy_to_user(argument, &waiting, sizeof waiting);
}

static void pipe_release(struct file *file) {
    struct pipe *pipe = pipe_of(file);
    if ((file->flags & O_ACCMODE) == O_RDONLY)
        pipe->readers--;
    else
        pipe->writers--;
    wake_up(pipe);
}

static void free_pipe(struct inode *inode) {
    struct pipe *pipe = inode->private;
    for (size_t i = 0; i < PIPE_PAGES; i++)
        kfree(pipe->page[i]);
    kfree(pipe);
}

static int pipe_open(struct file *file) {
    struct pipe *pipe = file->inode->private;
    file->private = pipe;
    if ((file->flags & O_ACCMODE) == O_RDONLY)
        pipe->readers++;
    else
        pipe->writers++;
    return 0;
}

static const struct file_ops pipe_ops = {
    .open = pipe_open,
    .readv = pipe_readv,
    .writev = pipe_writev,
    .ioctl = pipe_ioctl,
    .release = pipe_release,
};
static const struct inode_ops pipe_inode_ops = {.release = free_pipe, .file_ops = &pipe_ops};
static struct file_system pipe_fs = {
    .type = "pipefs", .source = "pipefs", .magic = PIPEFS_MAGIC, .writable = true};

int pipe_new(struct file **read_end, struct file **write_end) {
    static uint64_t number;
    struct pipe *pipe = kzalloc(sizeof *pipe);
    if (!pipe)
        return -ENOMEM;
    struct inode *inode = inode_new(&pipe_fs, &pipe_inode_ops, S_IFIFO | 0600);
    if (!inode) {
        kfree(pipe);
        return -ENOMEM;
    }
    inode->number = ++number;
    inode->private = pipe;
    inode->atime = inode->mtime = inode->ctime = clock_realtime() / 1000000000;
    int error = file_open(inode, O_RDONLY, read_end);
    if (error == 0 && (error = file_open(inode, O_WRONLY, write_end)) < 0)
        file_put(*read_end);
    inode_put(inode);
    return error;
}
