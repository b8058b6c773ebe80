// Contents of files: between the page cache and the blocks of the disk. A page may hold several
// blocks, and those lie where they lie; neighbours are transferred together.
#include "kernel/dev/clock.h"
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/minmax.h"

enum { BLOCKS_MAX = PAGE_SIZE / 1024 }; // in a page

// The part of a page before the end of the file.
static uint64_t bytes_in_page(const struct inode *inode, uint64_t index) {
    uint64_t start = index * PAGE_SIZE;
    uint64_t left = inode->data.size > start ? inode->data.size - start : 0;
    return min(left, PAGE_SIZE);
}

// How many blocks from block[0] on are neighbours, on the disk or as holes.
static size_t run_length(const uint32_t *block, size_t blocks) {
    uint32_t step = block[0] != 0;
    size_t n = 1;
    while (n < blocks && block[n] == block[0] + step * n)
        n++;
    return n;
}

// ---- Reading

// Reads `count` neighbouring blocks in one transfer, or clears them.
static int read_run(const struct ext2 *ext2, uint32_t block, void *to, size_t count) {
    uint32_t block_size = ext2->geometry.block_size, sectors = block_size / SECTOR_SIZE;
    if (block != 0)
        return block_read(ext2->device, (uint64_t)block * sectors, to, count * sectors);
    memset(to, 0, count * block_size);
    return 0;
}

int ext2_read_page(struct inode *inode, uint64_t index, void *page) {
    const struct ext2 *ext2 = ext2_of(inode);
    uint32_t block_size = ext2->geometry.block_size;
    size_t blocks = PAGE_SIZE / block_size;
    uint64_t size = bytes_in_page(inode, index);
    uint32_t block[BLOCKS_MAX] = {0};
    for (size_t i = 0; i < blocks && i * block_size < size; i++) {
        int error = ext2_map(inode, index * blocks + i, &block[i]);
        if (error < 0)
            return error;
    }
    for (size_t first = 0, count; first < blocks; first += count) {
        count = run_length(&block[first], blocks - first);
        int error = read_run(ext2, block[first], (char *)page + first * block_size, count);
        if (error < 0)
            return error;
    }
    memset((char *)page + size, 0, PAGE_SIZE - size);
    return 0;
}

int64_t ext2_read_link(struct inode *link, char *target, size_t size) {
    const struct ext2_blocks *blocks = link->private;
    if (!blocks->is_target)
        return pagecache_read(&link->data, 0, target, size);
    size_t length = min(link->data.size, size);
    memcpy(target, blocks->block, length);
    return length;
}

// ---- Writing

static bool is_zero(const void *bytes, size_t n) {
    const uint64_t *words = bytes;
    for (size_t i = 0; i < n / sizeof *words; i++)
        if (words[i])
            return false;
    return true;
}

// A hole in a dirty page: somebody who maps the file wrote there, or only near it.
static int fill_hole(struct inode *inode, uint64_t index, const void *contents, uint32_t *block) {
    struct ext2 *ext2 = ext2_of(inode);
    if (is_zero(contents, ext2->geometry.block_size))
        return 0;
    lock_acquire(&ext2->lock);
    int error = ext2_map_or_add(inode, index, NULL, block);
    lock_release(&ext2->lock);
    return error;
}

static int write_runs(const struct ext2 *ext2, const uint32_t *block, size_t blocks, char *page) {
    uint32_t block_size = ext2->geometry.block_size, sectors = block_size / SECTOR_SIZE;
    for (size_t first = 0, count; first < blocks; first += count) {
        count = run_length(&block[first], blocks - first);
        if (block[first] == 0)
            continue;
        int error = block_write(ext2->device, (uint64_t)block[first] * sectors,
                                page + first * block_size, count * sectors);
        if (error < 0)
            return error;
    }
    return 0;
}

