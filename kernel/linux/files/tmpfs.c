// Files that are memory (mm/shm.c), and /dev/shm, a directory of them. It has no directories in it,
// only names. memfd_create makes such a file without a name.
#include "kernel/linux/files/tmpfs.h"
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/name.h"
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/pagecache.h"
#include "mm/shm.h"
#include "mm/swap.h"
#include "mm/usercopy.h"

// A name. They are in the order of their positions in the directory.
struct entry {
    struct list all;
    uint64_t position;
    struct inode *inode; // a reference
    char *name;
};

enum { ROOT_NUMBER = 1, FIRST_POSITION = 2 }; // behind "." and ".."

static struct list entries = {&entries, &entries};
static uint64_t names; // how many entries

// As on Linux, half as many names as pages of memory: long names take up to an eighth of it.
static uint64_t names_most(void) {
    return frame_usable() / 2;
}

// ---- Files: they may take half of memory and swap, as on Linux

static uint64_t pages_most(void) {
    return (frame_usable() + swap_total) / 2;
}

static int file_read_pages(struct inode *inode, uint64_t index, void *const *pages, size_t n) {
    return shm_read_pages(&inode->data, index, pages, n);
}

static int file_write_pages(struct inode *inode, uint64_t index, void *const *pages, size_t n) {
    return shm_write_pages(&inode->data, index, pages, n);
}

// Whether a page was written to: else it is a hole.
static bool is_data(struct inode *inode, uint64_t index) {
    const struct frame *frame = pagecache_find(&inode->data, index);
    return (frame && frame->dirty) || shm_has_slot(&inode->data, index);
}

// The bytes are those of one page.
static int file_prepare_write(struct inode *inode, uint64_t start, uint64_t end) {
    (void)end;
    uint64_t index = start / PAGE_SIZE;
    bool fits =
        is_data(inode, index) || (shm_pages() < pages_most() && shm_reserve(&inode->data, index));
    return fits ? 0 : -ENOSPC;
}

static int file_data_at(struct inode *inode, uint64_t offset, uint64_t *end) {
    *end = min(*end, page_down(offset) + PAGE_SIZE);
    return is_data(inode, offset / PAGE_SIZE);
}

// The rest of the last page may be in swap.
static int file_truncate(struct inode *inode) {
    shm_forget_slots(&inode->data, page_up(inode->data.size) / PAGE_SIZE, SHM_PAGES_MAX);
    return inode_zero_tail(inode);
}

static void file_erase(struct inode *inode) {
    shm_empty(&inode->data);
}

static void file_release(struct inode *inode) {
    kfree(inode->private);
}

static const struct inode_ops file_inode_ops = {
    .read_pages = file_read_pages,
    .write_pages = file_write_pages,
    .erase = file_erase,
    .release = file_release,
    .prepare_write = file_prepare_write,
    .data_at = file_data_at,
    .truncate = file_truncate,
    .save = inode_save_nowhere,
    .sync = inode_save_nowhere,
};

// An empty regular file, made in `directory` or in none. `name`, which is on the heap and goes with
// the file, is what /proc shows of a file without a name in a directory; else NULL. Returns NULL
// without memory.
static struct inode *new_file(struct file_system *fs, uint32_t mode, const struct inode *directory,
                              char *name) {
    static uint64_t number = ROOT_NUMBER;
    struct inode *inode = inode_new(fs, &file_inode_ops, mode);
    if (!inode)
        return NULL;
    inode->data.is_memory = true;
    inode->private = name;
    inode->number = ++number;
    personality_file_made(inode, directory);
    return inode;
}

const char *tmpfs_name(const struct inode *inode) {
    return inode->ops == &file_inode_ops ? inode->private : NULL;
}

// ---- The directory

// The directory is locked, so others may run meanwhile.
static struct entry *find(const char *name, size_t length) {
    list_for_each(struct entry, entry, &entries, all) {
        if (name_is(name, length, entry->name))
            return entry;
        breathe();
    }
    return NULL;
}

static int tmpfs_lookup(struct inode *directory, const char *name, size_t length,
                        struct inode **found) {
    (void)directory;
    const struct entry *entry = find(name, length);
    *found = entry ? inode_ref(entry->inode) : NULL;
    return entry ? 0 : -ENOENT;
}

static int tmpfs_read_directory(struct inode *directory, uint64_t *position, directory_emit *emit,
                                void *context) {
    for (; *position < FIRST_POSITION; ++*position)
        if (!emit(context, "..", *position + 1, directory->number, DT_DIR, *position + 1))
            return 0;
    list_for_each(const struct entry, entry, &entries, all) {
        breathe();
        if (entry->position < *position)
            continue;
        if (!emit(context, entry->name, strlen(entry->name), entry->inode->number, DT_REG,
                  entry->position + 1))
            return 0;
        *position = entry->position + 1;
    }
    return 0;
}

