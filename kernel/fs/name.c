// Names: see name.h for the idea. They are in a hash table, by directory and text. There may be as
// many as frames, which is about 4% of memory. When there are more, each new one moves a clock hand
// on by one bucket: a name there that was not used since the hand passed last is dropped.
#include "kernel/fs/name.h"
#include "kernel/fs/path.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"
#include "mm/frame.h"
#include "mm/heap.h"

enum { BUCKETS = 2048, MOST = 8 * BUCKETS };

static struct list buckets[BUCKETS]; // struct name.in_bucket
static uint64_t names;

char *name_text(const char *text, size_t length) {
    char *copy = kzalloc(length + 1);
    return copy ? memcpy(copy, text, length) : NULL;
}

static struct list *bucket_of(const struct inode *directory, const char *text, size_t length) {
    uint32_t seed = (uint64_t)directory / sizeof(void *);
    return list_ready(&buckets[string_hash(text, length, seed) % BUCKETS]);
}

static inline struct name *find(struct inode *directory, const char *text, size_t length) {
    const struct list *bucket = bucket_of(directory, text, length);
    list_for_each(struct name, name, bucket, in_bucket)
        if (name->directory == directory && name->length == length &&
            string_equal(name->text, text, length))
            return name;
    return NULL;
}

static void insert(struct name *name) {
    list_append(&name->directory->names, &name->in_directory);
    list_append(bucket_of(name->directory, name->text, name->length), &name->in_bucket);
}

static void set_inode(struct name *name, struct inode *inode) {
    list_remove(&name->of_inode);
    name->inode = inode;
    if (inode)
        list_append(&inode->has, &name->of_inode);
}

// Takes it out of the directory. Its users show it as deleted.
void name_removed(struct name *name) {
    list_remove(&name->in_directory);
    list_remove(&name->in_bucket);
    name->known = false;
}

// It has no users.
static void destroy(struct name *name) {
    if (name->inode && name->inode->name == name)
        name->inode->name = NULL;
    set_inode(name, NULL);
    name_removed(name);
    kfree(name->text);
    kfree(name);
    names--;
}

static void drop_unused_in(struct list *bucket, bool all) {
    list_for_each_removing(struct name, name, bucket, in_bucket) {
        if (name->refs == 0 && (all || !name->used))
            destroy(name);
        else
            name->used = false;
    }
}

void name_drop_unused(void) {
    for (size_t i = 0; i < BUCKETS; i++)
        drop_unused_in(list_ready(&buckets[i]), true);
}

// A new name, with one reference.
static struct name *make(struct inode *directory, const char *text, size_t length) {
    static uint32_t hand;
    if (names >= min(frame_usable(), MOST))
        drop_unused_in(list_ready(&buckets[hand++ % BUCKETS]), false);
    struct name *name = kmalloc(sizeof *name);
    char *copy = name_text(text, length);
    if (!name || !copy) {
        kfree(name);
        kfree(copy);
        return NULL;
    }
    *name =
        (struct name){.refs = 1, .text = copy, .length = length, .directory = inode_ref(directory)};
    list_init(&name->of_inode);
    insert(name);
    names++;
    return name;
}

struct name *name_get(struct inode *directory, const char *text, size_t length) {
    struct name *name = find(directory, text, length);
    return name ? name_ref(name) : make(directory, text, length);
}

struct inode *name_use(struct name *name) {
    return name->refs++ == 0 ? name->directory : NULL;
}

// One of which nothing is known, or that was removed, is of no use any more.
struct inode *name_drop(struct name *name) {
    if (--name->refs > 0)
        return NULL;
    struct inode *directory = name->directory;
    if (!name->known)
        destroy(name);
    return directory;
}

struct name *name_ref(struct name *name) {
    struct inode *directory = name ? name_use(name) : NULL;
    if (directory)
        inode_ref(directory);
    return name;
}

void name_put(struct name *name) {
    if (name)
        inode_put(name_drop(name));
}

// ---- What is known

struct name *name_known(struct inode *directory, const char *text, size_t length) {
    struct name *name = find(directory, text, length);
    if (!name || !name->known)
        return NULL;
    name->used = true;
    return name;
}

int name_learn(struct name **name, struct inode *found) {
    struct name *old = *name;
    struct inode *directory = old->directory;
    bool is_directory = found && inode_is(found, S_IFDIR), may_know = directory->ops->create;
    if (!is_directory && !may_know)
        return 0;
    if (old->inode && old->inode != found) { // a change has failed, but not all of it; or in /proc
        *name = make(directory, old->text, old->length);
        name_removed(old);
        name_put(old);
    }
    if (!*name)
        return -ENOMEM;
    if (is_directory && (found->name ? found->name != *name : inode_is_root(found))) {
        kprintf("%s: directory %lu has two names\n", found->fs->source, found->number);
        return -EIO;
    }
    set_inode(*name, found);
    (*name)->known = may_know;
    if (is_directory && !found->name)
        found->name = name_ref(*name);
    return 0;
}

void name_moved(struct name *name, struct name *to, struct inode *moved, char *text) {
    struct inode *from = name->directory;
    name_removed(name);
    name_removed(to);
    kfree(name->text);
    name->text = text;
    name->length = to->length;
    name->directory = inode_ref(to->directory);
    name->known = true;
    set_inode(name, moved);
    insert(name);
    inode_put(from);
}

void name_inode_ends(struct inode *inode) {
    list_for_each_removing(struct name, name, &inode->names, in_directory)
        destroy(name);
    list_for_each_removing(struct name, name, &inode->has, of_inode) {
        name->known = false;
        set_inode(name, NULL);
    }
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
