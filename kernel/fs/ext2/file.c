// Contents of files: between the page cache and the blocks of the disk. A page may hold several
// blocks, anywhere on the disk; those that are neighbours there are transferred by one request.
#include "kernel/dev/clock.h"
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"

// ---- Pages

static bool is_zero(const void *bytes, size_t n) {
    const uint64_t *words = bytes;
    for (size_t i = 0; i < n / sizeof *words; i++)
        if (words[i])
            return false;
    return true;
}

// The part of a page before the end of the file.
static uint64_t bytes_in_page(const struct inode *inode, uint64_t index) {
    uint64_t start = index * PAGE_SIZE;
    uint64_t left = inode->data.size > start ? inode->data.size - start : 0;
    return min(left, PAGE_SIZE);
}

static void zero_rest(const struct inode *inode, uint64_t index, char *page) {
    uint64_t size = bytes_in_page(inode, index);
    memset(page + size, 0, PAGE_SIZE - size);
}

static int transfer_page(struct inode *inode, uint64_t index, char *page, struct ext2_run *run) {
    uint32_t block_size = inode->block_size, block;
    uint64_t size = bytes_in_page(inode, index), first = index * (PAGE_SIZE / block_size);
    int error = 0;
    for (uint32_t at = 0; at < size && error == 0; at += block_size) {
        error = ext2_map(inode, first + at / block_size, &block, NULL);
        // A hole in a dirty page: a program that maps the file wrote there, or only near it.
        if (error == 0 && block == 0 && run->write && !is_zero(page + at, block_size))
            error = ext2_map_or_add(inode, first + at / block_size, NULL, &block);
        if (error == 0 && block != 0)
            error = ext2_run_add(run, block, page + at);
        else if (!run->write)
            memset(page + at, 0, block_size);
    }
    return error;
}

static int transfer_pages(struct inode *inode, uint64_t index, void *const *pages, size_t n,
                          bool write) {
    struct ext2_run run;
    int error = 0;
    ext2_run_begin(&run, ext2_of(inode), write);
    for (size_t i = 0; i < n && error == 0; i++)
        error = transfer_page(inode, index + i, pages[i], &run);
    return error < 0 ? error : ext2_run_end(&run);
}

int ext2_read_pages(struct inode *inode, uint64_t index, void *const *pages, size_t n) {
    int error = transfer_pages(inode, index, pages, n, false);
    for (size_t i = 0; i < n; i++)
        zero_rest(inode, index + i, pages[i]);
    return error;
}

// A program that maps the file may have stored anything behind its end, which is no part of it.
int ext2_write_pages(struct inode *inode, uint64_t index, void *const *pages, size_t n) {
    struct ext2 *ext2 = ext2_of(inode);
    int error = inode_is(inode, S_IFDIR) ? ext2_before_names(ext2) : 0;
    for (size_t i = 0; i < n; i++)
        zero_rest(inode, index + i, pages[i]);
    if (error == 0)
        error = transfer_pages(inode, index, pages, n, true);
    ext2->written++;
    return error < 0 || !inode_is(inode, S_IFREG) ? error : ext2_save(inode); // its times, at least
}

// ---- Contents

int64_t ext2_read_link(struct inode *link, char *target, size_t size) {
    const struct ext2_blocks *blocks = link->private;
    if (!blocks->is_target)
        return pagecache_read(&link->data, 0, target, size);
    size_t length = min(link->data.size, size);
    memcpy(target, blocks->block, length);
    return length;
}

int ext2_prepare_write(struct inode *inode, uint64_t start, uint64_t end) {
    uint32_t block_size = ext2_of(inode)->geometry.block_size, block;
    int error = 0;
    for (uint64_t index = start / block_size; index * block_size < end && error == 0; index++) {
        error = ext2_map(inode, index, &block, NULL);
        if (error == 0 && block == 0)
            error = ext2_map_or_add(inode, index, NULL, &block);
    }
    return error;
}

// What a program that maps the file stored into a hole is data, too.
int ext2_data_at(struct inode *inode, uint64_t offset, uint64_t *end) {
    uint32_t block_size = ext2_of(inode)->geometry.block_size, block;
    uint64_t index = offset / block_size, rest;
    const struct frame *frame = pagecache_find(&inode->data, offset >> PAGE_SHIFT);
    if (frame && (frame->dirty || frame->writing)) {
        *end = (offset | (PAGE_SIZE - 1)) + 1;
        return true;
    }
    int error = ext2_map(inode, index, &block, &rest);
    *end = (index + rest) * block_size;
    return error < 0 ? error : block != 0;
}

// ---- The end

int ext2_truncate(struct inode *inode) {
    struct ext2 *ext2 = ext2_of(inode);
    uint32_t block_size = ext2->geometry.block_size;
    lock_acquire(&ext2->lock);
    int error = ext2_cut(inode, (inode->data.size + block_size - 1) / block_size);
    lock_release(&ext2->lock);
    return error;
}

// The directories, too, that lead to the file: a file without a name is lost.
int ext2_sync(struct inode *inode) {
    struct ext2 *ext2 = ext2_of(inode);
    if (!inode->fs->writable)
        return 0;
    int error = pagecache_write_back(&inode->data);
    if (error == 0)
        error = pagecache_write_directories();
    if (error == 0)
        error = pagecache_write_back(&ext2->disk->data);
    return error < 0 ? error : ext2_settle(ext2, ext2->written);
}
