// futex: sleeping until another process says that a word of user memory has changed. The kernel
// only compares the word once more before the sleep, so that no wake-up is missed.
//
// Processes that share memory may have the word at different addresses: it is known by its file
// there, and elsewhere by its address space.
#include "kernel/dev/clock.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/spt.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum {
    FUTEX_WAIT = 0,
    FUTEX_WAKE = 1,
    FUTEX_WAIT_BITSET = 9,
    FUTEX_WAKE_BITSET = 10,
    FUTEX_PRIVATE = 128, // whoever wakes says that the word is not shared
    FUTEX_CLOCK_REALTIME = 256,
};

struct key {
    const void *space; // an object or an SPT
    uint64_t place;    // byte of the file, or address
};

struct waiter {
    struct list list; // in `waiters`, oldest first; alone once it was woken
    struct key key;
    uint32_t bits; // only a call that wakes with one of these wakes it
};

static struct list waiters = {&waiters, &waiters};

static struct key key_of(uint64_t address) {
    const struct spt_record *record = spt_find(current->spt, address);
    if (record && record->shared)
        return (struct key){record->object, record->offset + (address - record->start)};
    return (struct key){current->spt, address};
}

static bool same(struct key a, struct key b) {
    return a.space == b.space && a.place == b.place;
}

static int64_t wake_waiters(struct key key, uint32_t most, uint32_t bits) {
    uint32_t woken = 0;
    list_for_each_removing(struct waiter, waiter, &waiters, list) {
        if (woken == most)
            break;
        if (!same(waiter->key, key) || !(waiter->bits & bits))
            continue;
        list_remove(&waiter->list);
        wake_up(waiter);
        woken++;
    }
    return woken;
}

static int64_t wait_for_wake(uint64_t address, uint32_t expected, uint64_t deadline,
                             uint32_t bits) {
    uint32_t value;
    if (copy_from_user(&value, address, sizeof value) < 0)
        return -EFAULT;
    if (value != expected)
        return -EAGAIN;
    // Nothing slept since the copy.
    struct waiter waiter = {.key = key_of(address), .bits = bits};
    list_append(&waiters, &waiter.list);
    int error;
    do
        error = sleep_until(&waiter, true, deadline);
    while (!list_empty(&waiter.list) && error == 0);
    bool woken = list_empty(&waiter.list);
    list_remove(&waiter.list);
    return woken ? 0 : error;
}

// FUTEX_WAIT's timeout is a span, FUTEX_WAIT_BITSET's a time, which may have been before the boot.
static int get_deadline(uint64_t timeout, int operation, int clock, uint64_t *deadline) {
    uint64_t ns;
    int error = time_from_user(timeout, &ns);
    if (error < 0)
        return error;
    uint64_t now = clock ? clock_realtime() : timer_now();
    *deadline = signal_deadline(operation == FUTEX_WAIT ? ns : ns > now ? ns - now : 0);
    return 0;
}

// Whether there is such a word. Linux does not look when it is said to be private.
static int check_word(uint64_t address, bool private) {
    uint32_t value;
    if (address % sizeof value)
        return -EINVAL;
    return address < USER_END && (private || copy_from_user(&value, address, sizeof value) == 0)
               ? 0
               : -EFAULT;
}

int64_t sys_futex(uint64_t address, int operation, uint32_t value, uint64_t timeout,
                  uint64_t second, uint32_t bits) {
    (void)second;
    bool clock = operation & FUTEX_CLOCK_REALTIME, private = operation & FUTEX_PRIVATE;
    uint64_t deadline = NEVER;
    operation &= ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME);
    bool waits = operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET;
    bool wakes = operation == FUTEX_WAKE || operation == FUTEX_WAKE_BITSET;
    if (!(waits || wakes) || (clock && operation != FUTEX_WAIT_BITSET))
        return -ENOSYS;
    if (operation == FUTEX_WAIT || operation == FUTEX_WAKE)
        bits = UINT32_MAX;
    if (bits == 0)
        return -EINVAL;
    int error = check_word(address, private);
    if (error < 0)
        return error;
    if (!waits)
        return wake_waiters(key_of(address), value, bits);
    error = timeout ? get_deadline(timeout, operation, clock, &deadline) : 0;
    return error < 0 ? error : wait_for_wake(address, value, deadline, bits);
}
