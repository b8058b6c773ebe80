// Reading and writing regular files: copying between the user's memory and the page cache.
//
// Both go page by page of the file, and let others run between two. Where the buffer is only partly
// there, the result says exactly how much was transferred. Memory is made free before a page is
// requested, for that may sleep.
#include "kernel/fs/file.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/running.h"
#include "mm/evict.h"
#include "mm/oom.h"
#include "mm/pagecache.h"

// In one page of the file.
static uint64_t piece_at(uint64_t position, const struct uio *uio) {
    return min(uio->left, PAGE_SIZE - page_offset(position));
}

// The page, pinned. One that is not in memory needs frames, and as for a page fault a process may
// have to end for them. If it is this one, it goes no further than this page.
static struct frame *get_page(struct object *object, uint64_t index, int *error) {
    while (!pagecache_find(object, index) && !evict_reserve(FRAMES_FOR_FILE))
        if (!oom_kill_largest(FRAMES_FOR_FILE)) {
            oom_kill_current();
            break;
        }
    return pagecache_get(object, index, NULL, error);
}

static int64_t regular_read(struct file *file, struct uio *uio, uint64_t *position) {
    struct inode *inode = file->inode;
    uint64_t wanted = uio->left, start = *position;
    int error = 0;
    while (error == 0 && uio->left > 0 && *position < inode->data.size) {
        struct frame *frame = get_page(&inode->data, *position >> PAGE_SHIFT, &error);
        if (!frame)
            break;
        uint64_t piece = piece_at(*position, uio);
        piece = *position < inode->data.size ? min(piece, inode->data.size - *position) : 0;
        error = uio_copy_to(uio, (char *)frame_data(frame) + page_offset(*position), piece);
        pagecache_put(frame);
        *position = start + (wanted - uio->left);
        if (error == 0 && running_is_killed())
            error = -EINTR;
    }
    return uio_result(uio, wanted, error);
}

// The page is made dirty before the bytes arrive, and even if they don't: blocks that were just
// found for it must not keep what some deleted file left there. (Memory keeps nothing: there a page
// that is refused space stays clean.)
static int write_piece(struct inode *inode, uint64_t position, struct uio *uio) {
    uint64_t n = piece_at(position, uio), before = uio->left, end = position + n;
    int error;
    struct frame *frame = get_page(&inode->data, position >> PAGE_SHIFT, &error);
    if (!frame)
        return error;
    error = end > inode->fs->size_max ? -EFBIG : inode->ops->prepare_write(inode, position, end);
    if (error == 0 || inode->data.on_disk)
        pagecache_dirty(frame);
    if (error == 0)
        error = uio_copy_from(uio, (char *)frame_data(frame) + page_offset(position), n);
    n = before - uio->left; // as many as have arrived
    if (n > 0 && position + n > inode->data.size)
        inode->data.size = position + n;
    if (n > 0 && !frame->dirty) // it was written out while the user's page was fetched
        pagecache_dirty(frame);
    pagecache_put(frame);
    return error;
}

static int64_t write_pieces(struct inode *inode, uint64_t position, struct uio *uio) {
    uint64_t wanted = uio->left;
    int error = 0;
    while (error == 0 && uio->left > 0) {
        error = write_piece(inode, position + (wanted - uio->left), uio);
        if (error == 0 && running_is_killed())
            error = -EINTR;
    }
    return uio_result(uio, wanted, error);
}

// The file is locked, and less than wanted may be allowed. What was found on the disk for bytes
// that did not arrive is given back. If only the file's times have changed, they are saved when its
// pages are written.
static int64_t write_locked(struct inode *inode, uint64_t position, struct uio *uio) {
    uint64_t size = inode->data.size, blocks = inode->blocks;
    uint32_t mode = inode->mode;
    int64_t n = personality_may_write(position, uio->left);
    if (n < 0)
        return n;
    uio_shorten(uio, n);
    personality_file_written(inode);
    int error = position + n > inode->data.size ? inode_zero_tail(inode) : 0;
    if (error < 0)
        return error;
    int64_t done = write_pieces(inode, position, uio);
    if (done < n && position + n > inode->data.size)
        inode_set_size(inode, inode->data.size);
    bool same = inode->data.size == size && inode->blocks == blocks && inode->mode == mode;
    error = same ? 0 : inode->ops->save(inode);
    return error < 0 ? error : done;
}

static int64_t regular_write(struct file *file, struct uio *uio, uint64_t *position) {
    struct inode *inode = file->inode;
    object_delete_discarded();
    inode_lock(inode);
    if (file->flags & O_APPEND)
        *position = inode->data.size;
    int64_t done = write_locked(inode, *position, uio);
    inode_unlock(inode);
    if (done > 0)
        *position += done;
    pagecache_balance(&inode->data);
    int error = done > 0 && file->flags & O_DSYNC ? inode->ops->sync(inode) : 0;
    return error < 0 ? error : done;
}

const struct file_ops regular_file_ops = {
    .read = regular_read, .write = regular_write, .seekable = true};
