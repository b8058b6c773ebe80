// Waiting for one of several files: poll, select and their kin.
//
// All who wait sleep on one channel. Whoever makes any file ready wakes them all, and each looks at
// all of its files again. So there is nothing to enlist at a file and nothing to withdraw, no list
// that could outlive its file, and a missed wake-up is impossible: the kernel is not preempted, and
// between the look and the sleep nothing happens. The price is that a look may be in vain. It costs
// well under a microsecond a file, a wake-up walks over all processes anyway (proc/sched.c), and
// those who poll are a few shells and editors, not servers with thousands of connections.
#include "kernel/fs/poll.h"
#include "kernel/abi.h"
#include "kernel/dev/timer.h"
#include "kernel/errno.h"
#include "kernel/fs/fd.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/signal.h"

#define SECOND 1000000000ul // in nanoseconds
#define FOREVER UINT64_MAX  // a deadline that does not come

static char pollers; // the channel

void poll_wake(void) {
    wake_up(&pollers);
}

// ---- Looking and sleeping

static unsigned readiness(int fd) {
    struct file *file = fd_get(fd);
    if (!file)
        return POLLNVAL;
    unsigned ready = file->flags & O_PATH ? POLLNVAL
                     : file->ops->poll    ? file->ops->poll(file)
                                          : POLL_READABLE | POLL_WRITABLE; // it never waits
    file_put(file);
    return ready;
}

// Fills in what happened of the events asked for, and of those in `always`; how many files have
// something to tell.
static int look(struct pollfd *files, size_t n, unsigned always) {
    int count = 0;
    for (size_t i = 0; i < n; i++) {
        files[i].happened = 0;
        if (files[i].fd >= 0)
            files[i].happened = readiness(files[i].fd) & (files[i].events | always);
        count += files[i].happened != 0;
    }
    return count;
}

// The same, when there is something to tell or the deadline has passed. -EINTR.
static int64_t wait(struct pollfd *files, size_t n, unsigned always, uint64_t deadline) {
    if (deadline != FOREVER)
        deadline = signal_deadline(deadline);
    for (bool over = false;;) {
        int count = look(files, n, always);
        if (count > 0 || over)
            return count;
        int error =
            deadline == FOREVER ? sleep_on(&pollers, true) : sleep_until(&pollers, deadline);
        over = error == -ETIMEDOUT;
        if (error < 0 && !over)
            return error;
    }
}

// ---- Arguments that poll and select share

// kmalloc's memory for n files.
static struct pollfd *new_files(size_t n) {
    return kzalloc((n ? n : 1) * sizeof(struct pollfd));
}

// The end of a time span that begins now. One of centuries has none.
static uint64_t deadline_of(uint64_t seconds, uint64_t nanoseconds) {
    if (seconds > UINT32_MAX)
        return FOREVER;
    return signal_deadline(timer_now() + seconds * SECOND + nanoseconds);
}

// A time span from the user, whose second field counts units of so many nanoseconds: 1 in a
// timespec, 1000 in a timeval, which may have more than a second there. A null pointer: FOREVER.
static int get_deadline(uint64_t from, unsigned unit, uint64_t *deadline) {
    struct timespec span;
    *deadline = FOREVER;
    if (!from)
        return 0;
    if (copy_from_user(&span, from, sizeof span) < 0)
        return -EFAULT;
    int64_t per_second = SECOND / unit;
    if (span.seconds < 0 || span.nanoseconds < 0 || (unit == 1 && span.nanoseconds >= per_second))
        return -EINVAL;
    *deadline = deadline_of((uint64_t)span.seconds + span.nanoseconds / per_second,
                            span.nanoseconds % per_second * unit);
    return 0;
}

// Tells the user what is left of it, if that can be: Linux does, and a result is worth more than an
// error here.
static void put_remaining(uint64_t to, unsigned unit, uint64_t deadline) {
    if (!to || deadline == FOREVER)
        return;
    uint64_t now = timer_now(), left = now < deadline ? deadline - now : 0;
    struct timespec span = {left / SECOND, left % SECOND / unit};
    copy_to_user(to, &span, sizeof span);
}

