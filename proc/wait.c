// Waiting for children: wait4 reports each child's end and, on request, that it was stopped or
// continued. It reports everything once.
#include "proc/wait.h"
#include "kernel/abi.h"
#include "kernel/layout.h"
#include "kernel/lib/minmax.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/cpu_time.h"
#include "proc/sched.h"

// ---- Usage

static void usage_add(struct usage *sum, const struct usage *usage) {
    sum->minor_faults += usage->minor_faults;
    sum->major_faults += usage->major_faults;
    sum->user_ns += usage->user_ns;
    sum->system_ns += usage->system_ns;
    sum->max_resident = max(sum->max_resident, usage->max_resident);
}

struct usage usage_with_children(const struct process *process) {
    struct usage sum = process->usage;
    usage_add(&sum, &process->children);
    return sum;
}

void process_reap(struct process *zombie) {
    struct usage usage = usage_with_children(zombie);
    usage_add(&current->children, &usage);
    process_free(zombie);
}

int usage_to_user(uint64_t to, const struct usage *usage) {
    struct rusage report = {
        .user_time = to_timeval(usage->user_ns),
        .system_time = to_timeval(usage->system_ns),
        .max_resident = usage->max_resident * (PAGE_SIZE / 1024),
        .minor_faults = usage->minor_faults,
        .major_faults = usage->major_faults,
    };
    return copy_to_user(to, &report, sizeof report);
}

int64_t sys_getrusage(int who, uint64_t to) {
    enum { RUSAGE_CHILDREN = -1, RUSAGE_SELF = 0, RUSAGE_THREAD = 1 };
    if (who != RUSAGE_CHILDREN && who != RUSAGE_SELF && who != RUSAGE_THREAD)
        return -EINVAL;
    time_charge();
    return usage_to_user(to, who == RUSAGE_CHILDREN ? &current->children : &current->usage);
}

// ---- Waiting

// Whether it is selected, and may still have something to report.
static bool is_selected(const struct process *child, struct wait_selection selection,
                        unsigned options) {
    if (child->state == PROCESS_ZOMBIE && !(options & WEXITED))
        return false;
    return selection.type == WAIT_ALL ||
           selection.id == (selection.type == WAIT_ONE ? child->pid : child->group);
}

// Whether the child has something to report, and what.
static bool has_news(struct process *child, unsigned options, int *status) {
    bool keep = options & WNOWAIT;
    if (child->state == PROCESS_ZOMBIE) {
        *status = child->status;
        return true;
    }
    if (options & WSTOPPED && child->state == PROCESS_STOPPED && child->status &&
        !child->stop_reported) {
        *status = child->status << 8 | STATUS_STOPPED;
        child->stop_reported = !keep;
        return true;
    }
    if (options & WCONTINUED && child->continued) {
        *status = STATUS_CONTINUED;
        child->continued = keep;
        return true;
    }
    return false;
}

// One look at the selected children; as wait_for_news.
static int look(struct wait_selection selection, unsigned options, struct process **child,
                int *status) {
    int result = -ECHILD;
    list_for_each(struct process, process, &current->offspring, sibling) {
        if (!is_selected(process, selection, options))
            continue;
        if (has_news(process, options, status)) {
            *child = process;
            return 1;
        }
        result = 0;
    }
    return result;
}

int wait_for_news(struct wait_selection selection, unsigned options, struct process **child,
                  int *status) {
    int result;
    while ((result = look(selection, options, child, status)) == 0 && !(options & WNOHANG)) {
        int error = sleep_on(current, true);
        if (error < 0)
            return error;
    }
    return result;
}

int64_t sys_wait4(int pid, uint64_t status_to, unsigned options, uint64_t usage_to) {
    if (options & ~(WNOHANG | WSTOPPED | WCONTINUED | WAIT_ANY_KIND))
        return -EINVAL;
    if (pid == INT32_MIN)
        return -ESRCH;
    struct wait_selection selection = {.type = pid == -1 ? WAIT_ALL
                                               : pid > 0 ? WAIT_ONE
                                                         : WAIT_GROUP,
                                       .id = pid == 0  ? current->group
                                             : pid < 0 ? -pid
                                                       : pid};
    struct process *child;
    int status, result = wait_for_news(selection, options | WEXITED, &child, &status);
    if (result <= 0)
        return result;
    pid = child->pid;
    struct usage usage = usage_with_children(child);
    if (child->state == PROCESS_ZOMBIE)
        process_reap(child);
    if (status_to && copy_to_user(status_to, &status, sizeof status) < 0)
        return -EFAULT;
    return usage_to && usage_to_user(usage_to, &usage) < 0 ? -EFAULT : pid;
}
