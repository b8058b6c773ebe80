// Waiting for one of several files: poll, ppoll, and what select (select.c) shares with them.
//
// All processes that wait sleep on one channel. Whatever makes a file ready wakes them all, and
// each looks at all of its files again. So no file has a list of its waiters that could outlive it,
// and no wake-up is missed: the kernel is not preempted, and nothing happens between the look and
// the sleep. The price is a look in vain, a few calls of functions a file. Only a few shells and
// editors wait like this, no servers with thousands of connections.
#include "kernel/linux/files/poll.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/pipe.h"
#include "kernel/layout.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

// ---- Looking and sleeping

// Ready to write means that PIPE_BUF bytes can be written without a wait. A reader that opened the
// FIFO before any writer (fifo.c) can't see one hang up.
static unsigned readiness_of_pipe(const struct file *file, const struct pipe *pipe) {
    unsigned ready = 0, mode = file->flags & O_ACCMODE;
    uint64_t held = pipe->written - pipe->read;
    if (mode != O_WRONLY && held > 0)
        ready |= POLL_READABLE;
    if (mode != O_WRONLY && pipe->writers == 0 && pipe->writer_opens != file->position)
        ready |= POLLHUP;
    if (mode != O_RDONLY && held + PIPE_BUF <= pipe->capacity)
        ready |= POLL_WRITABLE;
    if (mode != O_RDONLY && pipe->readers == 0)
        ready |= POLLERR;
    return ready;
}

unsigned poll_readiness(int fd) {
    struct file *file = fd_usable(fd);
    if (!file)
        return POLLNVAL;
    if (pipe_of(file))
        return readiness_of_pipe(file, pipe_of(file));
    return file->ops->poll ? file->ops->poll(file) : POLL_READABLE | POLL_WRITABLE; // never waits
}

int64_t poll_wait(poll_look *look, void *files, uint64_t deadline) {
    for (bool over = false;;) {
        int64_t result = look(files);
        if (result != 0 || over)
            return result;
        int error = sleep_until(&file_changes, true, deadline);
        over = error == -ETIMEDOUT;
        if (error < 0 && !over)
            return error;
    }
}

// ---- Arguments that poll and select share

int poll_get_deadline(uint64_t from, unsigned unit, uint64_t *deadline) {
    struct timespec span;
    *deadline = NEVER;
    if (!from)
        return 0;
    if (copy_from_user(&span, from, sizeof span) < 0)
        return -EFAULT;
    int64_t per_second = NS_PER_SECOND / unit;
    if (span.seconds < 0 || span.nanoseconds < 0 || (unit == 1 && span.nanoseconds >= per_second))
        return -EINVAL;
    uint64_t ns = time_to_ns((uint64_t)span.seconds + span.nanoseconds / per_second,
                             span.nanoseconds % per_second * unit);
    *deadline = signal_deadline(timer_now() + ns);
    return 0;
}

// An error is ignored: the call has a result already.
void poll_put_remaining(uint64_t to, unsigned unit, uint64_t deadline) {
    if (!to || deadline == NEVER)
        return;
    uint64_t now = timer_now();
    struct timespec span = to_timespec(now < deadline ? deadline - now : 0);
    span.nanoseconds /= unit;
    copy_to_user(to, &span, sizeof span);
}

int poll_use_mask(uint64_t from, uint64_t size) {
    uint64_t mask;
    if (!from)
        return 0;
    if (size != sizeof mask)
        return -EINVAL;
    if (copy_from_user(&mask, from, sizeof mask) < 0)
        return -EFAULT;
    signal_block_for_call(mask);
    return 0;
}

// ---- poll

// The files, in pieces of a page.
enum { PIECE = PAGE_SIZE / sizeof(struct pollfd) };
struct set {
    uint32_t n;
    struct pollfd *pieces[FILES_MAX / PIECE];
};

static int64_t look(void *files) {
    struct set *set = files;
    int64_t count = 0;
    for (uint32_t i = 0; i < set->n; i++) {
        struct pollfd *file = &set->pieces[i / PIECE][i % PIECE];
        unsigned events = file->events | POLLERR | POLLHUP | POLLNVAL;
        file->happened = file->fd < 0 ? 0 : poll_readiness(file->fd) & events;
        count += file->happened != 0;
    }
    return count;
}

static int get_files(struct set *set, uint64_t from) {
    int error = 0;
    for (uint32_t i = 0; i < set->n && error == 0; i += PIECE) {
        size_t size = min(set->n - i, PIECE) * sizeof(struct pollfd);
        void *piece = set->pieces[i / PIECE] = kmalloc(size);
        error = piece ? copy_from_user(piece, from + i * sizeof(struct pollfd), size) : -ENOMEM;
    }
    return error;
}

static int put_happened(uint64_t to, const struct set *set) {
    int error = 0;
    for (uint32_t i = 0; i < set->n && error == 0; i++, to += sizeof(struct pollfd))
        error = copy_to_user(to + offsetof(struct pollfd, happened),
                             &set->pieces[i / PIECE][i % PIECE].happened, sizeof(uint16_t));
    return error;
}

static int64_t poll_files(uint64_t files, uint32_t n, uint64_t deadline) {
    if (n > (uint32_t)current->files->limit)
        return -EINVAL;
    struct set set = {.n = n};
    int64_t result = get_files(&set, files);
    if (result == 0)
        result = poll_wait(look, &set, deadline);
    if (result >= 0 && put_happened(files, &set) < 0)
        result = -EFAULT;
    for (size_t i = 0; i < sizeof set.pieces / sizeof *set.pieces; i++)
        kfree(set.pieces[i]);
    return result;
}

int64_t sys_poll(uint64_t files, uint32_t n, int milliseconds) {
    uint64_t end = timer_now() + milliseconds * 1000000ul;
    return poll_files(files, n, milliseconds < 0 ? NEVER : signal_deadline(end));
}

int64_t sys_ppoll(uint64_t files, uint32_t n, uint64_t timeout, uint64_t mask, uint64_t mask_size) {
    uint64_t deadline;
    int64_t result = poll_get_deadline(timeout, 1, &deadline);
    if (result == 0)
        result = poll_use_mask(mask, mask_size);
    if (result < 0)
        return result;
    result = poll_files(files, n, deadline);
    poll_put_remaining(timeout, 1, deadline);
    return result;
}
