// select and pselect: the older form of poll, with sets of descriptors for arguments and for
// results. They become an array of files and events, and what happened becomes sets again.
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/files/poll.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/process.h"

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

// The sets as poll wants them. A descriptor in none is left out.
static void files_of(const struct sets *sets, int n, struct poll_set *files) {
    files->n = 0;
    for (int fd = 0; fd < n; fd++) {
        unsigned events = 0;
        for (int i = 0; i < SETS; i++)
            if (sets->bits[i][fd / WORD] >> fd % WORD & 1)
                events |= reasons[i];
        if (events)
            *poll_file(files, files->n++) = (struct pollfd){.fd = fd, .events = events};
    }
}

// What of it happened, as sets; the number of their members, or -EBADF.
static int64_t sets_of(const struct poll_set *files, struct sets *sets) {
    struct sets asked = *sets;
    int64_t members = 0;
    *sets = (struct sets){0};
    for (size_t at = 0; at < files->n; at++) {
        const struct pollfd *file = poll_file(files, at);
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
    n = min(n, current->files->size);
    if (get_sets(&sets, user, n) < 0)
        return -EFAULT;
    struct poll_set files;
    if (poll_set_new(&files, n) < 0)
        return -ENOMEM;
    files_of(&sets, n, &files);
    int64_t result = poll_wait(&files, POLLNVAL, deadline);
    if (result >= 0)
        result = sets_of(&files, &sets);
    poll_set_free(&files);
    return result >= 0 && put_sets(&sets, user, n) < 0 ? -EFAULT : result;
}

int64_t sys_select(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout) {
    enum { UNIT = NS_PER_MICROSECOND };
    uint64_t deadline;
    int64_t result = poll_get_deadline(timeout, UNIT, &deadline);
    if (result < 0)
        return result;
    result = do_select(n, (uint64_t[SETS]){in, out, urgent}, deadline);
    poll_put_remaining(timeout, UNIT, deadline);
    return result;
}

// The sixth argument is two in memory, for there are no more than six registers.
int64_t sys_pselect6(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout,
                     uint64_t mask) {
    uint64_t deadline, address_and_size[2] = {0};
    if (mask && copy_from_user(address_and_size, mask, sizeof address_and_size) < 0)
        return -EFAULT;
    int64_t result = poll_get_deadline(timeout, 1, &deadline);
    if (result == 0)
        result = poll_use_mask(address_and_size[0], address_and_size[1]);
    if (result < 0)
        return result;
    result = do_select(n, (uint64_t[SETS]){in, out, urgent}, deadline);
    poll_put_remaining(timeout, 1, deadline);
    return result;
}
