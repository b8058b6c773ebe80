// Path names.
//
// A walk holds one reference, to the directory it has reached, and a pointer to the rest of the
// path. A symbolic link puts its target in front of the rest; no recursion, so a chain of links
// costs no stack. The rest then lives at the end of a page-sized buffer, and the next target is
// read into the space before it:
//
//     |target …            |rest\0|  -->  |              target …|rest\0|
//
// Mounted file systems are few, so a small array holds them. A walk that comes to a covered
// directory goes on in the root mounted there, and ".." from that root goes on above the directory.
#include "kernel/fs/path.h"
#include "kernel/errno.h"
#include "kernel/fs/ext2.h"
#include "kernel/panic.h"
#include "kernel/string.h"
#include "mm/heap.h"

enum { LINKS_MAX = 40, MOUNTS_MAX = 8 };

static struct file_system *mounts[MOUNTS_MAX]; // the first one is the root
static size_t mounts_used;

struct walk {
    struct inode *at; // a reference
    const char *rest;
    char *buffer; // PATH_MAX bytes, once there was a link
    unsigned links;
};

static bool is(const char *name, size_t length, const char *what) {
    return length == strlen(what) && memcmp(name, what, length) == 0;
}

// Both take over the reference to the directory and return one.

// From a covered directory down to the root mounted on it.
static struct inode *descend(struct inode *directory) {
    for (size_t i = 0; i < mounts_used; i++) {
        if (mounts[i]->covered != directory)
            continue;
        inode_put(directory);
        directory = inode_ref(mounts[i]->root); // may be covered by a later one
    }
    return directory;
}

// From the root of a mounted file system up to the directory it covers.
static struct inode *ascend(struct inode *directory) {
    while (directory->number == directory->fs->root->number && directory->fs->covered) {
        struct inode *covered = inode_ref(directory->fs->covered);
        inode_put(directory);
        directory = covered;
    }
    return directory;
}

// The root directory's ".." is itself, also on the disk.
static int lookup_parent(struct inode *directory, struct inode **found) {
    directory = ascend(inode_ref(directory));
    int error = directory->ops->lookup(directory, "..", 2, found);
    inode_put(directory);
    return error;
}

static int lookup(struct inode *directory, const char *name, size_t length, struct inode **found) {
    if (is(name, length, ".")) {
        *found = inode_ref(directory);
        return 0;
    }
    int error = is(name, length, "..") ? lookup_parent(directory, found)
                                       : directory->ops->lookup(directory, name, length, found);
    if (error == 0)
        *found = descend(*found);
    return error;
}

static int follow_link(struct walk *walk, struct inode *link) {
    if (++walk->links > LINKS_MAX)
        return -ELOOP;
    if (!walk->buffer) {
        walk->buffer = kmalloc(PATH_MAX);
        if (!walk->buffer)
            return -ENOMEM;
        size_t size = strlen(walk->rest) + 1;
        walk->rest = memcpy(walk->buffer + PATH_MAX - size, walk->rest, size);
    }
    size_t room = walk->rest - walk->buffer;
    int64_t length = link->ops->read_link(link, walk->buffer, room);
    if (length < 0)
        return length;
    if ((size_t)length >= room)
        return -ENAMETOOLONG; // there may be more of it
    walk->rest = memmove(walk->buffer + room - length, walk->buffer, length);
    if (*walk->rest == '\0')
        return -ENOENT;
    if (*walk->rest == '/') {
        inode_put(walk->at);
        walk->at = inode_ref(root_directory());
    }
    return 0;
}

