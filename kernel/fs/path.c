// Path names.
//
// A walk has reached a directory, and has a pointer to the rest of the path. As long as the name
// cache knows the names on the way, nobody sleeps, so nothing can change or go: the walk needs
// neither locks nor references. Where it has to ask the file system, or meets a link or a mounted
// file system, it takes a reference to the directory that it has reached, and keeps to references
// from there on.
//
// A symbolic link puts its target in front of the rest; no recursion, so a chain of links costs no
// stack. The rest then lives at the end of a page-sized buffer, and the next target is read into
// the space before it:
//
//     |target …            |rest\0|  -->  |              target …|rest\0|
//
// A walk that reaches a covered directory goes on in the root mounted there, and ".." from that
// root goes on above the directory (mount.c). A link of /proc is not read: the walk jumps to its
// target.
#include "kernel/fs/path.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "mm/heap.h"

enum { LINKS_MAX = 40 };

struct walk {
    struct inode *at;
    bool named;        // whether the caller wants …
    struct name *name; // … the name of what the walk has reached, if that is no directory
    bool held;         // these are references
    const char *rest;
    char *buffer; // PATH_MAX bytes, once there was a link
    unsigned links;
};

bool name_is(const char *name, size_t length, const char *what) {
    return strncmp(name, what, length) == 0 && what[length] == '\0';
}

// What has the name, whose directory is locked; NULL: nothing has.
static int find(struct name **name, struct inode **found) {
    struct name *asked = *name;
    struct inode *directory = asked->directory;
    asked->used = true;
    *found = asked->known ? inode_ref(asked->inode) : NULL;
    if (asked->known)
        return 0;
    int error = directory->ops->lookup(directory, asked->text, asked->length, found);
    if (error == 0 || error == -ENOENT)
        error = name_learn(name, *found);
    if (error < 0) {
        inode_put(*found);
        *found = NULL;
    }
    return error;
}

// The same by a text, and, unless `kept` is NULL, the name to keep.
static int lookup_in(struct inode *directory, const char *text, size_t length, struct inode **found,
                     struct name **kept) {
    inode_lock(directory);
    struct name *name = name_get(directory, text, length);
    int error = name ? find(&name, found) : -ENOMEM;
    inode_unlock(directory);
    if (error == 0 && !*found)
        error = -ENOENT;
    if (error == 0 && kept && !inode_is(*found, S_IFDIR))
        *kept = name;
    else
        name_put(name);
    return error;
}

// The root directory's ".." is itself.
static struct inode *parent_of(struct inode *directory) {
    directory = mount_ascend(inode_ref(directory));
    struct inode *above = inode_ref(directory->name ? directory->name->directory : directory);
    inode_put(directory);
    return above;
}

// To look for a name in a directory needs the right to search it, but not the right to list it.
static int lookup(struct inode *directory, const char *name, size_t length, struct inode **found,
                  struct name **kept) {
    int error = permission(directory, MAY_EXECUTE);
    if (error < 0)
        return error;
    if (length > NAME_MAX)
        return -ENAMETOOLONG;
    if (name_is(name, length, "."))
        *found = inode_ref(directory);
    else if (name_is(name, length, ".."))
        *found = mount_descend(parent_of(directory));
    else if ((error = lookup_in(directory, name, length, found, kept)) == 0)
        *found = mount_descend(*found);
    return error;
}

static void hold(struct walk *walk) {
    if (walk->held)
        return;
    inode_ref(walk->at);
    name_ref(walk->name);
    walk->held = true;
}

// Takes over both references.
static void move_to(struct walk *walk, struct inode *inode, struct name *name) {
    if (walk->held) {
        inode_put(walk->at);
        name_put(walk->name);
    }
    walk->at = inode;
    walk->name = name;
    walk->held = true;
}

static int follow_link(struct walk *walk, struct inode *link) {
    if (++walk->links > LINKS_MAX)
        return -ELOOP;
    if (link->ops->jump) {
        struct inode *target;
        struct name *name;
        int error = link->ops->jump(link, &target, &name);
        if (error == 0)
            move_to(walk, target, name);
        return error;
    }
    if (!walk->buffer) {
        walk->buffer = kmalloc(PATH_MAX);
        if (!walk->buffer)
            return -ENOMEM;
        size_t size = strlen(walk->rest) + 1;
        walk->rest = memcpy(walk->buffer + PATH_MAX - size, walk->rest, size);
    }
    size_t space = walk->rest - walk->buffer;
    int64_t length = link->ops->read_link(link, walk->buffer, space);
    if (length < 0)
        return length;
    if ((size_t)length >= space)
        return -ENAMETOOLONG; // there may be more of it
    walk->rest = memmove(walk->buffer + space - length, walk->buffer, length);
    if (*walk->rest == '\0')
        return -ENOENT;
    if (*walk->rest == '/')
        move_to(walk, inode_ref(root_directory()), NULL);
    return 0;
}

static size_t component_length(const char *rest) {
    size_t length = 0;
    while (rest[length] != '\0' && rest[length] != '/')
        length++;
    return length;
}

// Whether only slashes follow the next component.
static bool is_last(const char *rest) {
    rest += component_length(rest);
    while (*rest == '/')
        rest++;
    return *rest == '\0';
}

// Walks over slashes. What stands before them must be a directory, so "file/" is refused like
// "file/name".
static int skip_slashes(struct walk *walk) {
    while (*walk->rest == '/')
        walk->rest++;
    return inode_is(walk->at, S_IFDIR) ? 0 : -ENOTDIR;
}

