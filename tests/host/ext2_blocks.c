// Shows that the trees of block numbers hold what a naive table holds, over many random writes and
// cuts, on a disk that is often full; that not a block is lost; and that at every single write to
// the disk, whatever has been written of the rest by then, what the inode on the disk leads to
// are blocks of its own, each once, and tables that were written. And that of a damaged tree no
// more is freed once the damage is found.
#include "kernel/fs/ext2/blocks.c"
#include "kernel/fs/ext2/disk.c"
#include "tests/host/host.h"
#include <string.h>

enum { BLOCKS = 600, BLOCK_SIZE = 1024, ENTRIES = BLOCK_SIZE / 4, FIRST_FREE = 10, SLOTS = 15 };

// A block as the kernel has it in memory, and as it is on the disk.
static struct block {
    bool used, cached, dirty;
    struct frame frame; // for its pins
    uint32_t memory[ENTRIES], disk[ENTRIES];
} blocks[BLOCKS];

static struct {
    uint32_t saved[SLOTS], disk[SLOTS]; // block numbers: in the cached table, and on the disk
} record;

static struct ext2 fs;
static struct ext2_blocks numbers;
static struct inode file = {.fs = &fs.fs, .mode = S_IFREG, .private = &numbers, .number = 11};
static unsigned long writes, refusals;
static unsigned used, room = BLOCKS; // blocks that are in use, and that may be
static bool damaged;                 // the file, on purpose
static unsigned long damages;        // that were found

// ---- The disk's view

static bool visited[BLOCKS];

static void visit(uint32_t block, unsigned level) {
    if (block == 0)
        return;
    expect(block >= FIRST_FREE && block < BLOCKS, "a table on the disk names block %u", block);
    if (block < FIRST_FREE || block >= BLOCKS)
        return;
    expect(blocks[block].used, "the disk names block %u, which is free", block);
    expect(!visited[block], "the disk names block %u twice", block);
    visited[block] = true;
    for (unsigned i = 0; level > 0 && i < ENTRIES; i++)
        visit(blocks[block].disk[i], level - 1);
}

// The machine might stop now.
static void check_disk(void) {
    writes++;
    memset(visited, 0, sizeof visited);
    for (unsigned i = 0; i < SLOTS; i++)
        visit(record.disk[i], i < 12 ? 0 : i - 11);
}

static void write_out(struct block *block) {
    memcpy(block->disk, block->memory, BLOCK_SIZE);
    block->dirty = false;
    check_disk();
}

static void write_record(void) {
    memcpy(record.disk, record.saved, sizeof record.disk);
    check_disk();
}

// Eviction: at any time anything dirty may be written, anything else forgotten.
static void evict_something(void) {
    if (random_below(4) != 0)
        return;
    struct block *block = &blocks[random_below(BLOCKS)];
    if (random_below(8) == 0)
        write_record();
    else if (block->dirty)
        write_out(block);
    else if (block->cached && block->frame.pins == 0)
        block->cached = false;
}

// ---- What kernel/fs/ext2/blocks.c calls

struct ext2 *ext2_of(const struct inode *inode) {
    (void)inode;
    return &fs;
}

int ext2_damaged(const struct ext2 *ext2, uint64_t inode, const char *what) {
    (void)ext2;
    expect(damaged, "inode %lu: %s", inode, what);
    damages++;
    return -EIO;
}

// This disk has no cache.
void lock_acquire(struct lock *lock) {
    expect(lock->tickets++ == lock->serving, "the lock is held");
}

void lock_release(struct lock *lock) {
    lock->serving++;
}

int ext2_settle(struct ext2 *ext2, uint64_t wanted) {
    (void)ext2, (void)wanted;
    return 0;
}

void breathe(void) {
}

static int get(uint32_t number, struct frame **frame, bool zero) {
    struct block *block = &blocks[number];
    evict_something();
    if (zero)
        memset(block->memory, 0, BLOCK_SIZE);
    else if (!block->cached)
        memcpy(block->memory, block->disk, BLOCK_SIZE);
    block->cached = true;
    block->frame.pins++;
    *frame = &block->frame;
    return 0;
}

