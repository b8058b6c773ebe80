// What goes through a pipe: a ring of bytes, written by some and read by others. Two counters say
// it all: what was written and not yet read lies between them. How pipes begin and end is in
// fifo.c.
//
// Copying from and to the user may sleep, so one writer and one reader at a time are inside: nobody
// else moves the counter that they work with. That also makes every write one piece.
#include "kernel/fs/pipe.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/files/poll.h"
#include "kernel/minmax.h"
#include "kernel/personality.h"
#include "kernel/sleep.h"
#include "mm/evict.h"
#include "mm/heap.h"
#include "mm/usercopy.h"

static struct pipe *pipe_of(const struct file *file) {
    return file->private;
}

void pipe_changed(struct pipe *pipe) {
    wake_up(pipe);
    poll_wake();
}

// A pipe that shrinks while a piece is on its way in may hold more than its capacity.
static size_t room_in(const struct pipe *pipe) {
    size_t held = pipe->written - pipe->read;
    return held < pipe->capacity ? pipe->capacity - held : 0;
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
    pipe_changed(pipe);
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

int64_t pipe_read(struct file *file, struct uio *uio, uint64_t *position) {
    (void)position;
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
    return uio_result(uio, wanted, error);
}

// Room for `least` bytes, and someone who may read them.
static int wait_for_room(const struct file *file, size_t least) {
    const struct pipe *pipe = pipe_of(file);
    int error = 0;
    while (pipe->readers > 0 && room_in(pipe) < least && error == 0)
        error = wait_for_change(file);
    return pipe->readers > 0 ? error : -EPIPE;
}

static int write_piece(struct pipe *pipe, struct uio *uio) {
    size_t n = min(min(uio->left, in_page(pipe->written)), room_in(pipe));
    uint8_t **page = &pipe->page[pipe->written / PAGE_SIZE % PIPE_PAGES];
    if (!*page && evict_reserve(1)) // the reserve is not for pipes
        *page = kmalloc(PAGE_SIZE);
    if (!*page)
        return -ENOMEM;
    int error = uio_copy_from(uio, byte_at(pipe, pipe->written), n);
    if (error == 0) {
        pipe->written += n;
        pipe_changed(pipe);
    }
    return error;
}

int64_t pipe_write(struct file *file, struct uio *uio, uint64_t *position) {
    (void)position;
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
        personality_broken_pipe();
    return uio_result(uio, wanted, error);
}

int64_t pipe_ioctl(struct file *file, uint64_t request, uint64_t argument) {
    if (request != FIONREAD)
        return -ENOTTY;
    int waiting = pipe_of(file)->written - pipe_of(file)->read;
    return copy_to_user(argument, &waiting, sizeof waiting);
}

// Ready to write is who could write a piece of PIPE_BUF bytes without a wait. A reader that came
// before any writer did (fifo.c) has nobody who could have hung up.
unsigned pipe_poll(struct file *file) {
    const struct pipe *pipe = pipe_of(file);
    unsigned ready = 0, mode = file->flags & O_ACCMODE;
    if (mode != O_WRONLY && pipe->written > pipe->read)
        ready |= POLL_READABLE;
    if (mode != O_WRONLY && pipe->writers == 0 && pipe->writer_opens != file->position)
        ready |= POLLHUP;
    if (mode != O_RDONLY && room_in(pipe) >= PIPE_BUF)
        ready |= POLL_WRITABLE;
    if (mode != O_RDONLY && pipe->readers == 0)
        ready |= POLLERR;
    return ready;
}

static bool is_pipe(const struct file *file) {
    return file->ops->poll == pipe_poll;
}

uint64_t pipe_frames(const struct file *file) {
    uint64_t count = 0;
    for (size_t i = 0; is_pipe(file) && i < PIPE_PAGES; i++)
        count += pipe_of(file)->page[i] != NULL;
    return count;
}

int64_t pipe_capacity(const struct file *file) {
    return is_pipe(file) ? (int64_t)pipe_of(file)->capacity : -EBADF;
}

int64_t pipe_set_capacity(const struct file *file, uint64_t wanted) {
    if (!is_pipe(file))
        return -EBADF;
    struct pipe *pipe = pipe_of(file);
    uint32_t capacity = PAGE_SIZE;
    while (capacity < wanted && capacity < PIPE_SIZE)
        capacity *= 2;
    if (capacity < wanted)
        return -EPERM;
    if (capacity < pipe->written - pipe->read)
        return -EBUSY;
    uint32_t more = capacity > pipe->capacity ? capacity - pipe->capacity : 0;
    if (!pipe_may_promise(more) && !personality_is_privileged())
        return -EPERM;
    pipe_promised += (int64_t)capacity - pipe->capacity;
    pipe->capacity = capacity;
    pipe_changed(pipe);
    return capacity;
}
