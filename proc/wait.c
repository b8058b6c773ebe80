// Waiting for children: a parent hears of each child's end, and if it wants to, of its stops and of
// how it went on. What it has heard is not told again.
#include "kernel/lib/errno.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"

#define ANY_CHILD 0xe0000000u // __WNOTHREAD, __WALL, __WCLONE: all children are of one kind

enum { STATUS_STOPPED = 0x7f, STATUS_CONTINUED = 0xffff };

// Which children; waitid's numbers.
struct selection {
    enum { ALL, ONE, GROUP } type;
    int id;
};

// What is told of one. `status` is as wait4 reports it.
struct news {
    int pid, status;
    uint32_t uid;
    struct usage usage;
};

// ---- Usage

static void usage_add(struct usage *sum, const struct usage *usage) {
    sum->minor_faults += usage->minor_faults;
    sum->major_faults += usage->major_faults;
    sum->user_ns += usage->user_ns;
    sum->system_ns += usage->system_ns;
    if (usage->max_resident > sum->max_resident)
        sum->max_resident = usage->max_resident;
}

// What a process and the children it waited for have used.
static struct usage usage_with_children(const struct process *process) {
    struct usage sum = process->usage;
    usage_add(&sum, &process->children);
    return sum;
}

void process_reap(struct process *zombie) {
    struct usage usage = usage_with_children(zombie);
    usage_add(&current->children, &usage);
    process_free(zombie);
}

static struct rusage to_rusage(const struct usage *usage) {
    return (struct rusage){
        .user_time = to_timeval(usage->user_ns),
        .system_time = to_timeval(usage->system_ns),
        .max_resident = usage->max_resident * (PAGE_SIZE / 1024),
        .minor_faults = usage->minor_faults,
        .major_faults = usage->major_faults,
    };
}

int64_t sys_getrusage(int who, uint64_t to) {
    enum { RUSAGE_CHILDREN = -1, RUSAGE_SELF = 0, RUSAGE_THREAD = 1 };
    if (who != RUSAGE_CHILDREN && who != RUSAGE_SELF && who != RUSAGE_THREAD)
        return -EINVAL;
    struct rusage usage = to_rusage(who == RUSAGE_CHILDREN ? &current->children : &current->usage);
    return copy_to_user(to, &usage, sizeof usage);
}

// ---- Waiting

int wait_code(int status, int *number) {
    if (status == STATUS_CONTINUED) {
        *number = SIGCONT;
        return CLD_CONTINUED;
    }
    int signal = status & 0x7f;
    *number = signal == 0 || signal == STATUS_STOPPED ? status >> 8 : signal;
    return signal == 0 ? CLD_EXITED : signal == STATUS_STOPPED ? CLD_STOPPED : CLD_KILLED;
}

// Whether it is meant, and may still have news.
static bool selected(const struct process *child, struct selection selection, unsigned options) {
    if (child->state == PROCESS_ZOMBIE && !(options & WEXITED))
        return false;
    switch (selection.type) {
    case ONE:
        return child->pid == selection.id;
    case GROUP:
        return child->group == selection.id;
    default:
        return true;
    }
}

// Whether the child has something to tell, and what.
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

// One look at the selected children: 1, if one of them has news; 0, if none has; -ECHILD, if there
// are none.
static int look(struct selection selection, unsigned options, struct news *news) {
    int result = -ECHILD;
    for (struct process *child = NULL; (child = process_next_child(current, child));) {
        if (!selected(child, selection, options))
            continue;
        result = 0;
        if (!has_news(child, options, &news->status))
            continue;
        news->pid = child->pid;
        news->uid = child->credentials.user.real;
        news->usage = usage_with_children(child);
        if (child->state == PROCESS_ZOMBIE && !(options & WNOWAIT))
            process_reap(child);
        return 1;
    }
    return result;
}

// The same, after sleeping until there are some.
static int await(struct selection selection, unsigned options, struct news *news) {
    int result;
    while ((result = look(selection, options, news)) == 0 && !(options & WNOHANG)) {
        int error = sleep_on(current, true);
        if (error < 0)
            return error;
    }
    return result;
}

static int usage_to_user(uint64_t to, const struct usage *usage) {
    struct rusage report = to_rusage(usage);
    return to ? copy_to_user(to, &report, sizeof report) : 0;
}

int64_t sys_wait4(int pid, uint64_t status_to, unsigned options, uint64_t usage_to) {
    if (options & ~(WNOHANG | WSTOPPED | WCONTINUED | ANY_CHILD))
        return -EINVAL;
    if (pid == INT32_MIN)
        return -ESRCH;
    struct selection selection = pid == -1  ? (struct selection){ALL, 0}
                                 : pid > 0  ? (struct selection){ONE, pid}
                                 : pid == 0 ? (struct selection){GROUP, current->group}
                                            : (struct selection){GROUP, -pid};
    struct news news;
    int result = await(selection, options | WEXITED, &news);
    if (result <= 0)
        return result;
    if (status_to && copy_to_user(status_to, &news.status, sizeof news.status) < 0)
        return -EFAULT;
    if (usage_to_user(usage_to, &news.usage) < 0)
        return -EFAULT;
    return news.pid;
}

// -EINVAL, or what waitid's arguments select.
static int select_children(int type, int id, unsigned options, struct selection *selection) {
    const unsigned events = WSTOPPED | WEXITED | WCONTINUED;
    if (options & ~(WNOHANG | WNOWAIT | events | ANY_CHILD) || !(options & events))
        return -EINVAL;
    if (type < ALL || type > GROUP || (type == ONE && id <= 0) || (type == GROUP && id < 0))
        return -EINVAL;
    *selection = (struct selection){type, type == GROUP && id == 0 ? current->group : id};
    return 0;
}

int64_t sys_waitid(int type, int id, uint64_t info_to, unsigned options, uint64_t usage_to) {
    struct selection selection;
    struct news news;
    struct signal_info info = {0}; // nobody has news
    int result = select_children(type, id, options, &selection);
    if (result == 0)
        result = await(selection, options, &news);
    if (result > 0) {
        info = (struct signal_info){.signal = SIGCHLD, .pid = news.pid, .uid = news.uid};
        info.code = wait_code(news.status, &info.status);
        result = usage_to_user(usage_to, &news.usage);
    }
    if (info_to && copy_to_user(info_to, &info, offsetof(struct signal_info, status) + 4) < 0)
        return -EFAULT;
    return result;
}
