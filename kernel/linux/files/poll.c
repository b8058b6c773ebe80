// Waiting for one of several files: poll, ppoll, and what select (select.c) shares with them.
//
// All who wait sleep on one channel. Whoever makes any file ready wakes them all, and each looks at
// all of its files again. So there is nothing to enlist at a file and nothing to withdraw, no list
// that could outlive its file, and a missed wake-up is impossible: the kernel is not preempted, and
// between the look and the sleep nothing happens. The price is that a look may be in vain. It costs
// a few calls of functions a file, a wake-up walks over all processes anyway (proc/sched.c), and
// those who poll are a few shells and editors, not servers with thousands of connections.
#include "kernel/linux/files/poll.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/pipe.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"

// ---- Looking and sleeping

// Ready to write means: a piece of PIPE_BUF bytes could be written without a wait. A reader that
// came before any writer (fifo.c) can't see one hang up.
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

static unsigned readiness(int fd) {
    struct file *file = fd_get_usable(fd);
    if (!file)
        return POLLNVAL;
    unsigned ready = POLL_READABLE | POLL_WRITABLE; // it never waits
    if (pipe_of(file))
        ready = readiness_of_pipe(file, pipe_of(file));
    else if (file->ops->poll)
        ready = file->ops->poll(file);
    file_put(file);
    return ready;
}

// Fills in what happened of the events asked for, and of those in `always`; how many files have
// something to tell.
static int look(struct poll_set *set, unsigned always) {
    int count = 0;
    for (size_t i = 0; i < set->n; i++) {
        struct pollfd *file = poll_file(set, i);
        file->happened = 0;
        if (file->fd >= 0)
            file->happened = readiness(file->fd) & (file->events | always);
        count += file->happened != 0;
    }
    return count;
}

int64_t poll_wait(struct poll_set *set, unsigned always, uint64_t deadline) {
    for (bool over = false;;) {
        int count = look(set, always);
        if (count > 0 || over)
            return count;
        int error = deadline == POLL_FOREVER ? sleep_on(&file_changes, true)
                                             : sleep_until(&file_changes, deadline);
        over = error == -ETIMEDOUT;
        if (error < 0 && !over)
            return error;
    }
}

// ---- Arguments that poll and select share

int poll_set_new(struct poll_set *set, size_t n) {
    *set = (struct poll_set){.n = n};
    for (size_t i = 0; i < n; i += POLL_PIECE) {
        size_t piece = min(n - i, POLL_PIECE);
        struct pollfd *files = kmalloc(piece * sizeof *files);
        if (!files) {
            poll_set_free(set);
            return -ENOMEM;
        }
        set->pieces[i / POLL_PIECE] = files;
    }
    return 0;
}

void poll_set_free(struct poll_set *set) {
    for (size_t i = 0; i < sizeof set->pieces / sizeof *set->pieces; i++)
        kfree(set->pieces[i]);
}

// The end of a time span that begins now.
static uint64_t deadline_of(uint64_t span) {
    return signal_deadline(timer_now() + span);
}

int poll_get_deadline(uint64_t from, unsigned unit, uint64_t *deadline) {
    struct timespec span;
    *deadline = POLL_FOREVER;
    if (!from)
        return 0;
    if (copy_from_user(&span, from, sizeof span) < 0)
        return -EFAULT;
    int64_t per_second = NS_PER_SECOND / unit;
    if (span.seconds < 0 || span.nanoseconds < 0 || (unit == 1 && span.nanoseconds >= per_second))
        return -EINVAL;
    *deadline = deadline_of(time_to_ns((uint64_t)span.seconds + span.nanoseconds / per_second,
                                       span.nanoseconds % per_second * unit));
    return 0;
}

// A result is worth more than the error that this may end with.
void poll_put_remaining(uint64_t to, unsigned unit, uint64_t deadline) {
    if (!to || deadline == POLL_FOREVER)
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

static int get_files(struct poll_set *set, uint64_t from) {
    int error = 0;
    for (size_t i = 0; i < set->n && error == 0; i++, from += sizeof(struct pollfd))
        error = copy_from_user(poll_file(set, i), from, sizeof(struct pollfd));
    return error;
}

static int put_happened(uint64_t to, const struct poll_set *set) {
    int error = 0;
    for (size_t i = 0; i < set->n && error == 0; i++, to += sizeof(struct pollfd)) {
        const struct pollfd *file = poll_file(set, i);
        error = copy_to_user(to + offsetof(struct pollfd, happened), &file->happened,
                             sizeof file->happened);
    }
    return error;
}

static int64_t poll(uint64_t user_files, uint32_t n, uint64_t deadline) {
    if (n > (uint32_t)current->files->limit)
        return -EINVAL;
    struct poll_set set;
    if (poll_set_new(&set, n) < 0)
        return -ENOMEM;
    int64_t result = get_files(&set, user_files);
    if (result == 0)
        result = poll_wait(&set, POLLERR | POLLHUP | POLLNVAL, deadline);
    if (result >= 0 && put_happened(user_files, &set) < 0)
        result = -EFAULT;
    poll_set_free(&set);
    return result;
}

int64_t sys_poll(uint64_t files, uint32_t n, int milliseconds) {
    uint64_t deadline = POLL_FOREVER;
    if (milliseconds >= 0)
        deadline = deadline_of(milliseconds * 1000000ul);
    return poll(files, n, deadline);
}

int64_t sys_ppoll(uint64_t files, uint32_t n, uint64_t timeout, uint64_t mask, uint64_t mask_size) {
    uint64_t deadline;
    int64_t result = poll_get_deadline(timeout, 1, &deadline);
    if (result == 0)
        result = poll_use_mask(mask, mask_size);
    if (result < 0)
        return result;
    result = poll(files, n, deadline);
    poll_put_remaining(timeout, 1, deadline);
    return result;
}
