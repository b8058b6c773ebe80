// Making, naming and removing files. Each operation changes a directory and the inodes it names, in
// an order in which every name has an inode and every inode in use has a name,
// whatever moment the machine stops (ext2_fs.h). Link counts may be too low for a moment; e2fsck
// counts.
#include "kernel/dev/clock.h"
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"

// The directory has changed, and its inode with it.
static int touch(struct inode *directory) {
    directory->mtime = directory->ctime = clock_now();
    return ext2_save(directory);
}

int ext2_lookup(struct inode *directory, const char *name, size_t length, struct inode **found) {
    struct ext2 *ext2 = ext2_of(directory);
    uint32_t number;
    int error = ext2_find(directory, name, length, &number);
    if (error < 0)
        return error;
    if (!ext2_valid_inode(&ext2->geometry, number))
        return ext2_damaged(ext2, directory->number, "directory names an impossible inode");
    error = ext2_get_inode(directory->fs, number, found);
    if (error == -ENOENT)
        return ext2_damaged(ext2, number, "deleted, but a directory names it");
    return error;
}

// ---- Making

// A short target takes the place of the block numbers, a long one a block.
static int init_link(struct inode *link, const char *target) {
    struct ext2_blocks *blocks = link->private;
    size_t length = strlen(target);
    if (length >= link->block_size)
        return -ENAMETOOLONG;
    link->data.size = length;
    blocks->is_target = length < sizeof blocks->block;
    if (blocks->is_target) {
        memcpy(blocks->block, target, length);
        return 0;
    }
    int error;
    struct frame *frame = pagecache_get_zeroed(&link->data, 0, &error);
    if (!frame)
        return error;
    char *contents = memcpy(frame_data(frame), target, length);
    uint32_t block;
    error = ext2_map_or_add(link, 0, contents, &block);
    pagecache_put(frame);
    return error;
}

static int init_contents(struct inode *inode, const struct inode *directory, const char *target) {
    if (inode_is(inode, S_IFLNK))
        return init_link(inode, target);
    if (!inode_is(inode, S_IFDIR))
        return 0;
    inode->links = 2; // its name and its "."
    return ext2_init_directory(inode, directory);
}

// Whether the directory can have one more subdirectory, whose ".." is a link to it.
static bool space_for_subdirectory(const struct inode *directory) {
    return directory->links < EXT2_LINKS_MAX;
}

int ext2_create(struct inode *directory, const char *name, size_t length,
                const struct new_file *file, struct inode **created) {
    bool is_directory = (file->mode & S_IFMT) == S_IFDIR;
    if (is_directory && !space_for_subdirectory(directory))
        return -EMLINK;
    struct inode *inode;
    int error = ext2_new_inode(directory, file, &inode);
    if (error < 0)
        return error;
    error = init_contents(inode, directory, file->target);
    if (error == 0)
        error = ext2_save(inode);
    if (error == 0)
        error = ext2_add_name(directory, name, length, inode, is_directory);
    if (error < 0) {
        inode->links = 0;
        inode_put(inode); // and it will be deleted
        return error;
    }
    directory->links += is_directory;
    *created = inode;
    error = touch(directory);
    if (error < 0)
        inode_put(inode); // it is there all the same
    return error;
}

int ext2_link(struct inode *directory, const char *name, size_t length, struct inode *inode) {
    if (inode->links >= EXT2_LINKS_MAX)
        return -EMLINK;
    inode->links++; // before the first sleep, so that it cannot be deleted meanwhile
    inode->ctime = clock_now();
    int error = ext2_save(inode);
    if (error == 0)
        error = ext2_add_name(directory, name, length, inode, true); // its other may go next
    if (error < 0) {
        inode->links--;
        ext2_save(inode);
        return error;
    }
    return touch(directory);
}

// ---- Removing

// A subdirectory's ".." is no longer a link to it. (The count may be damaged, but while it has a
// name it is never deleted.)
static void lose_subdirectory(struct inode *directory) {
    if (directory->links > 2)
        directory->links--;
}

// The inode has lost a name in `directory`; a directory has but one, besides its ".".
static int drop_name(struct inode *directory, struct inode *inode) {
    if (inode_is(inode, S_IFDIR)) {
        lose_subdirectory(directory);
        inode->links = 0;
    } else {
        inode->links--;
    }
    inode->ctime = clock_now();
    return ext2_save(inode);
}

int ext2_unlink(struct inode *directory, const char *name, size_t length, struct inode *inode) {
    int error = inode_is(inode, S_IFDIR) ? ext2_is_empty(inode) : 0;
    if (error == 0)
        error = ext2_remove_name(directory, name, length, false);
    if (error < 0)
        return error;
    error = drop_name(directory, inode);
    return first_error(error, touch(directory));
}

// ---- Renaming

// The new name appears on the disk, either taking over a record or as a new one.
static int put_new_name(const struct rename *rename) {
    const char *name = rename->new_name;
    size_t length = rename->new_length;
    if (!rename->replaced)
        return ext2_add_name(rename->to, name, length, rename->moved, true);
    int error = inode_is(rename->replaced, S_IFDIR) ? ext2_is_empty(rename->replaced) : 0;
    if (error == 0)
        error = ext2_set_name(rename->to, name, length, rename->moved, true);
    return error < 0 ? error : drop_name(rename->to, rename->replaced);
}

// A directory has moved: its ".." is another.
static int change_parent(const struct rename *rename) {
    int error = ext2_set_name(rename->moved, "..", 2, rename->to, false);
    if (error < 0)
        return error;
    rename->to->links++;
    lose_subdirectory(rename->from);
    return 0;
}

int ext2_rename(const struct rename *rename) {
    bool moves = rename->from != rename->to && inode_is(rename->moved, S_IFDIR);
    if (moves && !rename->replaced && !space_for_subdirectory(rename->to))
        return -EMLINK;
    int error = put_new_name(rename);
    if (error == 0) {
        error = ext2_remove_name(rename->from, rename->old_name, rename->old_length, true);
        if (error < 0)
            rename->moved->links++; // it has both names
    }
    if (error == 0 && moves)
        error = change_parent(rename);
    rename->moved->ctime = clock_now();
    error = first_error(error, ext2_save(rename->moved));
    error = first_error(error, touch(rename->from));
    return first_error(error, touch(rename->to));
}