// Walks to what has this name, if that is known and all that there is to do; else returns 1.
static int step_to_known(struct walk *walk, const char *name, size_t length, bool follow) {
    if (walk->held || permission(walk->at, MAY_EXECUTE) < 0)
        return 1;
    struct name *known = name_known(walk->at, name, length);
    struct inode *next = known ? known->inode : NULL;
    if (!next)
        return known ? -ENOENT : 1;
    if (next->covered || (inode_is(next, S_IFLNK) && (follow || *walk->rest != '\0')))
        return 1;
    walk->at = next;
    walk->name = walk->named && !inode_is(next, S_IFDIR) ? known : NULL;
    return 0;
}

// Walks over slashes and one component, if there is one.
static int step(struct walk *walk, bool follow) {
    int error = skip_slashes(walk);
    if (error < 0 || *walk->rest == '\0')
        return error;
    const char *name = walk->rest;
    size_t length = component_length(name);
    walk->rest += length;
    error = step_to_known(walk, name, length, follow);
    if (error <= 0)
        return error;
    hold(walk);
    struct inode *next;
    struct name *kept = NULL;
    error = lookup(walk->at, name, length, &next, walk->named ? &kept : NULL);
    if (error < 0)
        return error;
    if (inode_is(next, S_IFLNK) && (follow || *walk->rest != '\0')) {
        error = follow_link(walk, next);
        inode_put(next);
        name_put(kept);
        return error;
    }
    move_to(walk, next, kept);
    return 0;
}

static int begin(struct walk *walk, const char *path, struct inode *base) {
    if (*path == '\0')
        return -ENOENT;
    *walk = (struct walk){.at = *path == '/' ? root_directory() : base, .rest = path};
    return 0;
}

// Ends a walk: *reached is where it has arrived, if there was no error, and *name its name.
static int finish(struct walk *walk, int error, struct inode **reached, struct name **name) {
    kfree(walk->buffer);
    if (error < 0) {
        move_to(walk, NULL, NULL);
        return error;
    }
    hold(walk);
    *reached = walk->at;
    *name = walk->name;
    return 0;
}

int path_lookup(const char *path, struct inode *base, bool follow, struct inode **found,
                struct name **name) {
    struct walk walk;
    int error = begin(&walk, path, base);
    if (error < 0)
        return error;
    walk.named = name;
    while (*walk.rest != '\0' && error == 0)
        error = step(&walk, follow);
    struct name *there = NULL;
    error = finish(&walk, error, found, &there);
    if (name)
        *name = there;
    else if (error == 0)
        name_put(there); // a link of /proc may have brought it
    return error;
}

// ---- The end of a path

// The last component, as it is written.
static int name_end(const char *rest, struct path_end *end) {
    size_t length = end->length = component_length(rest);
    if (length > NAME_MAX)
        return -ENAMETOOLONG;
    memcpy(end->name, rest, length);
    end->name[length] = '\0';
    end->slash = rest[length] == '/';
    end->inode = NULL;
    end->made = false;
    end->kind = length == 0                   ? END_ROOT
                : name_is(rest, length, ".")  ? END_DOT
                : name_is(rest, length, "..") ? END_DOT_DOT
                                              : END_NAME;
    return 0;
}

// 1 if the last component was a symbolic link, which the walk now goes through; else 0. One that
// jumps ends it.
static int follow_last(struct walk *walk, struct path_end *end) {
    size_t length = component_length(walk->rest);
    struct inode *next;
    hold(walk);
    int error = lookup(walk->at, walk->rest, length, &next, NULL);
    if (error < 0)
        return error == -ENOENT ? 0 : error;
    bool is_link = inode_is(next, S_IFLNK);
    if (is_link) {
        walk->rest += length;
        error = follow_link(walk, next);
    }
    if (error == 0 && is_link && next->ops->jump) {
        end->kind = END_THERE;
        is_link = false;
    }
    inode_put(next);
    return error < 0 ? error : is_link;
}

int path_parent(const char *path, struct inode *base, bool follow, struct path_end *end) {
    struct walk walk;
    int error = begin(&walk, path, base);
    if (error < 0)
        return error;
    do {
        while ((error = skip_slashes(&walk)) == 0 && !is_last(walk.rest) &&
               (error = step(&walk, true)) == 0)
            continue;
        if (error >= 0 && *walk.rest != '\0')
            error = permission(walk.at, MAY_EXECUTE);
        if (error >= 0)
            error = name_end(walk.rest, end);
        if (error == 0 && follow && end->kind == END_NAME && !end->slash)
            error = follow_last(&walk, end);
    } while (error > 0);
    return finish(&walk, error, &end->parent, &end->there);
}

int path_child(struct path_end *end) {
    end->there = name_get(end->parent, end->name, end->length);
    return end->there ? find(&end->there, &end->inode) : -ENOMEM;
}

int path_create(struct path_end *end, const struct new_file *file) {
    struct inode *parent = end->parent, *made;
    name_forget(end->there);
    int error = parent->ops->create(parent, end->name, end->length, file, &made);
    if (error < 0)
        return error;
    end->inode = made;
    end->made = true;
    return name_learn(&end->there, made);
}

void path_end_put(struct path_end *end) {
    inode_put(end->inode);
    name_put(end->there);
    inode_put(end->parent);
}

bool path_is_above(const struct inode *above, const struct inode *below) {
    while (below != above && below->name)
        below = below->name->directory;
    return below == above;
}