int ext2_block(struct ext2 *ext2, uint32_t number, struct frame **frame) {
    (void)ext2;
    return get(number, frame, false);
}

struct frame *pagecache_get_zeroed(struct object *object, uint64_t index, int *error) {
    struct frame *frame;
    (void)object;
    *error = get(index, &frame, true);
    return frame;
}

// Nothing is mounted for writing, as far as it says.
struct ext2_group *ext2_group(const struct ext2 *ext2, uint32_t group) {
    (void)ext2, (void)group;
    abort();
}

static struct block *block_of(const struct frame *frame) {
    return (struct block *)((char *)frame - offsetof(struct block, frame));
}

void *frame_data(const struct frame *frame) {
    return block_of(frame)->memory;
}

void pagecache_put(struct frame *frame) {
    frame->pins--;
    evict_something();
}

void pagecache_dirty(struct frame *frame) {
    block_of(frame)->dirty = true;
}

int pagecache_clean(struct frame *frame) {
    evict_something();
    if (block_of(frame)->dirty)
        write_out(block_of(frame));
    return 0;
}

int ext2_save(struct inode *inode) {
    (void)inode;
    evict_something();
    memcpy(record.saved, numbers.block, sizeof record.saved);
    return 0;
}

int ext2_save_now(struct inode *inode) {
    ext2_save(inode);
    write_record();
    return 0;
}

int ext2_alloc_block(struct ext2 *ext2, uint32_t goal, uint32_t *number) {
    (void)ext2;
    evict_something();
    for (unsigned i = 0; i < BLOCKS && used < room; i++) {
        *number = (goal + i) % BLOCKS;
        if (*number < FIRST_FREE || blocks[*number].used)
            continue;
        blocks[*number].used = true;
        used++;
        for (unsigned j = 0; j < ENTRIES; j++) // what somebody left there
            blocks[*number].disk[j] = random_number();
        return 0;
    }
    refusals++;
    return -ENOSPC;
}

int ext2_free_block(struct ext2 *ext2, uint32_t number) {
    if (!blocks[number].used)
        return ext2_damaged(ext2, 0, "freed twice");
    if (damaged) {
        blocks[number].used = false;
        return 0;
    }
    expect(blocks[number].frame.pins == 0, "block %u is freed while in use", number);
    used--;
    blocks[number].used = blocks[number].cached = blocks[number].dirty = false;
    check_disk();
    return 0;
}

int ext2_transfer(struct ext2 *ext2, uint32_t block, void *data, bool write) {
    expect(ext2 == &fs && write, "a block is read past the cache");
    memcpy(blocks[block].disk, data, BLOCK_SIZE);
    return 0;
}

void *kmalloc(size_t size) {
    return malloc(size);
}

void kfree(void *object) {
    free(object);
}

// ---- The naive model: the block of each of some places, from all parts of the tree

enum { PLACES = 400 };
static uint64_t places[PLACES];
static uint32_t model[PLACES];

static void choose_places(void) {
    const uint64_t n = ENTRIES, edges[] = {0,
                                           12,
                                           12 + n,
                                           12 + n + n,
                                           12 + n + n * n,
                                           12 + n + n * n + n,
                                           12 + n + 2 * n * n,
                                           12 + n + n * n + n * n * n - 40};
    for (unsigned i = 0; i < PLACES; i++)
        places[i] = edges[i / 50] + (i % 50 < 40 ? i % 50 : i % 50 * 1000);
    for (unsigned i = 350; i < PLACES; i++)
        places[i] = edges[7] + i % 40;
}

