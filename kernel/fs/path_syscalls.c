// System calls that name files by their paths, and those on directories.
#include "kernel/abi.h"
#include "kernel/errno.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/path.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"

// Where a relative path begins: at the working directory or at an open one. *base is a reference.
static int base_directory(int directory, const char *path, struct inode **base) {
    if (directory == AT_FDCWD || *path == '/') {
        *base = inode_ref(current->directory);
        return 0;
    }
    struct file *file = fd_get(directory);
    if (!file)
        return -EBADF;
    bool fits = inode_is(file->inode, S_IFDIR);
    if (fits)
        *base = inode_ref(file->inode);
    file_put(file);
    return fits ? 0 : -ENOTDIR;
}

// A path from the user, for a look-up: its text (to be freed) and its base.
static int get_path(int directory, uint64_t path, char **text, struct inode **base) {
    *text = kmalloc(PATH_MAX);
    if (!*text)
        return -ENOMEM;
    int64_t error = copy_string_from_user(*text, path, PATH_MAX);
    if (error == 0)
        error = -ENOENT;
    if (error > 0)
        error = base_directory(directory, *text, base);
    if (error < 0)
        kfree(*text);
    return error;
}

int path_from_user(int directory, uint64_t path, bool follow, struct inode **found) {
    char *text;
    struct inode *base;
    int error = get_path(directory, path, &text, &base);
    if (error < 0)
        return error;
    error = path_lookup(text, base, follow, found);
    inode_put(base);
    kfree(text);
    return error;
}

// The directory in which the last component of the path is to be made, changed or removed; and
// whether that component is there.
static int look_up_parent(char *text, struct inode *base, struct inode **parent, bool *exists) {
    struct inode *found;
    int error = path_lookup(text, base, false, &found);
    if (error < 0 && error != -ENOENT)
        return error;
    *exists = error == 0;
    if (*exists)
        inode_put(found);
    size_t length = strlen(text);
    while (length > 1 && text[length - 1] == '/')
        length--;
    while (length > 0 && text[length - 1] != '/')
        length--;
    text[length] = '\0';
    return path_lookup(length > 0 ? text : ".", base, true, parent);
}

// What a call that would change a directory comes to, as no file system here can be written: the
// directory must be there, and a new name must not. The text is used up.
static int refuse_change(char *text, struct inode *base, bool new_name) {
    struct inode *parent;
    bool exists;
    int error = look_up_parent(text, base, &parent, &exists);
    if (error < 0)
        return error;
    inode_put(parent);
    return new_name && exists ? -EEXIST : -EROFS;
}

static int refuse_path(int directory, uint64_t path, bool new_name) {
    char *text;
    struct inode *base;
    int error = get_path(directory, path, &text, &base);
    if (error < 0)
        return error;
    error = refuse_change(text, base, new_name);
    inode_put(base);
    kfree(text);
    return error;
}

int64_t sys_mkdirat(int directory, uint64_t path, uint32_t mode) {
    (void)mode;
    return refuse_path(directory, path, true);
}

int64_t sys_mkdir(uint64_t path, uint32_t mode) {
    return sys_mkdirat(AT_FDCWD, path, mode);
}

int64_t sys_unlinkat(int directory, uint64_t path, uint32_t flags) {
    if (flags & ~AT_REMOVEDIR)
        return -EINVAL;
    return refuse_path(directory, path, false);
}

int64_t sys_unlink(uint64_t path) {
    return sys_unlinkat(AT_FDCWD, path, 0);
}

