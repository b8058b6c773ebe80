// select and pselect: the older form of poll, with sets of descriptors for arguments and for
// results.
#include "kernel/fs/file.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
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
    int n; // the descriptors below are meant
    uint64_t asked[SETS][WORDS], found[SETS][WORDS];
};

static int64_t look(void *files) {
    struct sets *sets = files;
    int64_t members = 0;
    memset(sets->found, 0, sizeof sets->found);
    for (int fd = 0; fd < sets->n; fd++) {
        uint64_t word = fd / WORD, bit = 1ul << fd % WORD;
        if (!((sets->asked[0][word] | sets->asked[1][word] | sets->asked[2][word]) & bit))
            continue;
        unsigned ready = poll_readiness(fd);
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

static int64_t select_files(int n, const uint64_t user[SETS], uint64_t deadline) {
    struct sets sets = {.n = min(n, current->files->size)};
    size_t size = (sets.n + WORD - 1) / WORD * sizeof(uint64_t);
    if (n < 0)
        return -EINVAL;
    for (int i = 0; i < SETS; i++)
        if (user[i] && copy_from_user(sets.asked[i], user[i], size) < 0)
            return -EFAULT;
    int64_t result = poll_wait(look, &sets, deadline);
    for (int i = 0; i < SETS && result >= 0; i++)
        if (user[i] && copy_to_user(user[i], sets.found[i], size) < 0)
            return -EFAULT;
    return result;
}

// `mask`: the address and the size of a set of signals.
static int64_t do_select(int n, const uint64_t user[SETS], uint64_t timeout, unsigned unit,
                         const uint64_t mask[2]) {
    uint64_t deadline;
    int64_t result = poll_get_deadline(timeout, unit, &deadline);
    if (result == 0)
        result = poll_use_mask(mask[0], mask[1]);
    if (result < 0)
        return result;
    result = select_files(n, user, deadline);
    poll_put_remaining(timeout, unit, deadline);
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
