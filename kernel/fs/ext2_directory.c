// ext2: directories are files whose blocks are rows of records, each with a name and the number of
// an inode. There is no order, so looking up means reading until the name comes.
#include "kernel/errno.h"
#include "kernel/fs/ext2_parts.h"
#include "kernel/fs/pagecache.h"
#include "kernel/string.h"

// Emits the records of one block of a directory. 1: all taken; 0: the receiver stopped it.
static int emit_block(struct inode *directory, const char *block, uint64_t *position,
                      directory_emit *emit, void *context) {
    // The file types of directory records as getdents64 has them: the type bits of the mode.
    static const uint16_t modes[] = {0,       S_IFREG, S_IFDIR,  S_IFCHR,
                                     S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK};
    const struct ext2 *ext2 = ext2_of(directory);
    uint32_t block_size = ext2->geometry.block_size;
    uint64_t start = *position - *position % block_size;
    // From the block's beginning, for *position may come from lseek and point anywhere.
    for (uint32_t offset = 0; offset < block_size;) {
        const struct ext2_record *record = ext2_record_at(block, offset, block_size);
        if (!record)
            return ext2_damaged(ext2, directory->number, "damaged directory");
        uint64_t here = start + offset, next = here + record->length;
        offset += record->length;
        if (here < *position)
            continue;
        size_t type = ext2->geometry.has_types && record->type < 8 ? record->type : 0;
        if (record->inode != 0 && !emit(context, record->name, record->name_length, record->inode,
                                        modes[type] >> 12, next))
            return 0;
        *position = next;
    }
    *position = start + block_size;
    return 1;
}

int ext2_read_directory(struct inode *directory, uint64_t *position, directory_emit *emit,
                        void *context) {
    while (*position < directory->size) {
        int result;
        struct frame *frame = pagecache_get(directory, *position >> PAGE_SHIFT, NULL, &result);
        if (!frame)
            return result;
        uint64_t block = page_offset(*position) & -(uint64_t)directory->block_size;
        result = emit_block(directory, (char *)frame_data(frame) + block, position, emit, context);
        pagecache_put(frame);
        if (result <= 0)
            return result;
    }
    return 0;
}

struct search {
    const char *name;
    size_t length;
    uint64_t number; // what it names; 0: not found yet
};

static bool match_name(void *context, const char *name, size_t length, uint64_t number,
                       uint8_t type, uint64_t next) {
    (void)type, (void)next;
    struct search *search = context;
    if (length != search->length || memcmp(name, search->name, length) != 0)
        return true;
    search->number = number;
    return false;
}

int ext2_lookup(struct inode *directory, const char *name, size_t length, struct inode **found) {
    const struct ext2 *ext2 = ext2_of(directory);
    struct search search = {.name = name, .length = length};
    uint64_t position = 0;
    int error = ext2_read_directory(directory, &position, match_name, &search);
    if (error < 0)
        return error;
    if (search.number == 0)
        return -ENOENT;
    if (!ext2_valid_inode(&ext2->geometry, search.number))
        return ext2_damaged(ext2, directory->number, "directory names an impossible inode");
    return ext2_get_inode(directory->fs, search.number, found);
}
