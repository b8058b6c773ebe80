// Names in use: see name.h for the idea. They are found by going through those of one directory,
// which are as many as there are files of it in use under different names.
#include "kernel/fs/name.h"
#include "kernel/fs/path.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"
#include "mm/heap.h"

char *name_text(const char *text, size_t length) {
    char *copy = kzalloc(length + 1);
    return copy ? memcpy(copy, text, length) : NULL;
}

static struct name *find(struct inode *directory, const char *text, size_t length) {
    list_for_each(struct name, name, &directory->names, in_directory)
        if (name_is(text, length, name->text))
            return name;
    return NULL;
}

struct name *name_get(struct inode *directory, const char *text, size_t length) {
    struct name *name = find(directory, text, length);
    if (name)
        return name_ref(name);
    name = kmalloc(sizeof *name);
    char *copy = name_text(text, length);
    if (!name || !copy) {
        kfree(name);
        kfree(copy);
        return NULL;
    }
    *name = (struct name){.refs = 1, .text = copy, .directory = inode_ref(directory)};
    list_append(&directory->names, &name->in_directory);
    return name;
}

struct name *name_ref(struct name *name) {
    if (name)
        name->refs++;
    return name;
}

struct inode *name_drop(struct name *name) {
    if (!name || --name->refs > 0)
        return NULL;
    struct inode *directory = name->directory;
    list_remove(&name->in_directory);
    kfree(name->text);
    kfree(name);
    return directory;
}

void name_put(struct name *name) {
    inode_put(name_drop(name));
}

int name_directory(struct inode *found, struct inode *above, const char *text, size_t length) {
    if (!found->name && !inode_is_root(found)) {
        found->name = name_get(above, text, length);
        return found->name ? 0 : -ENOMEM;
    }
    if (found->name && found->name->directory == above && name_is(text, length, found->name->text))
        return 0;
    kprintf("%s: directory %lu has two names\n", found->fs->source, found->number);
    return -EIO;
}

void name_removed(struct inode *directory, const char *text, size_t length) {
    struct name *name = find(directory, text, length);
    if (name)
        list_remove(&name->in_directory);
}

void name_moved(const struct rename *rename, char *text) {
    struct name *name = find(rename->from, rename->old_name, rename->old_length);
    name_removed(rename->to, rename->new_name, rename->new_length);
    if (!name) {
        kfree(text);
        return;
    }
    struct inode *from = name->directory;
    kfree(name->text);
    name->text = text;
    name->directory = inode_ref(rename->to);
    list_remove(&name->in_directory);
    list_append(&rename->to->names, &name->in_directory);
    inode_put(from);
}

// ---- Paths

// Puts `text` before what is at *start, as far as there is space from `to` on.
static bool prepend(char **start, const char *to, const char *text) {
    size_t length = strlen(text);
    if ((size_t)(*start - to) < length)
        return false;
    *start -= length;
    memcpy(*start, text, length);
    return true;
}

static const struct name *name_above(const struct inode *directory) {
    while (inode_is_root(directory) && directory->fs->covered)
        directory = directory->fs->covered;
    return directory->name;
}

int64_t path_of(const struct inode *inode, const struct name *name, char *to, size_t size) {
    bool is_directory = inode_is(inode, S_IFDIR), fits = size > 0;
    char *start = to + size - 1;
    if (is_directory)
        name = name_above(inode);
    if (!is_directory && !name)
        return -ENOENT;
    *start = '\0';
    if (!name)
        fits = prepend(&start, to, "/");
    else if (list_empty(&name->in_directory))
        fits = prepend(&start, to, " (deleted)");
    for (; name && fits; name = name_above(name->directory))
        fits = prepend(&start, to, name->text) && prepend(&start, to, "/");
    if (!fits)
        return -ENAMETOOLONG;
    size_t length = to + size - start;
    memmove(to, start, length);
    return length;
}
