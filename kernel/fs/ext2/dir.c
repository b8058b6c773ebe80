// Contents of directories: rows of records in blocks (disk.h). The index (index.c) says where a
// name is; without one, all records are searched. A new name gets the first gap of a removed one
// that is large enough, or a new block at the end. All callers have the directory locked.
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/fs/path.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "mm/heap.h"

enum { TYPES = 8 };

// The file types of records, as the type bits of the mode.
static const uint16_t modes[TYPES] = {0,       S_IFREG, S_IFDIR,  S_IFCHR,
                                      S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK};

static uint8_t type_of(const struct inode *inode) {
    uint8_t type = 0;
    for (uint8_t i = 0; i < TYPES; i++)
        if (inode_is(inode, modes[i]))
            type = i;
    return ext2_of(inode)->geometry.has_types ? type : 0;
}

// ---- Listing

// Emits the records of one block of a directory. 1: all taken; 0: the receiver stopped it.
static int emit_block(struct inode *directory, const char *block, uint64_t *position,
                      directory_emit *emit, void *context) {
    const struct ext2 *ext2 = ext2_of(directory);
    uint32_t block_size = ext2->geometry.block_size;
    uint64_t start = *position - *position % block_size;
    // From the block's beginning, for *position may come from lseek and point anywhere.
    for (uint32_t offset = 0; offset < block_size;) {
        const struct ext2_record *record = ext2_record_at(block, offset, block_size);
        if (!record || (record->inode != 0 && !ext2_is_name(record)))
            return ext2_damaged(ext2, directory->number, "damaged directory");
        uint64_t here = start + offset, next = here + record->length;
        offset += record->length;
        if (here < *position)
            continue;
        size_t type = ext2->geometry.has_types && record->type < TYPES ? record->type : 0;
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
    while (*position < directory->data.size) {
        int result;
        struct frame *frame =
            pagecache_get(&directory->data, *position >> PAGE_SHIFT, NULL, &result);
        if (!frame)
            return result;
        uint64_t block = page_offset(*position) & -(uint64_t)directory->block_size;
        result = emit_block(directory, (char *)frame_data(frame) + block, position, emit, context);
        pagecache_put(frame);
        breathe();
        if (result <= 0 || running_is_killed())
            return result <= 0 ? result : -EINTR;
    }
    return 0;
}

// ---- Finding

int ext2_directory_block(struct inode *directory, uint64_t position, struct frame **frame,
                         char **block) {
    int error = 0;
    *frame = pagecache_get(&directory->data, position >> PAGE_SHIFT, NULL, &error);
    *block = *frame ? (char *)frame_data(*frame) + page_offset(position) : NULL;
    return error;
}

// Where a name is.
struct place {
    struct frame *frame; // pinned
    char *block;
    uint64_t start;  // the block's position in the directory
    uint32_t offset; // of the record in the block
};

static struct ext2_record *record_at(const struct place *place) {
    return (void *)(place->block + place->offset);
}

enum purpose { FIND, FINISH, INSERT };

static int get_block(struct inode *directory, uint64_t position, struct place *place) {
    place->start = position;
    return ext2_directory_block(directory, position, &place->frame, &place->block);
}

// Finds the entry's name by the index.
static int find_indexed(struct inode *directory, const struct ext2_name *entry,
                        struct place *place) {
    const struct ext2_place *at;
    for (uint32_t n = 0; (at = ext2_index_find(directory, entry->name, entry->length, n)); n++) {
        uint64_t position = at->position * 4ul;
        place->offset = position % directory->block_size;
        int error = get_block(directory, position - place->offset, place);
        if (error < 0)
            return error;
        const struct ext2_record *record =
            ext2_record_at(place->block, place->offset, directory->block_size);
        if (record && record->name_length == entry->length &&
            memcmp(record->name, entry->name, entry->length) == 0)
            return 0;
        pagecache_put(place->frame);
        if (!record)
            return ext2_damaged(ext2_of(directory), directory->number, "damaged directory");
    }
    return -ENOENT;
}

// Finds the entry's name or, to insert it, space for it, which it takes. -ENOENT. A process that is
// killed meanwhile stops its search, unless it has to finish something.
static int find(struct inode *directory, const struct ext2_name *entry, enum purpose purpose,
                struct place *place) {
    struct ext2 *ext2 = ext2_of(directory);
    struct ext2_blocks *blocks = directory->private;
    uint32_t block_size = ext2->geometry.block_size;
    bool insert = purpose == INSERT;
    if (!insert && (blocks->index || ext2_index_make(directory)))
        return find_indexed(directory, entry, place);
    uint64_t position = insert ? blocks->space : 0;
    for (place->offset = position % block_size; position < directory->data.size;
         place->offset = 0) {
        int error = get_block(directory, position - place->offset, place);
        if (error < 0)
            return error;
        enum ext2_result result =
            insert ? ext2_insert_record(place->block, block_size, entry, &place->offset)
                   : ext2_find_record(place->block, block_size, entry->name, entry->length,
                                      &place->offset);
        position = place->start + (result == EXT2_FOUND ? place->offset : block_size);
        if (insert && result != EXT2_DAMAGED)
            blocks->space = position;
        if (result == EXT2_FOUND)
            return 0;
        pagecache_put(place->frame);
        if (result == EXT2_DAMAGED)
            return ext2_damaged(ext2, directory->number, "damaged directory");
        if (purpose != FINISH && running_is_killed())
            return -EINTR;
    }
    return -ENOENT;
}

static int find_name(struct inode *directory, const char *name, size_t length, enum purpose purpose,
                     struct place *place) {
    struct ext2_name entry = {.name = name, .length = length};
    return find(directory, &entry, purpose, place);
}

int ext2_find(struct inode *directory, const char *name, size_t length, uint32_t *number) {
    struct place place;
    int error = find_name(directory, name, length, FIND, &place);
    if (error < 0)
        return error;
    *number = record_at(&place)->inode;
    pagecache_put(place.frame);
    return 0;
}

static bool is_other_name(void *context, const char *name, size_t length, uint64_t number,
                          uint8_t type, uint64_t next) {
    (void)number, (void)type, (void)next;
    bool *found = context;
    *found |= !name_is(name, length, ".") && !name_is(name, length, "..");
    return !*found;
}

int ext2_is_empty(struct inode *directory) {
    bool found = false;
    uint64_t position = 0;
    int error = ext2_read_directory(directory, &position, is_other_name, &found);
    return error < 0 ? error : found ? -ENOTEMPTY : 0;
}

// ---- Changing

// `now`: before any other directory's page.
static int finish(struct frame *frame, bool now) {
    struct ext2 *ext2 = ext2_of(inode_of(frame->object));
    int error = ext2_put_changed(frame, now);
    if (now)
        ext2->named = ext2->written;
    return error;
}

// Adds a block with these names at the end. The page comes first: nothing may fail between the
// block and the size.
static int append_block(struct inode *directory, const struct ext2_name *names, unsigned n) {
    uint32_t block_size = directory->block_size, offset = 0, number;
    struct frame *frame;
    char *place;
    int error = ext2_before_names(ext2_of(directory));
    if (error < 0)
        return error;
    error = ext2_directory_block(directory, directory->data.size, &frame, &place);
    if (error < 0)
        return error;
    void *block = kmalloc(block_size);
    if (block) {
        ext2_empty_block(block, block_size);
        for (unsigned i = 0; i < n; i++)
            ext2_insert_record(block, block_size, &names[i], &offset);
        error = ext2_map_or_add(directory, directory->data.size / block_size, block, &number);
    }
    if (block && error == 0) {
        memcpy(place, block, block_size);
        directory->data.size += block_size;
    }
    kfree(block);
    pagecache_put(frame);
    return !block ? -ENOMEM : error < 0 ? error : ext2_save(directory);
}

int ext2_add_name(struct inode *directory, const char *name, size_t length,
                  const struct inode *inode, bool now) {
    struct ext2_name entry = {name, length, inode->number, type_of(inode)};
    struct place place;
    int error = find(directory, &entry, INSERT, &place);
    if (error == 0) {
        ext2_index_add(directory, name, length, place.start + place.offset);
        error = finish(place.frame, now);
    } else if (error == -ENOENT) {
        uint64_t end = directory->data.size;
        error = append_block(directory, &entry, 1);
        if (directory->data.size > end)
            ext2_index_add(directory, name, length, end);
    }
    if (error < 0 && error != -EINTR)
        ext2_remove_name(directory, name, length, true); // it may be there, but must not stay
    return error;
}

int ext2_set_name(struct inode *directory, const char *name, size_t length,
                  const struct inode *inode, bool now) {
    struct place place;
    int error = find_name(directory, name, length, FIND, &place);
    if (error < 0)
        return error;
    struct ext2 *ext2 = ext2_of(directory);
    struct ext2_record *record = record_at(&place), old = *record;
    record->inode = inode->number;
    record->type = type_of(inode);
    pagecache_dirty(place.frame);
    if (now)
        error = pagecache_clean(place.frame);
    if (now && error == 0)
        error = ext2_settle(ext2, ext2->written); // what was named goes next
    if (error < 0) {
        record->inode = old.inode;
        record->type = old.type;
        pagecache_dirty(place.frame);
    }
    pagecache_put(place.frame);
    return error;
}

int ext2_remove_name(struct inode *directory, const char *name, size_t length, bool finishes) {
    struct place place;
    int error = find_name(directory, name, length, finishes ? FINISH : FIND, &place);
    if (error < 0)
        return error;
    struct ext2_blocks *blocks = directory->private;
    blocks->space = min(blocks->space, place.start);
    ext2_index_remove(directory, name, length, place.start + place.offset);
    ext2_remove_record(place.block, directory->block_size, place.offset);
    return finish(place.frame, false);
}

int ext2_init_directory(struct inode *directory, const struct inode *parent) {
    uint8_t type = type_of(directory);
    const struct ext2_name names[] = {{".", 1, directory->number, type},
                                      {"..", 2, parent->number, type}};
    return append_block(directory, names, 2);
}
