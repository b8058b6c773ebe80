// Shares of the processor: nice values, and the set of processors, which has one member.
#include "kernel/lib/minmax.h"
#include "kernel/linux/process/groups.h"
#include "kernel/linux/process/outer.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

enum { NICE_FIRST = -20, NICE_LAST = 19 };
enum { PRIO_PROCESS, PRIO_GROUP, PRIO_USER };

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
        if (is_meant(process, which, who))
            most = max(most, NICE_LAST + 1 - process->nice);
    return most;
}

// One's own processes, and for root all.
static bool may_change(const struct process *process) {
    uint32_t user = current->outer->credentials.user.effective;
    return credentials_privileged() || user == process->outer->credentials.user.real ||
           user == process->outer->credentials.user.effective;
}

int64_t sys_setpriority(int which, int who, int nice) {
    int error = -ESRCH;
    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    nice = max(min(nice, NICE_LAST), NICE_FIRST);
    process_for_each(process) {
        if (!is_meant(process, which, who))
            continue;
        bool too_low = nice < process->nice && !credentials_privileged();
        int result = !may_change(process) ? -EPERM : too_low ? -EACCES : 0;
        if (result == 0)
            process->nice = nice;
        if (result < 0 || error == -ESRCH)
            error = result;
    }
    return error;
}

// ---- The only processor

// A set of processors is a string of bits in whole words; of ours only the first bit matters.
int64_t sys_sched_getaffinity(int pid, uint32_t size, uint64_t to) {
    const uint64_t first = 1;
    if (size < sizeof first || size % sizeof first)
        return -EINVAL;
    if (!process_or_self(pid))
        return -ESRCH;
    return copy_to_user(to, &first, sizeof first) < 0 ? -EFAULT : (int64_t)sizeof first;
}

int64_t sys_sched_setaffinity(int pid, uint32_t size, uint64_t from) {
    uint64_t wanted = 0;
    if (copy_from_user(&wanted, from, min(size, sizeof wanted)) < 0)
        return -EFAULT;
    const struct process *process = process_or_self(pid); // only now: copying may sleep
    return !process ? -ESRCH : !may_change(process) ? -EPERM : wanted & 1 ? 0 : -EINVAL;
}

int64_t sys_getcpu(uint64_t processor, uint64_t node) {
    if (processor && zero_user(processor, sizeof(uint32_t)) < 0)
        return -EFAULT;
    return node ? zero_user(node, sizeof(uint32_t)) : 0;
}
