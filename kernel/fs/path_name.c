// The way back, from a file to its path. A directory knows the one above it, by its entry "..", and
// there its own name is the one with its number. Another file may have several names, in several
// directories, and its disk inode tells none of them; but the inode in memory keeps the number of
// the directory in which it was last found (inode.parent), and as long as its number is still
// there, that name is a true one.
#include "kernel/errno.h"
#include "kernel/fs/path.h"
#include "kernel/string.h"

struct naming {
    uint64_t number;  // looked for in the parent
    char *to, *start; // the path so far is at `start`, growing down towards `to`
    int result;
};

static bool prepend_name(void *context, const char *name, size_t length, uint64_t number,
                         uint8_t type, uint64_t next) {
    (void)type, (void)next;
    struct naming *naming = context;
    if (number != naming->number || name_is(name, length, ".") || name_is(name, length, ".."))
        return true;
    if ((size_t)(naming->start - naming->to) < length + 1) {
        naming->result = -ERANGE;
        return false;
    }
    naming->start -= length;
    memcpy(naming->start, name, length);
    *--naming->start = '/';
    naming->result = 0;
    return false;
}

static int find_parent(struct inode *inode, struct inode **parent) {
    if (!inode_is(inode, S_IFDIR))
        return inode->parent && inode->links > 0 && inode->fs->get
                   ? inode->fs->get(inode->fs, inode->parent, parent)
                   : -ENOENT;
    inode_lock(inode);
    int error = inode->ops->lookup(inode, "..", 2, parent);
    inode_unlock(inode);
    return error;
}

// Prepends the name of a file, which is not the root of its file system, and goes on to its
// directory. Takes over the reference; *parent is one even after an error.
static int name_in_parent(struct inode *inode, struct naming *naming, struct inode **parent) {
    *parent = inode;
    struct inode *above;
    int error = find_parent(inode, &above);
    if (error < 0)
        return error;
    *parent = above;
    naming->number = inode->number;
    naming->result = -ENOENT; // until it is found
    inode_put(inode);
    if (!inode_is(above, S_IFDIR))
        return -ENOTDIR;
    uint64_t position = 0;
    inode_lock(above);
    error = above->ops->read_directory(above, &position, prepend_name, naming);
    inode_unlock(above);
    return error < 0 ? error : naming->result;
}

int64_t path_of_inode(struct inode *inode, char *to, size_t size) {
    if (size < sizeof "/")
        return -ERANGE;
    struct naming naming = {.to = to, .start = to + size - 1};
    *naming.start = '\0';
    if (!inode->fs->root)
        return -ENOENT; // a pipe's: there are no names at all
    struct inode *at = mount_ascend(inode_ref(inode));
    int error = 0;
    // Each turn uses up part of `to`, so even a damaged disk's circle of directories ends.
    while (error == 0 && !inode_is_root(at)) {
        error = name_in_parent(at, &naming, &at);
        at = mount_ascend(at);
    }
    inode_put(at);
    if (error < 0)
        return error;
    if (*naming.start == '\0')
        *--naming.start = '/';
    size_t length = to + size - naming.start;
    memmove(to, naming.start, length);
    return length;
}