int64_t sys_rmdir(uint64_t path) {
    return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int64_t sys_rename(uint64_t from, uint64_t to) {
    int error = refuse_path(AT_FDCWD, from, false);
    return error == -EROFS ? refuse_path(AT_FDCWD, to, false) : error;
}

int64_t sys_sync(void) {
    return 0; // nothing can be unwritten
}

// ---- Opening

static int64_t open_text(char *text, struct inode *base, uint32_t flags) {
    struct inode *inode;
    bool follow = !(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
    int error = path_lookup(text, base, follow, &inode);
    if (error == -ENOENT && flags & O_CREAT)
        return refuse_change(text, base, false);
    if (error < 0)
        return error;
    struct file *file;
    if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
        error = -EEXIST;
    else if (flags & O_CREAT && inode_is(inode, S_IFDIR))
        error = -EISDIR;
    else
        error = file_open(inode, flags | O_LARGEFILE, &file);
    inode_put(inode);
    return error < 0 ? error : fd_install(file, 0, flags & O_CLOEXEC);
}

int64_t sys_openat(int directory, uint64_t path, uint32_t flags, uint32_t mode) {
    (void)mode;
    if (flags & O_PATH)
        flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    char *text;
    struct inode *base;
    int64_t result = get_path(directory, path, &text, &base);
    if (result < 0)
        return result;
    result = open_text(text, base, flags);
    inode_put(base);
    kfree(text);
    return result;
}

int64_t sys_open(uint64_t path, uint32_t flags, uint32_t mode) {
    return sys_openat(AT_FDCWD, path, flags, mode);
}

int64_t sys_creat(uint64_t path, uint32_t mode) {
    return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

// ---- Directories

static void change_directory(struct inode *directory) {
    inode_put(current->directory);
    current->directory = inode_ref(directory);
}

int64_t sys_chdir(uint64_t path) {
    struct inode *directory;
    int error = path_from_user(AT_FDCWD, path, true, &directory);
    if (error < 0)
        return error;
    if (inode_is(directory, S_IFDIR))
        change_directory(directory);
    else
        error = -ENOTDIR;
    inode_put(directory);
    return error;
}

int64_t sys_fchdir(int fd) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int error = 0;
    if (inode_is(file->inode, S_IFDIR))
        change_directory(file->inode);
    else
        error = -ENOTDIR;
    file_put(file);
    return error;
}

int64_t sys_getcwd(uint64_t buffer, uint64_t size) {
    char *path = kmalloc(PATH_MAX);
    if (!path)
        return -ENOMEM;
    int64_t length = path_of_directory(current->directory, path, PATH_MAX);
    if (length > 0 && (uint64_t)length > size)
        length = -ERANGE;
    if (length > 0 && copy_to_user(buffer, path, length) < 0)
        length = -EFAULT;
    kfree(path);
    return length;
}

int64_t sys_umask(uint32_t mask) {
    uint32_t old = current->umask;
    current->umask = mask & 0777;
    return old;
}

struct listing {
    uint64_t to, left; // the user's buffer
    int error;
};

static bool emit_entry(void *context, const char *name, size_t length, uint64_t number,
                       uint8_t type, uint64_t next) {
    struct listing *listing = context;
    struct {
        struct linux_dirent64 entry;
        char name[256 + 8];
    } record;
    size_t size = (offsetof(struct linux_dirent64, name) + length + 1 + 7) & ~7ul;
    if (size > listing->left) {
        listing->error = -EINVAL; // if it is the first
        return false;
    }
    memset(&record, 0, sizeof record);
    record.entry =
        (struct linux_dirent64){.inode = number, .next = next, .length = size, .type = type};
    memcpy((char *)&record + offsetof(struct linux_dirent64, name), name, length);
    if (copy_to_user(listing->to, &record, size) < 0) {
        listing->error = -EFAULT;
        return false;
    }
    listing->to += size;
    listing->left -= size;
    return true;
}

static int64_t list(struct file *file, uint64_t buffer, uint64_t size) {
    struct inode *directory = file->inode;
    if (!inode_is(directory, S_IFDIR))
        return -ENOTDIR;
    while (file->moving)
        sleep_on(&file->moving, false);
    file->moving = true;
    struct listing listing = {.to = buffer, .left = size};
    int error = directory->ops->read_directory(directory, &file->position, emit_entry, &listing);
    file->moving = false;
    wake_up(&file->moving);
    if (listing.to > buffer)
        return listing.to - buffer;
    return error < 0 ? error : listing.error;
}

int64_t sys_getdents64(int fd, uint64_t buffer, uint64_t size) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = file->flags & O_PATH ? -EBADF : list(file, buffer, size & UINT32_MAX);
    file_put(file);
    return result;
}
