// How much a pipe can hold (fcntl: F_GETPIPE_SZ, F_SETPIPE_SZ).
#include "kernel/linux/files/pipe_size.h"
#include "kernel/fs/pipe.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/users/credentials.h"

int64_t pipe_capacity(const struct file *file) {
    const struct pipe *pipe = pipe_of(file);
    return pipe ? (int64_t)pipe->capacity : -EBADF;
}

int64_t pipe_set_capacity(const struct file *file, uint64_t wanted) {
    struct pipe *pipe = pipe_of(file);
    if (!pipe)
        return -EBADF;
    uint32_t capacity = PAGE_SIZE;
    while (capacity < wanted && capacity < PIPE_SIZE)
        capacity *= 2;
    if (capacity < wanted)
        return -EPERM;
    if (capacity < pipe->written - pipe->read)
        return -EBUSY;
    uint32_t more = capacity > pipe->capacity ? capacity - pipe->capacity : 0;
    if (!pipe_may_promise(more) && !credentials_privileged())
        return -EPERM;
    pipe_promised += (int64_t)capacity - pipe->capacity;
    pipe->capacity = capacity;
    pipe_changed(pipe);
    return capacity;
}
