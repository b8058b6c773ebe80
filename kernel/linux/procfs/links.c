// The links of /proc. Most lead to a file that a process has, even if the file has lost its name.
// So path lookup does not read such a link; it goes straight to the file (inode_ops.jump).
#include "kernel/fs/file.h"
#include "kernel/fs/path.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/linux/files/tmpfs.h"
#include "kernel/linux/procfs/entries.h"

int64_t link_self(char *to) {
    return ksnprintf(to, PATH_MAX, "%d", current->pid);
}

int64_t link_mounts(char *to) {
    return ksnprintf(to, PATH_MAX, "self/mounts");
}

struct proc_target target_process_cwd(const struct process *process, unsigned fd) {
    (void)fd;
    return (struct proc_target){process->files ? process->files->directory : NULL, NULL};
}

struct proc_target target_process_exe(const struct process *process, unsigned fd) {
    (void)fd;
    return (struct proc_target){process->program, process->program_name};
}

struct proc_target target_process_root(const struct process *process, unsigned fd) {
    (void)process, (void)fd;
    return (struct proc_target){root_directory(), NULL};
}

struct proc_target target_process_fd(const struct process *process, unsigned fd) {
    struct descriptor *descriptor = process->files ? files_find(process->files, fd) : NULL;
    const struct file *file = descriptor ? descriptor->file : NULL;
    return file ? (struct proc_target){file->inode, file->name} : (struct proc_target){0};
}

// A file that never had a name is shown by its kind.
int64_t proc_target_name(struct proc_target target, char *to) {
    const struct inode *inode = target.inode;
    if (!inode)
        return -ENOENT;
    int64_t length = path_of(inode, target.name, to, PATH_MAX);
    if (length > 0)
        return length - 1; // without the NUL
    if (length != -ENOENT)
        return length;
    if (tmpfs_name(inode))
        return ksnprintf(to, PATH_MAX, "%s", tmpfs_name(inode));
    if (strcmp(inode->fs->type, "pipefs") == 0)
        return ksnprintf(to, PATH_MAX, "pipe:[%lu]", inode->number);
    return ksnprintf(to, PATH_MAX, "(%s)", inode->fs->type);
}
