// The links of /proc. Most lead to a file that a process has, whatever has become of its name; so
// they are not only read but also followed, straight to the file (inode_ops.jump).
#include "kernel/errno.h"
#include "kernel/fs/path.h"
#include "kernel/fs/procfs_entries.h"
#include "kernel/printf.h"
#include "kernel/string.h"
#include "proc/sched.h"

int64_t link_self(const struct process *none, unsigned fd, char *to) {
    (void)none, (void)fd;
    return ksnprintf(to, PATH_MAX, "%d", current->pid);
}

int64_t link_thread_self(const struct process *none, unsigned fd, char *to) {
    (void)none, (void)fd;
    return ksnprintf(to, PATH_MAX, "%d/task/%d", current->pid, current->pid);
}

int64_t link_mounts(const struct process *none, unsigned fd, char *to) {
    (void)none, (void)fd;
    return ksnprintf(to, PATH_MAX, "self/mounts");
}

static struct inode *reference(struct inode *inode) {
    return inode ? inode_ref(inode) : NULL;
}

struct inode *target_process_cwd(const struct process *process, unsigned fd) {
    (void)fd;
    return reference(process->directory);
}

struct inode *target_process_exe(const struct process *process, unsigned fd) {
    (void)fd;
    return reference(process->program);
}

struct inode *target_process_root(const struct process *process, unsigned fd) {
    (void)process, (void)fd;
    return inode_ref(root_directory());
}

struct inode *target_process_fd(const struct process *process, unsigned fd) {
    struct file *file = process->files ? process->files->file[fd] : NULL;
    return file ? inode_ref(file->inode) : NULL;
}

// The name of an inode, whose reference is taken over. What never had one is named by its kind.
static int64_t name_of(struct inode *inode, char *to) {
    if (!inode)
        return -ENOENT;
    int64_t length = path_of_inode(inode, to, PATH_MAX);
    if (length > 0)
        length--; // the NUL
    else if (strcmp(inode->fs->type, "pipefs") == 0)
        length = ksnprintf(to, PATH_MAX, "pipe:[%lu]", inode->number);
    else
        length = ksnprintf(to, PATH_MAX, "(%s)", inode->links == 0 ? "deleted" : inode->fs->type);
    inode_put(inode);
    return length;
}

int64_t link_process_cwd(const struct process *process, unsigned fd, char *to) {
    return name_of(target_process_cwd(process, fd), to);
}

int64_t link_process_root(const struct process *process, unsigned fd, char *to) {
    return name_of(target_process_root(process, fd), to);
}

int64_t link_process_fd(const struct process *process, unsigned fd, char *to) {
    return name_of(target_process_fd(process, fd), to);
}

// By the path that execve was given.
int64_t link_process_exe(const struct process *process, unsigned fd, char *to) {
    (void)fd;
    if (!process->program_path)
        return -ENOENT;
    string_copy(to, process->program_path, PATH_MAX);
    return strlen(to);
}
