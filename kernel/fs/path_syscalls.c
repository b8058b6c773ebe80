// System calls that open files and make, remove and rename names.
#include "kernel/abi.h"
#include "kernel/errno.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/path.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// What an empty path, or the beginning of a relative one, stands for: the working directory or an
// open file. *base is a reference.
static int base_of(int directory, struct inode **base) {
    if (directory == AT_FDCWD) {
        *base = inode_ref(current->directory);
        return 0;
    }
    struct file *file = fd_get(directory);
    if (!file)
        return -EBADF;
    *base = inode_ref(file->inode);
    file_put(file);
    return 0;
}

// A path from the user: its text and where it begins.
struct start {
    char *text;         // on the heap
    struct inode *base; // a reference
};

static void put_start(struct start *start) {
    kfree(start->text);
    inode_put(start->base);
}

static int get_start(int directory, uint64_t path, bool may_be_empty, struct start *start) {
    start->text = kmalloc(PATH_MAX);
    if (!start->text)
        return -ENOMEM;
    int64_t length = copy_string_from_user(start->text, path, PATH_MAX);
    int error = length < 0 ? length : length == 0 && !may_be_empty ? -ENOENT : 0;
    if (error == 0)
        error = base_of(*start->text == '/' ? AT_FDCWD : directory, &start->base);
    if (error < 0) {
        kfree(start->text);
        return error;
    }
    if (length == 0 || inode_is(start->base, S_IFDIR))
        return 0;
    put_start(start);
    return -ENOTDIR;
}

int path_from_user(int directory, uint64_t path, unsigned how, struct inode **found) {
    struct start start;
    int error = get_start(directory, path, how & PATH_EMPTY, &start);
    if (error < 0)
        return error;
    if (*start.text == '\0')
        *found = inode_ref(start.base);
    else
        error = path_lookup(start.text, start.base, how & PATH_FOLLOW, found);
    put_start(&start);
    return error;
}

// ---- Changing directories: no file system here can

static int end_from_user(int directory, uint64_t path, struct path_end *end) {
    struct start start;
    int error = get_start(directory, path, false, &start);
    if (error < 0)
        return error;
    error = path_parent(start.text, start.base, false, end);
    put_start(&start);
    return error;
}

// Why the name cannot be made or taken away. A file system that may be written, such as /proc, has
// no way to do it.
static int refuse(const struct path_end *end) {
    if (!end->parent->fs->writable)
        return -EROFS;
    struct inode *found;
    int error = path_child(end, &found);
    if (error < 0)
        return error;
    inode_put(found);
    return -EPERM;
}

int64_t sys_mkdirat(int directory, uint64_t path, uint32_t mode) {
    (void)mode;
    struct path_end end;
    int error = end_from_user(directory, path, &end);
    if (error < 0)
        return error;
    struct inode *found = NULL;
    error = end.kind == END_NAME ? path_child(&end, &found) : 0;
    if (error == 0)
        error = -EEXIST;
    else if (error == -ENOENT)
        error = refuse(&end);
    if (found)
        inode_put(found);
    inode_put(end.parent);
    return error;
}

int64_t sys_mkdir(uint64_t path, uint32_t mode) {
    return sys_mkdirat(AT_FDCWD, path, mode);
}

// unlink and rmdir, from the end of the path on.
static int remove_end(const struct path_end *end, bool directory) {
    if (end->kind != END_NAME && !directory)
        return -EISDIR;
    switch (end->kind) {
    case END_ROOT:
        return -EBUSY;
    case END_DOT:
        return -EINVAL;
    case END_DOT_DOT:
        return -ENOTEMPTY;
    default:
        return refuse(end);
    }
}

int64_t sys_unlinkat(int directory, uint64_t path, uint32_t flags) {
    if (flags & ~AT_REMOVEDIR)
        return -EINVAL;
    struct path_end end;
    int error = end_from_user(directory, path, &end);
    if (error < 0)
        return error;
    error = remove_end(&end, flags & AT_REMOVEDIR);
    inode_put(end.parent);
    return error;
}

int64_t sys_unlink(uint64_t path) {
    return sys_unlinkat(AT_FDCWD, path, 0);
}

int64_t sys_rmdir(uint64_t path) {
    return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

static int rename_end(const struct path_end *from, const struct path_end *to) {
    if (from->parent->fs != to->parent->fs)
        return -EXDEV;
    if (from->kind != END_NAME || to->kind != END_NAME)
        return -EBUSY;
    int error = refuse(from);
    return error == -EPERM ? refuse(to) : error;
}

int64_t sys_rename(uint64_t from, uint64_t to) {
    struct path_end from_end, to_end;
    int error = end_from_user(AT_FDCWD, from, &from_end);
    if (error < 0)
        return error;
    error = end_from_user(AT_FDCWD, to, &to_end);
    if (error == 0) {
        error = rename_end(&from_end, &to_end);
        inode_put(to_end.parent);
    }
    inode_put(from_end.parent);
    return error;
}

int64_t sys_sync(void) {
    return 0; // nothing can be unwritten
}

int64_t sys_umask(uint32_t mask) {
    uint32_t old = current->umask;
    current->umask = mask & 0777;
    return old;
}

// ---- Opening

static bool is_exclusive(uint32_t flags) {
    return flags & O_CREAT && flags & O_EXCL;
}

// O_CREAT of what is not there, or of a path that can only be a directory's.
static int refuse_creation(const struct start *start, bool follow, bool slash) {
    struct path_end end;
    int error = path_parent(start->text, start->base, follow, &end);
    if (error < 0)
        return error;
    error = slash ? -EISDIR : refuse(&end);
    inode_put(end.parent);
    return error;
}

static int find_to_open(const struct start *start, uint32_t flags, struct inode **found) {
    bool follow = !(flags & O_NOFOLLOW) && !is_exclusive(flags);
    bool slash = start->text[strlen(start->text) - 1] == '/';
    if (flags & O_CREAT && slash)
        return refuse_creation(start, false, true);
    int error = path_lookup(start->text, start->base, follow, found);
    return error == -ENOENT && flags & O_CREAT ? refuse_creation(start, follow, false) : error;
}

static int64_t open_start(const struct start *start, uint32_t flags) {
    struct inode *inode;
    int error = find_to_open(start, flags, &inode);
    if (error < 0)
        return error;
    struct file *file;
    if (is_exclusive(flags))
        error = -EEXIST;
    else if (flags & O_CREAT && inode_is(inode, S_IFDIR))
        error = -EISDIR;
    else
        error = file_open(inode, flags, &file);
    inode_put(inode);
    return error < 0 ? error : fd_install(file, 0, flags & O_CLOEXEC);
}

int64_t sys_openat(int directory, uint64_t path, uint32_t flags, uint32_t mode) {
    (void)mode;
    if (flags & O_PATH)
        flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    else
        flags |= O_LARGEFILE;
    if (flags & O_CREAT && flags & O_DIRECTORY)
        return -EINVAL;
    struct start start;
    int64_t result = get_start(directory, path, false, &start);
    if (result < 0)
        return result;
    result = open_start(&start, flags);
    put_start(&start);
    return result;
}

int64_t sys_open(uint64_t path, uint32_t flags, uint32_t mode) {
    return sys_openat(AT_FDCWD, path, flags, mode);
}

int64_t sys_creat(uint64_t path, uint32_t mode) {
    return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
