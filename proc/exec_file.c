// The files of execve: what the path names, or what the personality puts in its place
// (scripts); and the dynamic linker that a program asks for. A file that is being run can't be
// written (ETXTBSY), and the other way round.
#include "kernel/fs/file.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/personality.h"
#include "mm/pagecache.h"
#include "proc/exec.h"
#include "proc/process.h"

static int check_file(const struct inode *file) {
    if (inode_is(file, S_IFLNK))
        return -ELOOP; // only where links are not to be followed
    if (!inode_is(file, S_IFREG) || permission(file, MAY_EXECUTE) < 0)
        return -EACCES;
    return file->data.writers > 0 ? -ETXTBSY : 0;
}

static int open_file(struct exec *exec) {
    int error = 0;
    if (*exec->path == '\0') {
        exec->file = inode_ref(exec->from);
        exec->name = name_ref(exec->from_name);
    } else {
        error = path_lookup(exec->path, exec->from, !exec->no_follow, &exec->file, &exec->name);
    }
    if (error == 0)
        error = check_file(exec->file);
    if (error < 0)
        return error;
    exec->file->executors++; // from now on it can't be written
    exec->executable = true;
    return 0;
}

void exec_close_file(struct exec *exec) {
    if (!exec->file)
        return;
    exec->file->executors -= exec->executable;
    exec->executable = false;
    inode_put(exec->file);
    name_put(exec->name);
    exec->file = NULL;
    exec->name = NULL;
}

int exec_find_file(struct exec *exec) {
    for (;;) {
        int error = open_file(exec);
        if (error < 0)
            return error;
        char magic[sizeof ELF_MAGIC - 1] = {0};
        int64_t got = pagecache_read(&exec->file->data, 0, magic, sizeof magic);
        if (got < 0)
            return got;
        if (memcmp(magic, ELF_MAGIC, sizeof magic) == 0)
            return 0;
        error = personality_find_interpreter(exec);
        if (error < 0)
            return error;
    }
}

int exec_open_interpreter(const char *path, struct inode **file, struct name **name) {
    int error = path_lookup(path, current->files->directory, true, file, name);
    if (error < 0)
        return error;
    error = check_file(*file);
    if (error < 0) {
        inode_put(*file);
        name_put(*name);
    }
    return error;
}
