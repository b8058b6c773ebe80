// Process groups and sessions (credentials(7)): a session is a login, a group a job in it.
#include "kernel/linux/process/groups.h"
#include "kernel/linux/process/outer.h"
#include "kernel/syscall.h"

struct process *process_or_self(int pid) {
    return pid == 0 ? current : process_find(pid);
}

int64_t sys_getpgid(int pid) {
    const struct process *process = process_or_self(pid);
    return process ? process->group : -ESRCH;
}

int64_t sys_getsid(int pid) {
    const struct process *process = process_or_self(pid);
    return process ? process->session : -ESRCH;
}

bool group_is_in_session(int group, int session) {
    process_for_each(process)
        if (process->group == group && process->session == session)
            return true;
    return false;
}

int64_t sys_setpgid(int pid, int group) {
    if (group < 0)
        return -EINVAL;
    struct process *process = process_or_self(pid);
    if (!process || (process != current && process->parent != current))
        return -ESRCH;
    if (process != current && process->outer->executed > 0)
        return -EACCES;
    if (group == 0)
        group = process->pid;
    if (process->session != current->session || process->session == process->pid)
        return -EPERM;
    if (group != process->pid && !group_is_in_session(group, current->session))
        return -EPERM;
    process->group = group;
    return 0;
}

int64_t sys_setsid(void) {
    process_for_each(process)
        if (process->group == current->pid)
            return -EPERM;
    current->group = current->session = current->pid;
    return current->pid;
}
