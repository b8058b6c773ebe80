// The inode cache: at most one struct inode in memory for each file, so that all users of a file
// share its size and its cached pages. It is a hash table of lists.
//
// An inode has three lives. While it is filling, one process reads it from the disk and all others
// that want it sleep. Then it is in use as long as refs > 0. After that it is unused: it stays,
// with its pages, so that the next run of the same program reads nothing. When memory is short, its
// pages are evicted first, and then inode_shrink() frees it. An SPT record that maps a page of a
// file holds a reference, so an unused inode has no mapped page.
//
// A file without a name lives until its last reference goes. That may happen where a process can't
// wait for a disk, so the inode is only discarded there, and deleted later (mm/object.h).
#include "kernel/fs/inode.h"
#include "kernel/fs/name.h"
#include "kernel/lib/errno.h"
#include "kernel/panic.h"
#include "kernel/personality.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/heap.h"
#include "mm/pagecache.h"

enum { BUCKETS = 1024, SHRINK_MOST = 8 * BUCKETS };

static const struct object_ops contents_ops;
static void erase(struct object *object);

static struct list buckets[BUCKETS]; // struct inode.cached

static struct list *bucket_of(const struct file_system *fs, uint64_t number) {
    return list_ready(&buckets[(number + (uint64_t)fs / sizeof *fs) % BUCKETS]);
}

static struct inode *find(const struct file_system *fs, uint64_t number) {
    struct list *bucket = bucket_of(fs, number);
    list_for_each(struct inode, inode, bucket, cached)
        if (inode->fs == fs && inode->number == number)
            return inode;
    return NULL;
}

// ---- An inode's contents as an object: what its file system says

static void ref_contents(struct object *object, struct name *name) {
    inode_ref(inode_of(object));
    name_ref(name);
    if (name)
        trace("name object=%lx name=%s", (uint64_t)object, name->text);
}

static void put_contents(struct object *object, struct name *name) {
    inode_put(inode_of(object));
    name_put(name);
}

static int read_pages(struct object *object, uint64_t index, void *const *pages, size_t n) {
    struct inode *inode = inode_of(object);
    return inode->ops->read_pages(inode, index, pages, n);
}

static int write_pages(struct object *object, uint64_t index, void *const *pages, size_t n) {
    struct inode *inode = inode_of(object);
    return inode->ops->write_pages(inode, index, pages, n);
}

static int prepare_write(struct object *object, uint64_t start, uint64_t end) {
    struct inode *inode = inode_of(object);
    return inode->ops->prepare_write ? inode->ops->prepare_write(inode, start, end) : 0;
}

static void modified(struct object *object) {
    struct inode *inode = inode_of(object);
    if (object->is_file)
        inode->mtime = inode->ctime = clock_now();
}

// It was removed, and the process that writes it back is its last user: its contents are not needed
// any more.
static bool unwanted(struct object *object) {
    const struct inode *inode = inode_of(object);
    return inode->links == 0 && inode->refs == 1;
}

static const struct object_ops contents_ops = {
    .ref = ref_contents,
    .put = put_contents,
    .erase = erase,
    .read_pages = read_pages,
    .write_pages = write_pages,
    .prepare_write = prepare_write,
    .modified = modified,
    .unwanted = unwanted,
};

struct inode *inode_of(struct object *object) {
    return object->ops == &contents_ops ? list_entry(object, struct inode, data) : NULL;
}

// An inode with one reference and nothing else.
static struct inode *allocate(struct file_system *fs) {
    struct inode *inode = kzalloc(sizeof *inode);
    if (!inode)
        return NULL;
    inode->fs = fs;
    inode->refs = 1;
    object_init(&inode->data, &contents_ops);
    inode->data.on_disk = fs->sync;
    list_init(&inode->locks);
    list_init(&inode->names);
    list_init(&inode->has);
    list_init(&inode->cached);
    return inode;
}

// Its dirty pages are dropped, too: an inode with such pages ends only when it has no name.
static void destroy(struct inode *inode) {
    pagecache_empty(&inode->data);
    name_inode_ends(inode);
    assert(list_empty(&inode->locks));
    list_remove(&inode->cached);
    list_remove(&inode->data.discarded);
    if (inode->ops && inode->ops->release)
        inode->ops->release(inode);
    kfree(inode);
}

struct inode *inode_get(struct file_system *fs, uint64_t number) {
    struct inode *inode;
    while ((inode = find(fs, number))) {
        if (!inode->filling)
            return inode_ref(inode);
        sleep_on(inode, false); // it may be gone afterwards: retry
    }
    inode = allocate(fs);
    if (!inode)
        return NULL;
    inode->number = number;
    inode->filling = true;
    list_append(bucket_of(fs, number), &inode->cached);
    return inode;
}

void inode_filled(struct inode *inode) {
    inode->data.is_file = inode_is(inode, S_IFREG);
    inode->data.is_directory = inode_is(inode, S_IFDIR);
    inode->filling = false;
    wake_up(inode);
}

