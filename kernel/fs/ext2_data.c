// ext2: the contents of files. An inode has 15 block numbers: twelve of data, then a block of such
// numbers, a block of such blocks, and one more level. So the block of a position is found in at
// most four steps, without reading what is before it.
#include "kernel/errno.h"
#include "kernel/fs/ext2_parts.h"
#include "kernel/fs/pagecache.h"
#include "kernel/string.h"

// The block of the device that holds block number `index` of the file; 0: a hole.
static int map_block(struct inode *inode, uint64_t index, uint32_t *block) {
    const struct ext2 *ext2 = ext2_of(inode);
    const struct ext2_blocks *blocks = inode->private;
    uint32_t block_size = ext2->geometry.block_size;
    struct ext2_block_path path;
    if (!ext2_block_path(index, block_size / sizeof *block, &path))
        return ext2_damaged(ext2, inode->number, "too large");
    *block = blocks->block[path.index[0]];
    for (unsigned step = 1;; step++) {
        if (*block == 0)
            return 0;
        if (!ext2_valid_block(&ext2->geometry, *block))
            return ext2_damaged(ext2, inode->number, "block number outside the file system");
        if (step == path.depth)
            return 0;
        uint64_t entry = (uint64_t)*block * block_size + path.index[step] * sizeof *block;
        int error = ext2_read_table(ext2, entry, block, sizeof *block);
        if (error < 0)
            return error;
    }
}

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
    uint64_t size = index <= inode->size >> PAGE_SHIFT ? inode->size - index * PAGE_SIZE : 0;
    uint32_t block[PAGE_SIZE / 1024] = {0};
    for (size_t i = 0; i < blocks && i * block_size < size; i++) {
        int error = map_block(inode, index * blocks + i, &block[i]);
        if (error < 0)
            return error;
    }
    for (size_t first = 0, count; first < blocks; first += count) {
        uint32_t step = block[first] != 0; // holes are neighbours too
        for (count = 1; first + count < blocks; count++)
            if (block[first + count] != block[first] + step * count)
                break;
        int error = read_run(ext2, block[first], (char *)page + first * block_size, count);
        if (error < 0)
            return error;
    }
    if (size < PAGE_SIZE)
        memset((char *)page + size, 0, PAGE_SIZE - size);
    return 0;
}

int64_t ext2_read_link(struct inode *link, char *target, size_t size) {
    const struct ext2_blocks *blocks = link->private;
    if (!blocks->is_target)
        return pagecache_read(link, 0, target, size);
    size_t length = link->size < size ? link->size : size;
    memcpy(target, blocks->block, length);
    return length;
}
