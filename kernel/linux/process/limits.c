// Limits on memory, files, descriptors, processes and processor time are enforced; the others are
// only kept.
#include "kernel/linux/process/limits.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/file.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/memory/promise.h"
#include "kernel/linux/process/outer.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/frame.h"
#include "mm/kstack.h"
#include "mm/usercopy.h"

enum { FRAMES_OF_PROCESS = 32 }; // what the kernel needs for one, with a reserve

void limits_init(struct rlimit limits[RLIMITS]) {
    for (int i = 0; i < RLIMITS; i++)
        limits[i] = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
    // As on Linux, half of those that the system can have: so no user takes all.
    uint64_t processes = min(KSTACK_MAX, frame_usable() / FRAMES_OF_PROCESS) / 2;
    limits[RLIMIT_NPROC] = (struct rlimit){processes, processes};
    limits[RLIMIT_STACK].current = STACK_LIMIT;
    limits[RLIMIT_CORE].current = 0;
    limits[RLIMIT_MEMLOCK] = (struct rlimit){MEMLOCK_LIMIT, MEMLOCK_LIMIT};
    limits[RLIMIT_NOFILE] = (struct rlimit){FILES_SOFT, FILES_MAX};
}

bool limits_allow_process(void) {
    uint64_t count = 0, user = current->outer->credentials.user.real;
    if (user == 0 || credentials_privileged())
        return true;
    process_for_each(process)
        count += process->outer->credentials.user.real == user;
    return count < current->outer->limits[RLIMIT_NPROC].current;
}

static bool within(uint64_t used, uint64_t more, uint64_t limit) {
    return limit == RLIM_INFINITY || (more <= limit && used <= limit - more);
}

bool limits_allow_data(const struct spt *spt, const struct spt_record *record, uint64_t size) {
    bool private = spt_is_private_writable(record);
    bool new_object = record->shared && record->kind == SPT_ANON; // shared memory to be made
    if (private && record->kind != SPT_STACK &&
        !within(spt->data, size, current->outer->limits[RLIMIT_DATA].current))
        return false;
    return !(private || new_object) || promise_allows(size, record->unreserved);
}

bool limits_allow_locked(const struct spt *spt, uint64_t size) {
    return credentials_privileged() ||
           within(spt->locked, size, current->outer->limits[RLIMIT_MEMLOCK].current);
}

int personality_may_grow(const struct spt *spt, const struct spt_record *record, uint64_t size) {
    const struct rlimit *limits = current->outer->limits;
    if (record->locked && !limits_allow_locked(spt, size))
        return limits[RLIMIT_MEMLOCK].current == 0 ? -EPERM : -EAGAIN;
    bool fits =
        within(spt->size, size, limits[RLIMIT_AS].current) && limits_allow_data(spt, record, size);
    return fits ? 0 : -ENOMEM;
}

int64_t personality_may_write(uint64_t size, uint64_t n) {
    uint64_t limit = current->outer->limits[RLIMIT_FSIZE].current;
    if (size >= limit) {
        signal_send(current, SIGXFSZ);
        return -EFBIG;
    }
    return min(n, limit - size);
}

void limits_tick(struct process *process) {
    struct rlimit *limit = &process->outer->limits[RLIMIT_CPU];
    uint64_t used = (process->usage.user_ns + process->usage.system_ns) / NS_PER_SECOND;
    if (used >= limit->most) {
        signal_send(process, SIGKILL);
    } else if (used >= limit->current) {
        signal_send(process, SIGXCPU);
        limit->current++;
    }
}

uint64_t personality_stack_limit(void) {
    uint64_t limit = current->outer->limits[RLIMIT_STACK].current;
    return limit < STACK_LIMIT_MOST ? page_down(limit) : STACK_LIMIT_MOST;
}

// One's own, and those of one's own processes.
static bool may_see(const struct process *process) {
    const struct credentials *me = &current->outer->credentials;
    return process == current || credentials_privileged() ||
           credentials_are(&process->outer->credentials, me->user.real, me->group.real);
}

int64_t sys_prlimit64(int pid, unsigned resource, uint64_t from, uint64_t old) {
    struct rlimit wanted;
    if (resource >= RLIMITS)
        return -EINVAL;
    if (from && copy_from_user(&wanted, from, sizeof wanted) < 0)
        return -EFAULT;
    struct process *process = pid == 0 ? current : process_find(pid);
    if (!process)
        return -ESRCH;
    if (!may_see(process))
        return -EPERM;
    if (from && wanted.current > wanted.most)
        return -EINVAL;
    if (from && resource == RLIMIT_NOFILE && wanted.most > FILES_MAX)
        return -EPERM; // not even root
    struct rlimit was = process->outer->limits[resource];
    if (from && wanted.most > was.most && !credentials_privileged())
        return -EPERM;
    if (from)
        process->outer->limits[resource] = wanted;
    if (from && resource == RLIMIT_NOFILE && process->files)
        process->files->limit = min(wanted.current, (uint64_t)FILES_MAX);
    return old ? copy_to_user(old, &was, sizeof was) : 0;
}