// What lies behind the end of the file may be anything that somebody who maps it left there, and
// is none of the file's.
int ext2_write_page(struct inode *inode, uint64_t index, void *page) {
    struct ext2 *ext2 = ext2_of(inode);
    uint32_t block_size = ext2->geometry.block_size;
    uint64_t size = bytes_in_page(inode, index);
    size_t per_page = PAGE_SIZE / block_size, blocks = (size + block_size - 1) / block_size;
    memset((char *)page + size, 0, PAGE_SIZE - size);
    uint32_t block[BLOCKS_MAX];
    for (size_t i = 0; i < blocks; i++) {
        int error = ext2_map(inode, index * per_page + i, &block[i]);
        if (error == 0 && block[i] == 0)
            error =
                fill_hole(inode, index * per_page + i, (char *)page + i * block_size, &block[i]);
        if (error < 0)
            return error;
    }
    int error = inode_is(inode, S_IFDIR) ? ext2_settle(ext2, ext2->named) : 0;
    if (error == 0)
        error = write_runs(ext2, block, blocks, page);
    ext2->written++;
    return error < 0 || !inode_is(inode, S_IFREG) ? error : ext2_save(inode); // its times, at least
}

int ext2_prepare_write(struct inode *inode, uint64_t start, uint64_t end) {
    struct ext2 *ext2 = ext2_of(inode);
    uint32_t block_size = ext2->geometry.block_size, block;
    int error = end > ext2_max_file_size(&ext2->geometry) ? -EFBIG : 0;
    for (uint64_t index = start / block_size; index * block_size < end && error == 0; index++) {
        error = ext2_map(inode, index, &block);
        if (error < 0 || block != 0)
            continue;
        lock_acquire(&ext2->lock);
        error = ext2_map_or_add(inode, index, NULL, &block);
        lock_release(&ext2->lock);
    }
    return error;
}

// What somebody who maps the file stored into the hole behind its old end is data, too.
int ext2_data_at(struct inode *inode, uint64_t offset, uint64_t *end) {
    uint32_t block_size = ext2_of(inode)->geometry.block_size, block;
    uint64_t index = offset / block_size, rest;
    const struct frame *frame = pagecache_find(&inode->data, offset >> PAGE_SHIFT);
    if (frame && (frame->dirty || frame->writing)) {
        *end = (offset | (PAGE_SIZE - 1)) + 1;
        return true;
    }
    int error = ext2_map_rest(inode, index, &block, &rest);
    *end = (index + rest) * block_size;
    return error < 0 ? error : block != 0;
}

// ---- The end

static int shorten(struct inode *inode, uint64_t size) {
    struct ext2 *ext2 = ext2_of(inode);
    uint32_t block_size = ext2->geometry.block_size;
    inode->data.size = size;
    pagecache_truncate(&inode->data, size);
    lock_acquire(&ext2->lock);
    int error = ext2_cut(inode, (size + block_size - 1) / block_size);
    lock_release(&ext2->lock);
    return error;
}

int ext2_truncate(struct inode *inode, uint64_t size) {
    int error = 0;
    if (size > ext2_max_file_size(&ext2_of(inode)->geometry))
        return -EFBIG;
    if (size > inode->data.size) {
        error = pagecache_zero_tail(&inode->data);
        if (error < 0)
            return error;
        inode->data.size = size;
    } else {
        error = shorten(inode, size);
    }
    inode->mtime = inode->ctime = clock_now();
    int error_of_save = ext2_save(inode);
    return error < 0 ? error : error_of_save;
}

// The directories, too, that lead to the file: a file without a name is lost.
int ext2_sync(struct inode *inode) {
    struct ext2 *ext2 = ext2_of(inode);
    if (!inode->fs->writable)
        return 0;
    int error = pagecache_write_back(&inode->data);
    if (error == 0)
        error = inode_write_back(inode->fs, S_IFDIR);
    if (error == 0)
        error = pagecache_write_back(&ext2->disk->data);
    return error < 0 ? error : ext2_settle(ext2, ext2->written);
}
