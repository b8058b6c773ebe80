// execveat(2): what is to be run may be named from an open directory, or be an open file.
#include "kernel/fs/fd.h"
#include "kernel/fs/name.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/exec.h"
#include "proc/process.h"

// Sets where the path begins, and the name that the new program gets.
static int begin_at(struct exec *exec, int directory, int flags) {
    if (*exec->path == '\0' && !(flags & AT_EMPTY_PATH))
        return -ENOENT;
    if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
        return -EINVAL;
    exec->no_follow = flags & AT_SYMLINK_NOFOLLOW;
    if (directory == AT_FDCWD || *exec->path == '/') {
        exec_from_directory(exec); // an empty path means that directory, which is no program
        return 0;
    }
    struct file *file = fd_file(directory);
    if (!file)
        return -EBADF;
    exec->from = inode_ref(file->inode);
    exec->from_name = name_ref(file->name);
    exec->will_close = files_find(current->files, directory)->close_on_exec;
    ksnprintf(exec->given, PATH_MAX, "/dev/fd/%d%s%s", directory, *exec->path ? "/" : "",
              exec->path);
    return 0;
}

int64_t sys_execveat(int directory, uint64_t path, uint64_t arguments, uint64_t environment,
                     uint32_t flags) {
    struct exec exec = {.arguments = arguments, .environment = environment};
    int error = exec_begin(&exec, path);
    return exec_run(&exec, error < 0 ? error : begin_at(&exec, directory, flags));
}