static void add(unsigned i) {
    uint32_t block = 0;
    const uint32_t initial[ENTRIES] = {42};
    bool write = random_below(4) == 0;
    int error = ext2_map_or_add(&file, places[i], write ? initial : NULL, &block);
    if (error < 0) {
        expect(error == -ENOSPC, "error %d", error);
        return;
    }
    expect(block != 0, "no block for %lu", places[i]);
    for (unsigned j = 0; j < PLACES; j++) {
        if (places[j] == places[i])
            expect(model[j] == 0 || model[j] == block, "%lu has moved", places[i]);
        else
            expect(model[j] != block, "%lu and %lu share a block", places[i], places[j]);
    }
    for (unsigned j = 0; j < PLACES; j++)
        if (places[j] == places[i])
            model[j] = block;
    ext2_save(&file);
}

static void cut_at(uint64_t first) {
    expect(ext2_cut(&file, first) == 0, "cut at %lu", first);
    for (unsigned i = 0; i < PLACES; i++)
        if (places[i] >= first)
            model[i] = 0;
}

// The blocks in use are those that the file has, and nobody holds one.
static unsigned count_tree(uint32_t block, unsigned level) {
    unsigned n = block != 0;
    struct block *at = &blocks[block];
    for (unsigned i = 0; n && level > 0 && i < ENTRIES; i++)
        n += count_tree((at->cached ? at->memory : at->disk)[i], level - 1);
    return n;
}

static void check_all(void) {
    for (unsigned i = 0; i < PLACES; i++) {
        uint32_t block;
        expect(ext2_map(&file, places[i], &block, NULL) == 0 && block == model[i],
               "%lu: %u, not %u", places[i], block, model[i]);
    }
    unsigned reached = 0;
    for (unsigned i = 0; i < BLOCKS; i++)
        expect(blocks[i].frame.pins == 0, "block %u is pinned", i);
    for (unsigned i = 0; i < SLOTS; i++)
        reached += count_tree(numbers.block[i], i < 12 ? 0 : i - 11);
    expect(used == reached, "%u blocks used, %u in the file", used, reached);
    expect(file.blocks == used * 2, "%lu sectors counted, %u blocks used", file.blocks, used);
}

// A table all of whose numbers name itself, and one that names what is no block.
static void cut_damaged(void) {
    enum { TABLE = 20, OTHER = 21 };
    struct block *table = &blocks[TABLE], *other = &blocks[OTHER];
    damaged = table->used = table->cached = other->used = other->cached = true;
    for (unsigned i = 0; i < ENTRIES; i++) {
        table->memory[i] = TABLE;
        other->memory[i] = BLOCKS + i;
    }
    for (unsigned level = 1; level <= 3; level++) {
        table->used = true;
        damages = 0;
        numbers.block[11 + level] = TABLE;
        expect(ext2_cut(&file, 0) == -EIO, "a circle of %u tables is no damage", level);
        expect(damages == 1, "a circle of %u tables was found %lu times", level, damages);
        damages = 0;
        numbers.reported = false;
        numbers.block[11 + level] = OTHER;
        expect(ext2_cut(&file, 0) == -EIO && damages == 1, "%lu blocks that are none", damages);
    }
    expect(table->frame.pins == 0 && other->frame.pins == 0, "a table is pinned");
}

int main(void) {
    fs.disk = &file;
    fs.geometry = (struct ext2_geometry){.block_size = BLOCK_SIZE,
                                         .blocks = BLOCKS,
                                         .first_data_block = 1,
                                         .blocks_per_group = 8192,
                                         .inodes_per_group = 100,
                                         .groups = 1};
    choose_places();
    for (unsigned round = 0; round < 20000 && failures == 0; round++) {
        if (random_below(30) != 0)
            add(random_below(PLACES));
        else
            cut_at(places[random_below(PLACES)] + random_below(3));
        if (round % 20 == 0)
            check_all();
        if (round % 100 == 0)
            room = used + random_below(20);
    }
    cut_at(0);
    check_all();
    expect(file.blocks == 0, "%lu sectors left", file.blocks);
    expect(refusals > 1000, "the disk was full only %lu times", refusals);
    expect(writes > 10000, "only %lu writes: this tests nothing", writes);
    cut_damaged();
    return finish();
}
