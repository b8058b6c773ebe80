// execveat(2): what is to be run may be named from an open directory, or be an open file.
#include "kernel/fs/fd.h"
#include "kernel/fs/name.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/syscall.h"
#include "proc/exec.h"
#include "proc/process.h"

// The name that the program, and a script's interpreter, can find it by.
static void name_by_descriptor(struct exec *exec, int fd, const struct descriptor *from) {
    exec->will_close = from->close_on_exec;
    if (*exec->given == '\0')
        exec->name = name_ref(from->file->name);
    string_copy(exec->path, exec->given, PATH_MAX);
    ksnprintf(exec->given, PATH_MAX, "/dev/fd/%d%s%s", fd, *exec->path ? "/" : "", exec->path);
}

int64_t sys_execveat(int directory, uint64_t path, uint64_t arguments, uint64_t environment,
                     uint32_t flags) {
    if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
        return -EINVAL;
    struct exec exec = {.arguments = arguments, .environment = environment};
    int error = exec_begin(&exec, directory, path, path_how(flags));
    const struct descriptor *from = files_find(current->files, directory);
    // exec.given was read a second time. If it has changed, there may be no descriptor.
    if (error == 0 && from && *exec.given != '/')
        name_by_descriptor(&exec, directory, from);
    return exec_run(&exec, error);
}
