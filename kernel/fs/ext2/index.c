// The index of a directory: where each of its names is. A search through all records takes the
// longer the more names there are. So the first look-up in a directory makes an index, a hash table
// of all its names, which is kept up to date as long as the inode is in memory. It is complete: a
// name that is not in it is not in the directory. On the disk there is none.
//
//     hash of "passwd" --> row --> row --> ...           a row: hashes, and for each a byte of the
//                                                        directory, where the record is
//
// The index holds no names: look-ups compare the record itself, so two names may have one hash. A
// record never moves while it has its name. When memory is short, indexes are dropped, and when one
// cannot be made, the directory is searched from its beginning (dir.c).
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/fs/name.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/random.h"
#include "kernel/running.h"
#include "mm/evict.h"
#include "mm/heap.h"

enum { MOST_HEADS = PAGE_SIZE / sizeof(struct ext2_row *), ROW = 14, FULL = 24 };

// Places in the directory of names that belong to one chain. Each row but the first is full.
struct ext2_row {
    struct ext2_row *next;
    uint32_t used;
    struct ext2_place places[ROW];
};

static uint64_t rows; // of all indexes; at most one byte in 32 of memory is theirs

// Of a secret, too: nobody can choose names that have one hash.
static uint32_t hash_of(const char *name, size_t length) {
    static uint32_t seed;
    if (seed == 0)
        random_bytes(&seed, sizeof seed);
    return string_hash(name, length, seed);
}

static struct ext2_row **chain_of(const struct ext2_blocks *blocks, uint32_t hash) {
    return &blocks->index[hash % blocks->heads];
}

static void remove_row(struct ext2_row **chain) {
    struct ext2_row *row = *chain;
    *chain = row->next;
    kfree(row);
    rows--;
}

void ext2_index_drop(struct inode *directory) {
    struct ext2_blocks *blocks = directory->private;
    for (uint32_t i = 0; blocks->index && i < blocks->heads; i++)
        while (blocks->index[i])
            remove_row(&blocks->index[i]);
    kfree(blocks->index);
    blocks->index = NULL;
    blocks->names = 0;
}

// An index that has become too small is dropped: the next look-up makes a larger one.
void ext2_index_add(struct inode *directory, const char *name, size_t length, uint64_t position) {
    struct ext2_blocks *blocks = directory->private;
    if (!blocks->index)
        return;
    uint32_t hash = hash_of(name, length);
    struct ext2_row **chain = chain_of(blocks, hash), *row = *chain;
    if (!row || row->used == ROW) {
        bool full = blocks->names >= FULL * blocks->heads && blocks->heads < MOST_HEADS;
        bool allowed = rows < frame_usable() * (PAGE_SIZE / 32 / sizeof *row);
        row = full || !allowed ? NULL : kmalloc(sizeof *row);
        if (!row) {
            ext2_index_drop(directory);
            return;
        }
        *row = (struct ext2_row){.next = *chain};
        *chain = row;
        rows++;
    }
    row->places[row->used++] = (struct ext2_place){hash, position / 4};
    blocks->names++;
}

struct ext2_place *ext2_index_find(const struct inode *directory, const char *name, size_t length,
                                   uint32_t n) {
    uint32_t hash = hash_of(name, length);
    for (struct ext2_row *row = *chain_of(directory->private, hash); row; row = row->next)
        for (uint32_t i = 0; i < row->used; i++)
            if (row->places[i].hash == hash && n-- == 0)
                return &row->places[i];
    return NULL;
}

static struct ext2_place *place_of(const struct inode *directory, const char *name, size_t length,
                                   uint64_t position) {
    struct ext2_place *place;
    for (uint32_t n = 0; (place = ext2_index_find(directory, name, length, n)); n++)
        if (place->position == position / 4)
            break;
    return place;
}

// The last place of the first row takes the place of the removed one.
void ext2_index_remove(struct inode *directory, const char *name, size_t length,
                       uint64_t position) {
    struct ext2_blocks *blocks = directory->private;
    if (!blocks->index)
        return;
    struct ext2_row **chain = chain_of(blocks, hash_of(name, length)), *first = *chain;
    *place_of(directory, name, length, position) = first->places[first->used - 1];
    if (--first->used == 0)
        remove_row(chain);
    blocks->names--;
}

// Adds the names of one block; false: the index was dropped, or must be.
static bool add_block(struct inode *directory, uint64_t position) {
    const struct ext2_blocks *blocks = directory->private;
    struct frame *frame;
    char *block;
    if (!evict_reserve(FRAMES_FOR_FILE) ||
        ext2_directory_block(directory, position, &frame, &block) < 0)
        return false;
    const struct ext2_record *record = NULL;
    for (uint32_t offset = 0; offset < directory->block_size && blocks->index;
         offset += record->length) {
        record = ext2_record_at(block, offset, directory->block_size);
        if (!record)
            break;
        if (record->inode != 0)
            ext2_index_add(directory, record->name, record->name_length, position + offset);
    }
    pagecache_put(frame);
    return record && blocks->index && !running_is_killed();
}

bool ext2_index_make(struct inode *directory) {
    struct ext2_blocks *blocks = directory->private;
    blocks->heads = 1;
    while (blocks->heads < MOST_HEADS && blocks->heads < directory->data.size / 256)
        blocks->heads *= 2;
    blocks->index = kzalloc(blocks->heads * sizeof *blocks->index);
    bool good = blocks->index;
    for (uint64_t position = 0; good && position < directory->data.size;
         position += directory->block_size)
        good = add_block(directory, position);
    if (!good)
        ext2_index_drop(directory);
    return good;
}

// ---- The consistency check

// Every name in a block is in the index, which has as many: so it has no others. What is known of
// names is what is there.
void ext2_index_check(struct inode *directory) {
    const struct ext2_blocks *blocks = directory->private;
    uint32_t size = directory->block_size, names = 0;
    if (!inode_is(directory, S_IFDIR) || !blocks->index || lock_held(&directory->lock))
        return;
    for (uint64_t position = 0; position < directory->data.size; position += size) {
        const struct frame *frame = pagecache_find(&directory->data, position >> PAGE_SHIFT);
        if (!frame || frame->busy)
            return; // not all of it is in memory
        const char *block = (char *)frame_data(frame) + page_offset(position);
        const struct ext2_record *record;
        for (uint32_t offset = 0; offset < size; offset += record->length) {
            record = ext2_record_at(block, offset, size);
            if (!record)
                return; // it has changed on the disk
            if (record->inode == 0)
                continue;
            names++;
            if (!place_of(directory, record->name, record->name_length, position + offset))
                panic("check: directory %lu: \"%.*s\" is not in its index", directory->number,
                      record->name_length, record->name);
        }
    }
    if (names != blocks->names)
        panic("check: directory %lu: %u names, %u in its index", directory->number, names,
              blocks->names);
    list_for_each(const struct name, name, &directory->names, in_directory) {
        uint32_t number = 0;
        ext2_find(directory, name->text, name->length, &number);
        if (name->known && number != (name->inode ? name->inode->number : 0))
            panic("check: directory %lu: what is known of \"%s\" is wrong", directory->number,
                  name->text);
    }
}
