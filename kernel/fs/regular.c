// Reading and writing regular files: copying between the user's memory and the page cache.
//
// Both go piece by piece, and let others run between two. A piece ends at the page boundaries of
// the file and of the buffer alike, so that a transfer from or to a buffer that is only partly
// there says exactly how much of it was done. Before a page is asked for, memory is made free, for
// that may take a sleep.
#include "kernel/fs/file.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "mm/evict.h"
#include "mm/pagecache.h"

static uint64_t piece_at(uint64_t position, uint64_t buffer, uint64_t n) {
    return min(n, min(PAGE_SIZE - page_offset(position), PAGE_SIZE - page_offset(buffer)));
}

// Between two pieces: 0, or -EINTR if the process was killed.
static int pause(void) {
    breathe();
    return running_is_killed() ? -EINTR : 0;
}

static int64_t regular_read(struct file *file, struct uio *uio, uint64_t *position) {
    struct inode *inode = file->inode;
    uint64_t wanted = uio->left;
    int error = 0;
    while (error == 0 && uio->left > 0 && *position < inode->data.size &&
           (error = uio_next(uio)) == 0) {
        evict_reserve(FRAMES_FOR_FILE);
        struct frame *frame = pagecache_get(&inode->data, *position >> PAGE_SHIFT, NULL, &error);
        if (!frame)
            break;
        uint64_t piece = piece_at(*position, uio->address, uio->length);
        piece = *position < inode->data.size ? min(piece, inode->data.size - *position) : 0;
        error = uio_copy_to(uio, (char *)frame_data(frame) + page_offset(*position), piece);
        pagecache_put(frame);
        *position += error == 0 ? piece : 0;
        error = error == 0 ? pause() : error;
    }
    return uio_result(uio, wanted, error);
}

// The page is made dirty before the bytes arrive, and even if they don't: blocks that were just
// found for it must not keep what some deleted file left there.
static int write_piece(struct inode *inode, uint64_t position, struct uio *uio, uint64_t n) {
    int error;
    evict_reserve(FRAMES_FOR_FILE);
    struct frame *frame = pagecache_get(&inode->data, position >> PAGE_SHIFT, NULL, &error);
    if (!frame)
        return error;
    error = inode->ops->prepare_write(inode, position, position + n);
    pagecache_dirty(frame);
    if (error == 0)
        error = uio_copy_from(uio, (char *)frame_data(frame) + page_offset(position), n);
    if (error == 0) {
        if (position + n > inode->data.size)
            inode->data.size = position + n;
        pagecache_dirty(frame); // it may have been written out while the user's page was fetched
    }
    pagecache_put(frame);
    return error;
}

static int64_t write_pieces(struct inode *inode, uint64_t position, struct uio *uio) {
    uint64_t wanted = uio->left;
    int error = 0;
    while (error == 0 && uio->left > 0 && (error = uio_next(uio)) == 0) {
        uint64_t at = position + (wanted - uio->left);
        error = write_piece(inode, at, uio, piece_at(at, uio->address, uio->length));
        error = error == 0 ? pause() : error;
    }
    return uio_result(uio, wanted, error);
}

// The file is locked, and less than wanted may be allowed. What was found on the disk for bytes
// that did not arrive is given back.
static int64_t write_locked(struct inode *inode, uint64_t position, struct uio *uio) {
    int64_t n = personality_may_write(position, uio->left);
    if (n < 0)
        return n;
    uio_shorten(uio, n);
    personality_file_written(inode);
    if (position + n > inode->data.size) {
        int error = pagecache_zero_tail(&inode->data);
        if (error < 0)
            return error;
    }
    int64_t done = write_pieces(inode, position, uio);
    if (done < n && position + n > inode->data.size)
        inode->ops->truncate(inode, inode->data.size);
    int error = inode->ops->save(inode);
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
    if (done > 0 && file->flags & O_DSYNC) {
        int error = inode->ops->sync(inode);
        if (error < 0)
            return error;
    }
    return done;
}

const struct file_ops regular_file_ops = {
    .read = regular_read, .write = regular_write, .seekable = true};
