// File descriptors: the numbers by which a process knows its open files.
#include "kernel/fs/fd.h"
#include "kernel/fs/pipe.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/running.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

int fd_find_free(int least, struct descriptor **place) {
    struct files *files = running_files();
    int fd = max(least, files->lowest);
    while (files_find(files, fd))
        fd++;
    if (least <= files->lowest)
        files->lowest = fd;
    if (fd >= files->limit)
        return -EMFILE;
    *place = files_make(files, fd);
    return *place ? fd : -ENOMEM;
}

int fd_install(struct file *file, int least, bool close_on_exec) {
    struct descriptor *place;
    int fd = fd_find_free(least, &place);
    if (fd >= 0)
        *place = (struct descriptor){file, close_on_exec};
    else
        file_put(file);
    return fd;
}

int64_t sys_close(int fd) {
    struct files *files = running_files();
    if (!files_find(files, fd))
        return -EBADF;
    files_close(files, fd);
    object_delete_discarded();
    return 0;
}

int64_t sys_dup(int fd) {
    struct file *file = fd_file(fd);
    return file ? fd_install(file_ref(file), 0, false) : -EBADF;
}

int64_t sys_dup3(int old, int new, uint32_t flags) {
    if (flags & ~O_CLOEXEC || old == new)
        return -EINVAL;
    struct files *files = running_files();
    if (new < 0 || new >= files->limit)
        return -EBADF;
    struct file *file = fd_file(old);
    if (!file)
        return -EBADF;
    struct descriptor *descriptor = files_make(files, new);
    if (!descriptor)
        return -ENOMEM;
    files_close(files, new);
    *descriptor = (struct descriptor){file_ref(file), flags & O_CLOEXEC};
    object_delete_discarded();
    return new;
}

int64_t sys_dup2(int old, int new) {
    return old != new ? sys_dup3(old, new, 0) : fd_file(old) ? new : -EBADF;
}

int64_t sys_pipe2(uint64_t fds, uint32_t flags) {
    if (flags & ~(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    struct file *ends[2];
    int error = pipe_new(&ends[0], &ends[1]);
    if (error < 0)
        return error;
    int fd[2];
    for (int i = 0; i < 2; i++) {
        ends[i]->flags |= flags & O_NONBLOCK;
        fd[i] = fd_install(ends[i], 0, flags & O_CLOEXEC);
    }
    error = min(fd[0], fd[1]);
    if (error >= 0)
        error = copy_to_user(fds, fd, sizeof fd);
    if (error < 0) {
        sys_close(fd[0]);
        sys_close(fd[1]);
    }
    return error;
}
