// waitid(2): what a child's SIGCHLD reports, asked for.
#include "kernel/linux/process/outer.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/wait.h"

// -EINVAL, or what waitid's arguments select.
static int select_children(int type, int id, unsigned options, struct wait_selection *selection) {
    const unsigned events = WSTOPPED | WEXITED | WCONTINUED;
    if (options & ~(WNOHANG | WNOWAIT | events | WAIT_ANY_KIND) || !(options & events))
        return -EINVAL;
    if (type < WAIT_ALL || type > WAIT_GROUP || (type == WAIT_ONE && id <= 0) ||
        (type == WAIT_GROUP && id < 0))
        return -EINVAL;
    *selection = (struct wait_selection){type, type == WAIT_GROUP && id == 0 ? current->group : id};
    return 0;
}

int64_t sys_waitid(int type, int id, uint64_t info_to, unsigned options, uint64_t usage_to) {
    struct wait_selection selection;
    struct process *child;
    struct signal_info info = {0}; // for when there is nothing to report
    int status, result = select_children(type, id, options, &selection);
    if (result == 0)
        result = wait_for_news(selection, options, &child, &status);
    if (result > 0) {
        struct usage usage = usage_with_children(child);
        info = signal_of_child(child, status);
        if (child->state == PROCESS_ZOMBIE && !(options & WNOWAIT))
            process_reap(child);
        result = usage_to ? usage_to_user(usage_to, &usage) : 0;
    }
    if (info_to && copy_to_user(info_to, &info, offsetof(struct signal_info, status) + 4) < 0)
        return -EFAULT;
    return result;
}
