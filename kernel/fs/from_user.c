// Paths from the user: how system calls find the file, or the place for a name, that one means.
#include "kernel/fs/fd.h"
#include "kernel/lib/errno.h"
#include "kernel/running.h"
#include "mm/heap.h"
#include "mm/usercopy.h"

// What an empty path, or the beginning of a relative one, stands for: the working directory or an
// open file. *base is a reference.
static int base_of(int directory, struct inode **base) {
    if (directory == AT_FDCWD) {
        *base = inode_ref(running_files()->directory);
        return 0;
    }
    struct file *file = fd_file(directory);
    if (!file)
        return -EBADF;
    *base = inode_ref(file->inode);
    return 0;
}

// A path from the user: its text and where it begins.
struct start {
    char *text;         // in `few`, or on the heap
    struct inode *base; // a reference
    char few[80];       // most paths are short
};

static void free_text(struct start *start) {
    if (start->text != start->few)
        kfree(start->text);
}

static void put_start(struct start *start) {
    free_text(start);
    inode_put(start->base);
}

static int64_t get_text(uint64_t path, struct start *start) {
    start->text = start->few;
    int64_t length = copy_string_from_user(start->few, path, sizeof start->few);
    if (length != -ENAMETOOLONG)
        return length;
    start->text = kmalloc(PATH_MAX);
    return start->text ? copy_string_from_user(start->text, path, PATH_MAX) : -ENOMEM;
}

static int get_start(int directory, uint64_t path, bool may_be_empty, struct start *start) {
    int64_t length = get_text(path, start);
    int error = length < 0 ? length : length == 0 && !may_be_empty ? -ENOENT : 0;
    if (error == 0)
        error = base_of(*start->text == '/' ? AT_FDCWD : directory, &start->base);
    if (error < 0) {
        free_text(start);
        return error;
    }
    if (length == 0 || inode_is(start->base, S_IFDIR))
        return 0;
    put_start(start);
    return -ENOTDIR;
}

int path_check(uint64_t path) {
    struct start start;
    int error = get_start(AT_FDCWD, path, false, &start);
    if (error == 0)
        put_start(&start);
    return error;
}

unsigned path_how(uint32_t flags) {
    return (flags & AT_SYMLINK_NOFOLLOW ? 0 : PATH_FOLLOW) |
           (flags & AT_EMPTY_PATH ? PATH_EMPTY : 0);
}

int path_from_user(int directory, uint64_t path, unsigned how, struct inode **found,
                   struct name **name) {
    struct start start;
    int error = get_start(directory, path, how & PATH_EMPTY, &start);
    if (error < 0)
        return error;
    if (*start.text == '\0')
        *found = inode_ref(start.base);
    else
        error = path_lookup(start.text, start.base, how & PATH_FOLLOW, found, name);
    put_start(&start);
    return error;
}

int path_end_from_user(int directory, uint64_t path, bool follow, struct path_end *end) {
    struct start start;
    int error = get_start(directory, path, false, &start);
    if (error < 0)
        return error;
    error = path_parent(start.text, start.base, follow, end);
    put_start(&start);
    return error;
}

int apply_to_path(int directory, uint64_t path, unsigned how, inode_operation *operation,
                  const void *what) {
    struct inode *inode;
    int error = path_from_user(directory, path, how, &inode, NULL);
    if (error < 0)
        return error;
    error = operation(inode, what);
    inode_put(inode);
    return error;
}

int apply_to_file(int fd, inode_operation *operation, const void *what) {
    struct file *file = fd_usable(fd);
    return file ? operation(file->inode, what) : -EBADF;
}

int apply_to_open(int fd, inode_operation *operation, const void *what) {
    struct file *file = fd_file(fd);
    return file ? operation(file->inode, what) : -EBADF;
}