// Walks over one component or one slash. What stands before either must be a directory, so "file/"
// is refused like "file/name".
static int step(struct walk *walk, bool follow) {
    if (!inode_is(walk->at, S_IFDIR))
        return -ENOTDIR;
    if (*walk->rest == '/') {
        walk->rest++;
        return 0;
    }
    const char *name = walk->rest;
    while (*walk->rest != '\0' && *walk->rest != '/')
        walk->rest++;
    size_t length = walk->rest - name;
    if (length > NAME_MAX)
        return -ENAMETOOLONG;
    struct inode *next;
    int error = lookup(walk->at, name, length, &next);
    if (error < 0)
        return error;
    if (inode_is(next, S_IFLNK) && (follow || *walk->rest != '\0')) {
        error = follow_link(walk, next);
        inode_put(next);
        return error;
    }
    inode_put(walk->at);
    walk->at = next;
    return 0;
}

int path_lookup(const char *path, struct inode *base, bool follow, struct inode **found) {
    size_t length = strnlen(path, PATH_MAX);
    if (length == 0)
        return -ENOENT;
    if (length == PATH_MAX)
        return -ENAMETOOLONG;
    struct walk walk = {.at = inode_ref(*path == '/' ? root_directory() : base), .rest = path};
    int error = 0;
    while (*walk.rest != '\0' && error == 0)
        error = step(&walk, follow);
    kfree(walk.buffer);
    if (error < 0) {
        inode_put(walk.at);
        return error;
    }
    *found = walk.at;
    return 0;
}

// ---- The way back: from a directory to its name

struct naming {
    uint64_t number;  // looked for in the parent
    char *to, *start; // the path so far is at `start`, growing down towards `to`
    int result;
};

static bool prepend_name(void *context, const char *name, size_t length, uint64_t number,
                         uint8_t type, uint64_t next) {
    (void)type, (void)next;
    struct naming *naming = context;
    if (number != naming->number || is(name, length, ".") || is(name, length, ".."))
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

// Prepends the name of `directory`, which is not the root of its file system, and goes on to its
// parent. Takes over the reference; *parent is one even after an error.
static int name_in_parent(struct inode *directory, struct naming *naming, struct inode **parent) {
    *parent = directory;
    struct inode *above;
    int error = directory->ops->lookup(directory, "..", 2, &above);
    if (error < 0)
        return error;
    *parent = above;
    naming->number = directory->number;
    naming->result = -ENOENT; // until it is found
    inode_put(directory);
    if (!inode_is(above, S_IFDIR))
        return -ENOTDIR;
    uint64_t position = 0;
    error = above->ops->read_directory(above, &position, prepend_name, naming);
    return error < 0 ? error : naming->result;
}

int64_t path_of_directory(struct inode *directory, char *to, size_t size) {
    if (size < sizeof "/")
        return -ERANGE;
    struct naming naming = {.to = to, .start = to + size - 1};
    *naming.start = '\0';
    struct inode *at = ascend(inode_ref(directory));
    int error = 0;
    // Each turn uses up part of `to`, so even a damaged disk's circle of directories ends.
    while (error == 0 && at->number != at->fs->root->number) {
        error = name_in_parent(at, &naming, &at);
        at = ascend(at);
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

// ---- Mounting

static void add_mount(struct file_system *fs) {
    mounts[mounts_used++] = fs;
    fs->device_number = mounts_used;
}

int mount_root(const char *source) {
    assert(mounts_used == 0);
    struct block_device *device = block_find(source);
    if (!device)
        return -ENODEV;
    struct file_system *fs;
    int error = ext2_mount(device, &fs);
    if (error == 0)
        add_mount(fs);
    return error;
}

int mount_at(struct file_system *fs, const char *where) {
    if (mounts_used == MOUNTS_MAX)
        return -ENOMEM;
    struct inode *directory;
    int error = path_lookup(where, root_directory(), true, &directory);
    if (error < 0)
        return error;
    if (!inode_is(directory, S_IFDIR)) {
        inode_put(directory);
        return -ENOTDIR;
    }
    fs->covered = directory;
    add_mount(fs);
    return 0;
}

struct inode *root_directory(void) {
    return mounts[0]->root;
}

struct file_system *mount_number(size_t i) {
    return i < mounts_used ? mounts[i] : NULL;
}