void inode_abandon(struct inode *inode) {
    assert(inode->filling && inode->refs == 1);
    wake_up(inode); // the sleepers run later, and won't find it
    destroy(inode);
}

struct inode *inode_new(struct file_system *fs, const struct inode_ops *ops, uint32_t mode) {
    struct inode *inode = allocate(fs);
    if (!inode)
        return NULL;
    inode->ops = ops;
    inode->mode = mode;
    inode->data.is_file = inode_is(inode, S_IFREG);
    inode->data.is_directory = inode_is(inode, S_IFDIR);
    inode->links = 1;
    inode->block_size = PAGE_SIZE;
    inode->atime = inode->mtime = inode->ctime = clock_now();
    return inode;
}

// A directory in use uses its name, which uses the directory above, and so on.
struct inode *inode_ref(struct inode *inode) {
    for (struct inode *above = inode; above && above->refs++ == 0;)
        above = above->name ? name_use(above->name) : NULL;
    return inode;
}

void inode_put(struct inode *inode) {
    for (struct inode *above; inode; inode = above) {
        assert(inode->refs > 0);
        if (--inode->refs > 0)
            return;
        above = inode->name ? name_drop(inode->name) : NULL;
        bool cached = !list_empty(&inode->cached);
        if (inode->ops && inode->ops->erase && (inode->links == 0 || !cached))
            object_discard(&inode->data);
        else if (!cached)
            destroy(inode);
    }
}

// While it is being deleted it counts as filling: should a damaged disk still name it, a process
// that follows the name waits, and then finds that it is gone.
static void erase(struct object *object) {
    struct inode *inode = inode_of(object);
    if (inode->refs > 0)
        return; // the next inode_put discards it again
    name_inode_ends(inode);
    inode->refs = 1;
    inode->filling = true;
    inode->ops->erase(inode);
    for (; inode->refs > 1; yield())
        breathe(); // a process that waits for a page to be written has still to run
    inode->filling = false;
    wake_up(inode);
    inode->refs = 0;
    destroy(inode);
}

void inode_lock(struct inode *inode) {
    assert(inode->refs > 0);
    lock_acquire(&inode->lock);
}

void inode_unlock(struct inode *inode) {
    lock_release(&inode->lock);
}

int inode_save_nowhere(struct inode *inode) {
    (void)inode;
    return 0;
}

// A hole is zero already, and stays a hole.
int inode_zero_tail(struct inode *inode) {
    uint64_t end = inode->data.size;
    int is_data = page_offset(end) ? inode->ops->data_at(inode, end, &end) : false;
    return is_data > 0 ? pagecache_zero_tail(&inode->data) : is_data;
}

// Nothing that is behind the end, in memory or on the disk, may come back when the file grows.
int inode_set_size(struct inode *inode, uint64_t size) {
    bool grows = size > inode->data.size;
    int error = size > inode->fs->size_max ? -EFBIG : grows ? inode_zero_tail(inode) : 0;
    if (error < 0)
        return error;
    inode->data.size = size;
    inode->mtime = inode->ctime = clock_now();
    if (!grows) {
        pagecache_truncate(&inode->data, size);
        error = inode->ops->truncate(inode);
    }
    return first_error(error, inode->ops->save(inode));
}

// It counts as a writer, for the file may become a program while we sleep.
int inode_truncate(struct inode *inode, uint64_t size) {
    if (inode->executors > 0)
        return -ETXTBSY;
    inode->data.writers++;
    inode_lock(inode);
    personality_file_written(inode);
    int error = inode_set_size(inode, size);
    inode_unlock(inode);
    inode->data.writers--;
    return error;
}

// Returns how many inodes it has looked at.
static unsigned drop_unused_in(struct list *bucket) {
    unsigned seen = 0;
    list_for_each_removing(struct inode, inode, bucket, cached) {
        seen++;
        if (!inode->filling && inode->ops->shrink)
            inode->ops->shrink(inode);
        if (inode->refs == 0 && !inode->filling && list_empty(&inode->data.discarded) &&
            list_empty(&inode->data.pages) && list_empty(&inode->data.dirty_pages))
            destroy(inode);
    }
    return seen;
}

static uint32_t hand; // the bucket that is next

void inode_shrink(void) {
    unsigned seen = 0;
    name_drop_unused();
    for (size_t i = 0; i < BUCKETS && seen < SHRINK_MOST; i++)
        seen += drop_unused_in(list_ready(&buckets[hand++ % BUCKETS]));
}

void inode_drop_unused(void) {
    pagecache_drop_clean();
    for (uint32_t start = hand; hand - start < BUCKETS; breathe())
        inode_shrink();
}

void inode_check_all(void) {
    for (size_t i = 0; i < BUCKETS; i++)
        list_for_each(struct inode, inode, list_ready(&buckets[i]), cached)
            if (!inode->filling && inode->ops->check)
                inode->ops->check(inode);
}