static void touch(struct inode *inode) {
    inode->ctime = clock_now();
    if (inode_is(inode, S_IFDIR))
        inode->mtime = inode->ctime;
}

// Takes a reference.
static int add_name(struct inode *directory, const char *name, size_t length, struct inode *inode) {
    static uint64_t last = FIRST_POSITION;
    if (names >= names_most())
        return -ENOSPC;
    struct entry *entry = kmalloc(sizeof *entry);
    char *text = name_text(name, length);
    if (!entry || !text) {
        kfree(entry);
        kfree(text);
        return -ENOMEM;
    }
    names++;
    *entry = (struct entry){.position = last++, .inode = inode_ref(inode), .name = text};
    list_append(&entries, &entry->all);
    touch(directory);
    return 0;
}

static int tmpfs_create(struct inode *directory, const char *name, size_t length,
                        const struct new_file *file, struct inode **created) {
    if ((file->mode & S_IFMT) != S_IFREG)
        return -EPERM;
    struct inode *inode = new_file(directory->fs, file->mode, directory, NULL);
    int error = inode ? add_name(directory, name, length, inode) : -ENOMEM;
    if (error == 0)
        *created = inode;
    else
        inode_put(inode);
    return error;
}

static int tmpfs_link(struct inode *directory, const char *name, size_t length,
                      struct inode *inode) {
    int error = add_name(directory, name, length, inode);
    inode->links += error == 0;
    touch(inode);
    return error;
}

static int tmpfs_unlink(struct inode *directory, const char *name, size_t length,
                        struct inode *inode) {
    struct entry *entry = find(name, length);
    names--;
    list_remove(&entry->all);
    kfree(entry->name);
    kfree(entry);
    touch(directory);
    inode->links--;
    touch(inode);
    inode_put(inode);
    return 0;
}

static int tmpfs_rename(const struct rename *rename) {
    struct entry *entry = find(rename->old_name, rename->old_length);
    char *text = name_text(rename->new_name, rename->new_length);
    if (!text)
        return -ENOMEM;
    if (rename->replaced)
        tmpfs_unlink(rename->to, rename->new_name, rename->new_length, rename->replaced);
    kfree(entry->name);
    entry->name = text;
    touch(rename->to);
    touch(rename->moved);
    return 0;
}

static void tmpfs_count(struct file_system *fs) {
    uint64_t used = shm_pages();
    fs->blocks = pages_most();
    fs->blocks_free = used < fs->blocks ? fs->blocks - used : 0;
    fs->files = names_most();
    fs->files_free = fs->files - names;
}

static const struct inode_ops directory_inode_ops = {
    .lookup = tmpfs_lookup,
    .read_directory = tmpfs_read_directory,
    .create = tmpfs_create,
    .link = tmpfs_link,
    .unlink = tmpfs_unlink,
    .rename = tmpfs_rename,
    .save = inode_save_nowhere,
    .sync = inode_save_nowhere,
};

struct file_system *tmpfs_new(void) {
    static struct file_system fs = {.type = "tmpfs",
                                    .source = "tmpfs",
                                    .writable = true,
                                    .magic = TMPFS_MAGIC,
                                    .size_max = SHM_SIZE_MAX,
                                    .count = tmpfs_count};
    fs.root = inode_new(&fs, &directory_inode_ops, S_IFDIR | 01777);
    if (!fs.root)
        return NULL;
    fs.root->number = ROOT_NUMBER;
    fs.root->links = 2;
    return &fs;
}

// /proc shows the name.
int64_t sys_memfd_create(uint64_t name_from, uint32_t flags) {
    enum { MFD_CLOEXEC = 1, MFD_EXEC = 16, NAME_SIZE = 250 };
    static struct file_system fs = {.type = "tmpfs",
                                    .source = "memfd",
                                    .writable = true,
                                    .magic = TMPFS_MAGIC,
                                    .size_max = SHM_SIZE_MAX};
    char name[NAME_SIZE];
    if (flags & ~(MFD_CLOEXEC | MFD_EXEC)) // there are no seals
        return -EINVAL;
    int64_t length = copy_string_from_user(name, name_from, NAME_SIZE);
    if (length < 0)
        return length == -ENAMETOOLONG ? -EINVAL : length;
    size_t size = length + sizeof "/memfd: (deleted)";
    char *shown = kmalloc(size);
    struct inode *inode = shown ? new_file(&fs, S_IFREG | 0777, NULL, shown) : NULL;
    if (!inode) {
        kfree(shown);
        return -ENOMEM;
    }
    ksnprintf(shown, size, "/memfd:%s (deleted)", name);
    inode->links = 0;
    struct file *file;
    int error = file_open(inode, NULL, O_RDWR | O_LARGEFILE, &file);
    inode_put(inode);
    return error < 0 ? error : fd_install(file, 0, flags & MFD_CLOEXEC);
}
