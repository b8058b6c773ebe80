// Waiting for one of several files: poll and select, and their newer forms.
//
// All processes that wait sleep on one channel. Whatever makes a file ready wakes them all, and
// each looks at all of its files again. So no file has a list of its waiters that could outlive it.
// The look may itself sleep, for it touches the program's memory; what changes meanwhile is
// counted, so no wake-up is missed. The price is a look in vain, a few calls of functions a file.
// Only a few shells and editors wait like this, no servers with thousands of connections.
#include "kernel/linux/files/poll.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/pipe.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
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

static unsigned readiness(int fd) {
    struct file *file = fd_usable(fd);
    if (!file)
        return POLLNVAL;
    if (pipe_of(file))
        return readiness_of_pipe(file, pipe_of(file));
    return file->ops->poll ? file->ops->poll(file) : POLL_READABLE | POLL_WRITABLE; // never waits
}

// Looks at all files that a call waits for: how many have something to report, or an error.
typedef int64_t look(void *files);

// Sleeps until a look has a result, or the deadline (of timer_now()) has passed: the last look's
// result, or -EINTR.
static int64_t wait_for_files(look *look, void *files, uint64_t deadline) {
    for (bool over = false;;) {
        uint32_t changes = file_changes;
        int64_t result = look(files);
        if (result != 0 || over)
            return result;
        if (changes != file_changes)
            continue;
        int error = sleep_until(&file_changes, true, deadline);
        over = error == -ETIMEDOUT;
        if (error < 0 && !over)
            return error;
    }
}

// ---- Arguments that poll and select share

// The end of a time span of the user's that begins now; its second field counts units of so many
// nanoseconds: 1 in a timespec, 1000 in a timeval, which may have more than a second there.
static int get_deadline(uint64_t from, unsigned unit, uint64_t *deadline) {
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
    *deadline = signal_deadline(ns);
    return 0;
}

// Writes what is left of such a span to the user's memory, as Linux does. An error is ignored: the
// call has a result already.
static void put_remaining(uint64_t to, unsigned unit, uint64_t deadline) {
    if (!to || deadline == NEVER)
        return;
    uint64_t now = timer_now();
    struct timespec span = to_timespec(now < deadline ? deadline - now : 0);
    span.nanoseconds /= unit;
    copy_to_user(to, &span, sizeof span);
}

// The span of time, and the set of signals that is to be blocked during the call, if there is one.
static int get_terms(uint64_t timeout, unsigned unit, uint64_t mask, uint64_t mask_size,
                     uint64_t *deadline) {
    uint64_t set;
    int error = get_deadline(timeout, unit, deadline);
    if (error < 0 || !mask)
        return error;
    error = signal_get_set(&set, mask, mask_size);
    if (error == 0)
        signal_block_for_call(set);
    return error;
}

// ---- poll

// The user's array of struct pollfd.
struct array {
    uint64_t start;
    uint32_t n;
};

static int64_t look_at_array(void *files) {
    const struct array *array = files;
    int64_t count = 0;
    for (uint32_t i = 0; i < array->n; i++) {
        struct pollfd file;
        uint64_t at = array->start + i * sizeof file;
        if (copy_from_user(&file, at, sizeof file) < 0)
            return -EFAULT;
        unsigned events = file.events | POLLERR | POLLHUP | POLLNVAL;
        file.happened = file.fd < 0 ? 0 : readiness(file.fd) & events;
        count += file.happened != 0;
        if (copy_to_user(at + offsetof(struct pollfd, happened), &file.happened,
                         sizeof file.happened) < 0)
            return -EFAULT;
    }
    return count;
}

static int64_t poll_files(uint64_t files, uint32_t n, uint64_t deadline) {
    struct array array = {files, n};
    if (n > (uint32_t)current->files->limit)
        return -EINVAL;
    return wait_for_files(look_at_array, &array, deadline);
}

int64_t sys_poll(uint64_t files, uint32_t n, int milliseconds) {
    uint64_t span = milliseconds * (NS_PER_SECOND / 1000);
    return poll_files(files, n, milliseconds < 0 ? NEVER : signal_deadline(span));
}

int64_t sys_ppoll(uint64_t files, uint32_t n, uint64_t timeout, uint64_t mask, uint64_t mask_size) {
    uint64_t deadline;
    int64_t result = get_terms(timeout, 1, mask, mask_size, &deadline);
    if (result < 0)
        return result;
    result = poll_files(files, n, deadline);
    put_remaining(timeout, 1, deadline);
    return result;
}

// ---- select: sets of descriptors for arguments and for results

// Three sets of descriptors, a bit for each: to be read, to be written, and of those with urgent
// data, which nothing here has. What makes a file a member of the result:
enum { SETS = 3, WORD = 64, WORDS = FILES_MAX / WORD };
static const uint16_t reasons[SETS] = {POLL_READABLE | POLLHUP | POLLERR, POLL_WRITABLE | POLLERR,
                                       POLLPRI};
struct sets {
    int n; // the descriptors below are meant
    uint64_t asked[SETS][WORDS], found[SETS][WORDS];
};

static int64_t look_at_sets(void *files) {
    struct sets *sets = files;
    int64_t members = 0;
    memset(sets->found, 0, sizeof sets->found);
    for (int fd = 0; fd < sets->n; fd++) {
        uint64_t word = fd / WORD, bit = 1ul << fd % WORD;
        if (!((sets->asked[0][word] | sets->asked[1][word] | sets->asked[2][word]) & bit))
            continue;
        unsigned ready = readiness(fd);
        if (ready & POLLNVAL)
            return -EBADF;
        for (int i = 0; i < SETS; i++) {
            if (!(ready & reasons[i] && sets->asked[i][word] & bit))
                continue;
            sets->found[i][word] |= bit;
            members++;
        }
    }
    return members;
}

// `mask`: the address and the size of a set of signals.
static int64_t do_select(int n, const uint64_t user[SETS], uint64_t timeout, unsigned unit,
                         const uint64_t mask[2]) {
    struct sets sets = {.n = min(n, current->files->size)};
    size_t size = (sets.n + WORD - 1) / WORD * sizeof(uint64_t);
    uint64_t deadline;
    int64_t result = get_terms(timeout, unit, mask[0], mask[1], &deadline);
    if (result < 0 || n < 0)
        return result < 0 ? result : -EINVAL;
    for (int i = 0; i < SETS; i++)
        if (user[i] && copy_from_user(sets.asked[i], user[i], size) < 0)
            return -EFAULT;
    result = wait_for_files(look_at_sets, &sets, deadline);
    for (int i = 0; i < SETS && result >= 0; i++)
        if (user[i] && copy_to_user(user[i], sets.found[i], size) < 0)
            return -EFAULT;
    put_remaining(timeout, unit, deadline);
    return result;
}

int64_t sys_select(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout) {
    return do_select(n, (uint64_t[]){in, out, urgent}, timeout, NS_PER_MICROSECOND,
                     (uint64_t[2]){0});
}

int64_t sys_pselect6(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout,
                     uint64_t mask_from) {
    uint64_t mask[2] = {0};
    if (mask_from && copy_from_user(mask, mask_from, sizeof mask) < 0)
        return -EFAULT;
    return do_select(n, (uint64_t[]){in, out, urgent}, timeout, 1, mask);
}
