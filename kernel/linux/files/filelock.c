// Advisory locks. Each inode has a list of those that are held; one owner's never overlap, and
// neighbours of the same type are joined. To change a range is to add one lock and to cut it out of
// what the owner has: in this order, so that the owner keeps its place in the list. A process that
// has to wait sleeps until the owner of one excluding lock gives something back, and retries.
//
// Processes that wait for each other in a circle would wait for ever. So each notes for which owner
// it waits. Before it sleeps it follows the chain of notes; if that leads back to it, the call
// fails. An open file has no place in a chain: several processes may use it and wait for several
// others.
#include "kernel/linux/files/filelock.h"
#include "kernel/fs/file.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "mm/heap.h"
#include "proc/sched.h"

static struct list waiters = {&waiters, &waiters}; // struct lock_owner.waiting

// A process must not fill the kernel's memory with locks, its own or those of its open files; and
// all processes together must not make a file's list so long that to go through it keeps others
// waiting.
enum { LOCKS_OF_PROCESS = 4096, LOCKS_OF_OPEN_FILE = 128, LOCKS_OF_INODE = 1 << 16 };

static bool same_owner(const struct filelock *a, const struct filelock *b) {
    return a->owner == b->owner && a->whole_file == b->whole_file;
}

static bool overlap(const struct filelock *a, const struct filelock *b) {
    return a->start <= b->last && b->start <= a->last;
}

const struct filelock *filelock_conflict(const struct inode *inode, const struct filelock *wanted) {
    list_for_each(const struct filelock, lock, &inode->locks, in_inode)
        if (lock->whole_file == wanted->whole_file && lock->owner != wanted->owner &&
            overlap(lock, wanted) && wanted->type != F_UNLCK &&
            (lock->type == F_WRLCK || wanted->type == F_WRLCK))
            return lock;
    return NULL;
}

// ---- Changing

static void drop(struct inode *inode, struct filelock *lock) {
    list_remove(&lock->in_inode);
    inode->n_locks--;
    --lock->owner->locks;
    kfree(lock);
}

// An owner's locks stand together, in the order of the file, and the owners in the order in which
// they came: F_GETLK reports the first.
static void insert(struct inode *inode, struct filelock *lock) {
    bool among = false;
    struct list *node = inode->locks.next;
    for (; node != &inode->locks; node = node->next) {
        const struct filelock *other = list_entry(node, struct filelock, in_inode);
        bool same = same_owner(other, lock);
        if (same ? other->start >= lock->start : among)
            break;
        among |= same;
    }
    list_append(node, &lock->in_inode); // before it
    inode->n_locks++;
    ++lock->owner->locks;
}

static void wake_waiters(struct lock_owner *blocker) {
    list_for_each(struct lock_owner, owner, &waiters, waiting)
        if (owner->blocker == blocker)
            owner->blocker = NULL;
    wake_up(blocker);
}

// A copy that is not yet held; NULL: no memory, or its owner or the file has too many locks.
static struct filelock *copy_of(const struct inode *inode, const struct filelock *lock) {
    uint32_t most = lock->owner == &current->files->locker ? LOCKS_OF_PROCESS : LOCKS_OF_OPEN_FILE;
    bool allowed = lock->owner->locks < most && inode->n_locks < LOCKS_OF_INODE;
    struct filelock *copy = allowed ? kmalloc(sizeof *copy) : NULL;
    if (copy)
        *copy = *lock;
    return copy;
}

// Cuts the range out of its owner's locks but `added`. A lock that reaches beyond it on both sides
// becomes two; then it is the only one that overlaps, and -ENOLCK means that nothing was changed.
static int cut_out(struct inode *inode, const struct filelock *cut, const struct filelock *added) {
    bool any = false;
    list_for_each_removing(struct filelock, lock, &inode->locks, in_inode) {
        if (lock == added || !same_owner(lock, cut) || !overlap(lock, cut))
            continue;
        bool before = lock->start < cut->start;
        bool behind = lock->last > cut->last;
        if (before && behind) {
            struct filelock *rest = copy_of(inode, lock);
            if (!rest)
                return -ENOLCK;
            rest->start = cut->last + 1;
            insert(inode, rest);
        }
        any = true;
        if (before)
            lock->last = cut->start - 1;
        else if (behind)
            lock->start = cut->last + 1;
        else
            drop(inode, lock);
    }
    if (any)
        wake_waiters(cut->owner);
    return 0;
}

// Joins a lock with its owner's locks of the same type that touch it.
static void join(struct inode *inode, struct filelock *added) {
    list_for_each_removing(struct filelock, lock, &inode->locks, in_inode) {
        bool touches = lock->last + 1 == added->start || added->last + 1 == lock->start;
        if (!same_owner(lock, added) || lock->type != added->type || !touches)
            continue;
        added->start = min(added->start, lock->start);
        added->last = max(added->last, lock->last);
        drop(inode, lock);
    }
}

static int change(struct inode *inode, const struct filelock *wanted) {
    if (wanted->type == F_UNLCK)
        return cut_out(inode, wanted, NULL);
    struct filelock *added = copy_of(inode, wanted);
    if (!added)
        return -ENOLCK;
    insert(inode, added);
    int error = cut_out(inode, wanted, added);
    if (error < 0)
        drop(inode, added);
    else
        join(inode, added);
    return error;
}

void personality_file_closed(struct inode *inode, struct lock_owner *owner) {
    uint32_t before = owner->locks;
    list_for_each_removing(struct filelock, lock, &inode->locks, in_inode)
        if (lock->owner == owner)
            drop(inode, lock);
    if (owner->locks < before)
        wake_waiters(owner);
}

// ---- Waiting

// Whether `owner`, if it waited for `blocker`, would wait for itself. The chain has an end, because
// no wait that would have closed it began.
static bool closes_circle(const struct lock_owner *owner, const struct lock_owner *blocker) {
    while (blocker && blocker != owner)
        blocker = blocker->blocker;
    return blocker != NULL;
}

static int wait_for(struct lock_owner *owner, const struct lock_owner *blocker) {
    if (owner != &current->files->locker)
        return sleep_on(blocker, true);
    if (closes_circle(owner, blocker))
        return -EDEADLK;
    owner->blocker = blocker;
    list_append(&waiters, &owner->waiting);
    int error = sleep_on(blocker, true);
    list_remove(&owner->waiting);
    owner->blocker = NULL;
    return error;
}

int filelock_set(struct inode *inode, const struct filelock *wanted, bool waits) {
    const struct filelock *other;
    while ((other = filelock_conflict(inode, wanted))) {
        int error = waits ? wait_for(wanted->owner, other->owner) : -EAGAIN;
        if (error < 0)
            return error;
    }
    return change(inode, wanted);
}
