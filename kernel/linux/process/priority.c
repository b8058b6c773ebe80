// Who gets how much of the processor: nice values, and the scheduling classes of POSIX, of which
// Pagoda has one. The others that ask for no more than an ordinary share are kept and told; the
// real-time ones are refused as Linux refuses them to all but root.
#include "kernel/lib/errno.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/minmax.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum { NICE_FIRST = -20, NICE_LAST = 19 };
enum { PRIO_PROCESS, PRIO_GROUP, PRIO_USER };
enum { SCHED_OTHER = 0, SCHED_FIFO = 1, SCHED_RR = 2, SCHED_BATCH = 3, SCHED_IDLE = 5 };
enum { SCHED_RESET_ON_FORK = 0x40000000 };

// ---- Nice values

static bool is_meant(const struct process *process, int which, int who) {
    switch (which) {
    case PRIO_PROCESS:
        return process->pid == (who ? who : current->pid);
    case PRIO_GROUP:
        return process->group == (who ? who : current->group);
    default:
        return process->outer->credentials.user.real ==
               (who ? (uint32_t)who : current->outer->credentials.user.real);
    }
}

// The least nice of those that are meant; as 20 - nice, from 1 to 40, so that it is no errno.
int64_t sys_getpriority(int which, int who) {
    int64_t most = -ESRCH;
    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    process_for_each(process)
        if (is_meant(process, which, who) && NICE_LAST + 1 - process->nice > most)
            most = NICE_LAST + 1 - process->nice;
    return most;
}

// One's own processes, and for root all.
static bool may_change(const struct process *process) {
    uint32_t user = current->outer->credentials.user.effective;
    return credentials_privileged() || user == process->outer->credentials.user.real ||
           user == process->outer->credentials.user.effective;
}

static int set_nice(struct process *process, int nice) {
    if (!may_change(process))
        return -EPERM;
    if (!credentials_privileged() && nice < process->nice)
        return -EACCES;
    process->nice = nice;
    return 0;
}

int64_t sys_setpriority(int which, int who, int nice) {
    int error = -ESRCH;
    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    nice = nice < NICE_FIRST ? NICE_FIRST : nice > NICE_LAST ? NICE_LAST : nice;
    process_for_each(process) {
        if (!is_meant(process, which, who))
            continue;
        int result = set_nice(process, nice);
        if (result < 0 || error == -ESRCH)
            error = result;
    }
    return error;
}

// ---- Scheduling classes

// The process that such a call means; NULL: *error says why there is none.
static struct process *named(int pid, int *error) {
    struct process *process = pid == 0 ? current : pid > 0 ? process_find(pid) : NULL;
    *error = pid < 0 ? -EINVAL : -ESRCH;
    return process;
}

static bool is_ordinary(int policy) {
    return policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE;
}

static bool is_real_time(int policy) {
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

int64_t sys_sched_getscheduler(int pid) {
    int error;
    const struct process *process = named(pid, &error);
    return process ? process->outer->policy : error;
}

int64_t sys_sched_setscheduler(int pid, int policy, uint64_t parameter) {
    int error, priority;
    if (pid < 0 || policy < 0 || !parameter)
        return -EINVAL;
    if (copy_from_user(&priority, parameter, sizeof priority) < 0)
        return -EFAULT;
    struct process *process = named(pid, &error); // only now: copying may sleep
    if (!process)
        return error;
    policy &= ~SCHED_RESET_ON_FORK;
    if (is_real_time(policy))
        return priority < 1 || priority > 99 ? -EINVAL : -EPERM;
    if (!is_ordinary(policy) || priority != 0)
        return -EINVAL;
    bool rises = process->outer->policy == SCHED_IDLE && policy != SCHED_IDLE;
    if (!may_change(process) || (rises && !credentials_privileged()))
        return -EPERM;
    process->outer->policy = policy;
    return 0;
}

int64_t sys_sched_getparam(int pid, uint64_t parameter) {
    int error, priority = 0;
    if (!parameter || !named(pid, &error))
        return parameter ? error : -EINVAL;
    return copy_to_user(parameter, &priority, sizeof priority);
}

int64_t sys_sched_setparam(int pid, uint64_t parameter) {
    int error;
    const struct process *process = named(pid, &error);
    return process ? sys_sched_setscheduler(pid, process->outer->policy, parameter) : error;
}

int64_t sys_sched_get_priority_max(int policy) {
    return is_real_time(policy) ? 99 : is_ordinary(policy) ? 0 : -EINVAL;
}

int64_t sys_sched_get_priority_min(int policy) {
    return is_real_time(policy) ? 1 : is_ordinary(policy) ? 0 : -EINVAL;
}

int64_t sys_sched_rr_get_interval(int pid, uint64_t to) {
    int error;
    const struct process *process = named(pid, &error);
    if (!process)
        return error;
    struct timespec slice = to_timespec(sched_slice(process));
    return copy_to_user(to, &slice, sizeof slice);
}

// ---- The only processor

// A set of processors is a string of bits in whole words; of ours only the first bit matters.
int64_t sys_sched_getaffinity(int pid, uint32_t size, uint64_t to) {
    const uint64_t first = 1;
    int error;
    if (size < sizeof first || size % sizeof first)
        return -EINVAL;
    if (!named(pid, &error))
        return -ESRCH;
    return copy_to_user(to, &first, sizeof first) < 0 ? -EFAULT : (int64_t)sizeof first;
}

int64_t sys_sched_setaffinity(int pid, uint32_t size, uint64_t from) {
    uint64_t wanted = 0;
    int error;
    if (copy_from_user(&wanted, from, min(size, sizeof wanted)) < 0)
        return -EFAULT;
    const struct process *process = named(pid, &error);
    if (!process)
        return -ESRCH;
    return !may_change(process) ? -EPERM : wanted & 1 ? 0 : -EINVAL;
}

int64_t sys_getcpu(uint64_t processor, uint64_t node) {
    if (processor && zero_user(processor, sizeof(uint32_t)) < 0)
        return -EFAULT;
    return node ? zero_user(node, sizeof(uint32_t)) : 0;
}
