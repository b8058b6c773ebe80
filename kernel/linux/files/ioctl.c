// ioctl: the requests that all open files understand. The others are passed to the file.
#include "kernel/fs/fd.h"
#include "kernel/fs/pipe.h"
#include "kernel/linux/abi.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// FIONBIO: O_NONBLOCK by another name.
static int64_t set_nonblocking(struct file *file, uint64_t from) {
    int on;
    if (copy_from_user(&on, from, sizeof on) < 0)
        return -EFAULT;
    file->flags = on ? file->flags | O_NONBLOCK : file->flags & ~O_NONBLOCK;
    return 0;
}

// FIONREAD of a regular file or a pipe; a terminal does it itself.
static int64_t bytes_left(const struct file *file, uint64_t to) {
    const struct pipe *pipe = pipe_of(file);
    int left = pipe ? pipe->written - pipe->read : file->inode->data.size - file->position;
    return copy_to_user(to, &left, sizeof left);
}

int64_t sys_ioctl(int fd, uint32_t request, uint64_t argument) {
    struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    switch (request) {
    case FIOCLEX:
    case FIONCLEX:
        files_find(current->files, fd)->close_on_exec = request == FIOCLEX;
        return 0;
    case FIONBIO:
        return set_nonblocking(file, argument);
    case FIONREAD:
        if (inode_is(file->inode, S_IFREG) || pipe_of(file))
            return bytes_left(file, argument);
    }
    return file->ops->ioctl ? file->ops->ioctl(file, request, argument) : -ENOTTY;
}
