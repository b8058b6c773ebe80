// File descriptors: the numbers by which a process knows its open files.
#include "kernel/fs/fd.h"
#include "kernel/abi.h"
#include "kernel/errno.h"
#include "kernel/fs/pipe.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/process.h"

struct file *fd_get(int fd) {
    if (fd < 0 || fd >= FILES_MAX || !current->files->file[fd])
        return NULL;
    return file_ref(current->files->file[fd]);
}

bool fd_available(void) {
    for (int fd = 0; fd < FILES_MAX; fd++)
        if (!current->files->file[fd])
            return true;
    return false;
}

int fd_install(struct file *file, int least, bool close_on_exec) {
    struct files *files = current->files;
    for (int fd = least; fd < FILES_MAX; fd++) {
        if (files->file[fd])
            continue;
        files->file[fd] = file;
        files->close_on_exec[fd] = close_on_exec;
        return fd;
    }
    file_put(file);
    return -EMFILE;
}

int64_t sys_close(int fd) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    current->files->file[fd] = NULL;
    current->files->close_on_exec[fd] = false;
    file_put(file); // the descriptor's reference
    file_put(file); // ours
    inode_delete_nameless();
    return 0;
}

static int64_t duplicate(int fd, int least, bool close_on_exec) {
    struct file *file = fd_get(fd);
    return file ? fd_install(file, least, close_on_exec) : -EBADF;
}

int64_t sys_dup(int fd) {
    return duplicate(fd, 0, false);
}

int64_t sys_dup3(int old, int new, uint32_t flags) {
    if (flags & ~O_CLOEXEC || old == new)
        return -EINVAL;
    if (new < 0 || new >= FILES_MAX)
        return -EBADF;
    struct file *file = fd_get(old);
    if (!file)
        return -EBADF;
    sys_close(new);
    return fd_install(file, new, flags & O_CLOEXEC);
}

int64_t sys_dup2(int old, int new) {
    struct file *file = fd_get(old);
    if (!file)
        return -EBADF;
    file_put(file);
    return old == new ? new : sys_dup3(old, new, 0);
}

int64_t sys_pipe2(uint64_t fds, uint32_t flags) {
    if (flags & ~(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    struct file *ends[2];
    int error = pipe_new(&ends[0], &ends[1]);
    if (error < 0)
        return error;
    ends[0]->flags |= flags & O_NONBLOCK;
    ends[1]->flags |= flags & O_NONBLOCK;
    int fd[2] = {fd_install(ends[0], 0, flags & O_CLOEXEC), -1};
    if (fd[0] < 0) {
        file_put(ends[1]);
        return fd[0];
    }
    fd[1] = fd_install(ends[1], 0, flags & O_CLOEXEC);
    error = fd[1] < 0 ? fd[1] : copy_to_user(fds, fd, sizeof fd);
    if (error < 0) {
        sys_close(fd[0]);
        sys_close(fd[1]);
    }
    return error;
}

int64_t sys_pipe(uint64_t fds) {
    return sys_pipe2(fds, 0);
}

// FIONBIO: O_NONBLOCK by another name.
static int64_t set_nonblocking(struct file *file, uint64_t from) {
    int on;
    if (copy_from_user(&on, from, sizeof on) < 0)
        return -EFAULT;
    file->flags = on ? file->flags | O_NONBLOCK : file->flags & ~O_NONBLOCK;
    return 0;
}

// FIONREAD of a file with a size; what waits for its data answers for itself.
static int64_t bytes_left(const struct file *file, uint64_t to) {
    int left = file->inode->size - file->position;
    return copy_to_user(to, &left, sizeof left);
}

static int64_t do_ioctl(int fd, struct file *file, uint32_t request, uint64_t argument) {
    enum { FIONREAD = 0x541b, FIONBIO = 0x5421, FIONCLEX = 0x5450, FIOCLEX = 0x5451 };
    switch (request) {
    case FIOCLEX:
    case FIONCLEX:
        current->files->close_on_exec[fd] = request == FIOCLEX;
        return 0;
    case FIONBIO:
        return set_nonblocking(file, argument);
    case FIONREAD:
        if (inode_is(file->inode, S_IFREG))
            return bytes_left(file, argument);
    }
    return file->ops->ioctl ? file->ops->ioctl(file, request, argument) : -ENOTTY;
}

int64_t sys_ioctl(int fd, uint32_t request, uint64_t argument) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = file->flags & O_PATH ? -EBADF : do_ioctl(fd, file, request, argument);
    file_put(file);
    return result;
}

static int64_t control(int fd, struct file *file, uint32_t command, uint64_t argument) {
    const uint32_t changeable = O_APPEND | O_NONBLOCK;
    bool *close_on_exec = &current->files->close_on_exec[fd];
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        if (argument >= FILES_MAX)
            return -EINVAL;
        return duplicate(fd, argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD:
        return *close_on_exec ? FD_CLOEXEC : 0;
    case F_SETFD:
        *close_on_exec = argument & FD_CLOEXEC;
        return 0;
    case F_GETFL:
        return file->flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC);
    case F_SETFL:
        if (file->flags & O_PATH)
            return -EBADF;
        file->flags = (file->flags & ~changeable) | (argument & changeable);
        return 0;
    default:
        return -EINVAL;
    }
}

int64_t sys_fcntl(int fd, uint32_t command, uint64_t argument) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = control(fd, file, command, argument);
    file_put(file);
    return result;
}