// The signals to be blocked during the wait, if the user names some.
static int use_mask(uint64_t from, uint64_t size) {
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

static int put_happened(uint64_t to, const struct pollfd *files, size_t n) {
    int error = 0;
    for (size_t i = 0; i < n && error == 0; i++, to += sizeof *files)
        error = copy_to_user(to + offsetof(struct pollfd, happened), &files[i].happened,
                             sizeof files[i].happened);
    return error;
}

static int64_t poll(uint64_t user_files, uint32_t n, uint64_t deadline) {
    if (n > current->limits[RLIMIT_NOFILE].current || n > FILES_MAX)
        return -EINVAL;
    struct pollfd *files = new_files(n);
    if (!files)
        return -ENOMEM;
    int64_t result = copy_from_user(files, user_files, n * sizeof *files);
    if (result == 0)
        result = wait(files, n, POLLERR | POLLHUP | POLLNVAL, deadline);
    if (result >= 0 && put_happened(user_files, files, n) < 0)
        result = -EFAULT;
    kfree(files);
    return result;
}

int64_t sys_poll(uint64_t files, uint32_t n, int milliseconds) {
    uint64_t deadline = FOREVER;
    if (milliseconds >= 0)
        deadline = deadline_of(milliseconds / 1000, milliseconds % 1000 * 1000000ul);
    return poll(files, n, deadline);
}

int64_t sys_ppoll(uint64_t files, uint32_t n, uint64_t timeout, uint64_t mask, uint64_t mask_size) {
    uint64_t deadline;
    int64_t result = get_deadline(timeout, 1, &deadline);
    if (result == 0)
        result = use_mask(mask, mask_size);
    if (result < 0)
        return result;
    result = poll(files, n, deadline);
    put_remaining(timeout, 1, deadline);
    return result;
}

// ---- select

// Three sets of descriptors, a bit for each: to be read, to be written, and of those with urgent
// data, which nothing here has. What makes a file a member of the result:
enum { SETS = 3, WORD = 64, WORDS = FILES_MAX / WORD };
static const uint16_t reasons[SETS] = {POLL_READABLE | POLLHUP | POLLERR, POLL_WRITABLE | POLLERR,
                                       POLLPRI};
struct sets {
    uint64_t bits[SETS][WORDS];
};

static int get_sets(struct sets *sets, const uint64_t user[SETS], int n) {
    size_t size = (n + WORD - 1) / WORD * sizeof(uint64_t);
    *sets = (struct sets){0};
    for (int i = 0; i < SETS; i++)
        if (user[i] && copy_from_user(sets->bits[i], user[i], size) < 0)
            return -EFAULT;
    return 0;
}

static int put_sets(const struct sets *sets, const uint64_t user[SETS], int n) {
    size_t size = (n + WORD - 1) / WORD * sizeof(uint64_t);
    for (int i = 0; i < SETS; i++)
        if (user[i] && copy_to_user(user[i], sets->bits[i], size) < 0)
            return -EFAULT;
    return 0;
}

// The sets as poll wants them; how many files there are. A descriptor in none is left out.
static size_t files_of(const struct sets *sets, int n, struct pollfd *files) {
    size_t count = 0;
    for (int fd = 0; fd < n; fd++) {
        unsigned events = 0;
        for (int i = 0; i < SETS; i++)
            if (sets->bits[i][fd / WORD] >> fd % WORD & 1)
                events |= reasons[i];
        if (events)
            files[count++] = (struct pollfd){.fd = fd, .events = events};
    }
    return count;
}

// What of it happened, as sets; the number of their members, or -EBADF.
static int64_t sets_of(const struct pollfd *files, size_t count, struct sets *sets) {
    struct sets asked = *sets;
    int64_t members = 0;
    *sets = (struct sets){0};
    for (const struct pollfd *file = files; file < files + count; file++) {
        if (file->happened & POLLNVAL)
            return -EBADF;
        uint64_t word = file->fd / WORD, bit = 1ul << file->fd % WORD;
        for (int i = 0; i < SETS; i++) {
            if (!(file->happened & reasons[i] && asked.bits[i][word] & bit))
                continue;
            sets->bits[i][word] |= bit;
            members++;
        }
    }
    return members;
}

static int64_t do_select(int n, const uint64_t user[SETS], uint64_t deadline) {
    struct sets sets;
    if (n < 0)
        return -EINVAL;
    n = n < FILES_MAX ? n : FILES_MAX;
    if (get_sets(&sets, user, n) < 0)
        return -EFAULT;
    struct pollfd *files = new_files(n);
    if (!files)
        return -ENOMEM;
    size_t count = files_of(&sets, n, files);
    int64_t result = wait(files, count, POLLNVAL, deadline);
    if (result >= 0)
        result = sets_of(files, count, &sets);
    kfree(files);
    return result >= 0 && put_sets(&sets, user, n) < 0 ? -EFAULT : result;
}

int64_t sys_select(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout) {
    enum { UNIT = 1000 };
    uint64_t deadline;
    int64_t result = get_deadline(timeout, UNIT, &deadline);
    if (result < 0)
        return result;
    result = do_select(n, (uint64_t[SETS]){in, out, urgent}, deadline);
    put_remaining(timeout, UNIT, deadline);
    return result;
}

// The sixth argument is two in memory, for there are no more than six registers.
int64_t sys_pselect6(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout,
                     uint64_t mask) {
    uint64_t deadline, address_and_size[2] = {0};
    if (mask && copy_from_user(address_and_size, mask, sizeof address_and_size) < 0)
        return -EFAULT;
    int64_t result = get_deadline(timeout, 1, &deadline);
    if (result == 0)
        result = use_mask(address_and_size[0], address_and_size[1]);
    if (result < 0)
        return result;
    result = do_select(n, (uint64_t[SETS]){in, out, urgent}, deadline);
    put_remaining(timeout, 1, deadline);
    return result;
}
