#include "kernel/lock.h"
#include "kernel/lib/seldom.h"
#include "kernel/panic.h"
#include "kernel/sleep.h"

static SELDOM void wait_for(const struct lock *lock, unsigned ticket) {
    while (lock->serving != ticket)
        sleep_on(&lock->serving, false);
}

void lock_acquire(struct lock *lock) {
    unsigned ticket = lock->tickets++;
    if (lock->serving != ticket)
        wait_for(lock, ticket);
}

void lock_release(struct lock *lock) {
    assert(lock_held(lock));
    if (++lock->serving != lock->tickets)
        wake_up(&lock->serving);
}

bool lock_held(const struct lock *lock) {
    return lock->serving != lock->tickets;
}
