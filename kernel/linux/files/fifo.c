// FIFOs: pipes with a name. An open waits until the other side is open, too (POSIX, open()). It
// does not wait for reading and writing at once, nor with O_NONBLOCK; but then opening for writing
// fails when nobody reads.
#include "kernel/linux/files/fifo.h"
#include "kernel/fs/pipe.h"
#include "kernel/lib/errno.h"
#include "kernel/sleep.h"

// Sleeps until a process opens the other side. It doesn't matter if that is closed again by now.
static int wait_for_open(struct pipe *pipe, const uint32_t *opens) {
    uint32_t before = *opens;
    int error = 0;
    while (*opens == before && error == 0)
        error = sleep_on(pipe, true);
    return *opens == before ? error : 0;
}

// A reader that doesn't wait notes how many writers there were before it, so that poll reports a
// hang-up only after a later one has closed it. (A pipe has no other use for a position.)
static int wait_for_other_side(struct file *file) {
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
    int error = pipe_open(file);
    if (error < 0)
        return error;
    error = wait_for_other_side(file);
    if (error < 0)
        pipe_release(file);
    return error;
}

const struct file_ops fifo_ops = {
    .open = fifo_open,
    .read = pipe_read,
    .write = pipe_write,
    .release = pipe_release,
};
