// The end of a process: exit gives back what it held at once; its entry in the table, with the
// status, stays as a zombie until the parent waits for it. Orphans are handed to init, which waits
// for everybody.
#include "kernel/abi.h"
#include "kernel/dev/job.h"
#include "kernel/errno.h"
#include "kernel/panic.h"
#include "kernel/syscall.h"
#include "kernel/system.h"
#include "mm/check.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/signal.h"

enum { WNOHANG = 1, WUNTRACED = 2, WCONTINUED = 8 };
#define WAIT_OPTIONS                                                                               \
    (WNOHANG | WUNTRACED | WCONTINUED |                                                            \
     0xe0000000u) // the last three: __WNOTHREAD, __WALL, __WCLONE

enum { STATUS_STOPPED = 0x7f, STATUS_CONTINUED = 0xffff };

static struct process *next_child(const struct process *parent, const struct process *previous) {
    struct list *node = previous ? previous->all.next : processes.next;
    for (; node != &processes; node = node->next) {
        struct process *process = list_entry(node, struct process, all);
        if (process->parent == parent)
            return process;
    }
    return NULL;
}

static bool has_stopped(int group) {
    for (struct list *node = processes.next; node != &processes; node = node->next) {
        const struct process *process = list_entry(node, struct process, all);
        if (process->group == group && process->state == PROCESS_STOPPED)
            return true;
    }
    return false;
}

// The process's parent looks after its group, as a shell does after its jobs.
static bool parent_minds_group(const struct process *process) {
    const struct process *parent = process->parent;
    return parent && parent->group != process->group && parent->session == process->session;
}

// Nobody is left who would continue the stopped processes of a group: they are told (POSIX, _exit).
static void hang_up(int group) {
    if (!signal_group_is_orphaned(group) || !has_stopped(group))
        return;
    signal_send_group(group, SIGHUP);
    signal_send_group(group, SIGCONT);
}

// What the parent hears of the end.
static void tell_end(const struct process *process) {
    int signal = process->status & 0x7f;
    signal_child(process, signal ? CLD_KILLED : CLD_EXITED, signal ? signal : process->status >> 8);
}

static void orphan_children(void) {
    struct process *init = process_find(1);
    for (struct process *child; (child = next_child(current, NULL));) {
        bool minded = parent_minds_group(child);
        child->parent = init;
        if (minded)
            hang_up(child->group);
        if (child->state == PROCESS_ZOMBIE)
            tell_end(child);
    }
}

void process_drop_program(void) {
    if (!current->program)
        return;
    current->program->executors--;
    inode_put(current->program);
    current->program = NULL;
}

void process_release(void) {
    struct spt *spt = current->spt;
    struct files *files = current->files;
    current->files = NULL; // who looks meanwhile (/proc) finds none
    if (files)
        files_destroy(files);
    if (current->directory)
        inode_put(current->directory);
    process_drop_program();
    kfree(current->program_path);
    current->directory = NULL;
    current->program_path = NULL;
    current->spt = NULL;
    pagetable_load(kernel_pml4);
    if (spt)
        spt_destroy(spt);
    process_return_memory();
    inode_delete_nameless();
    wake_up(&processes); // who waits for memory (mm/evict.c)
}

// A parent that ignores SIGCHLD does not want to know (POSIX): init will.
static void tell_parent(void) {
    const struct signal_action *action = &current->parent->signals.actions[SIGCHLD - 1];
    tell_end(current);
    if (action->handler != SIG_IGN && !(action->flags & SA_NOCLDWAIT))
        return;
    current->parent = process_find(1);
    tell_end(current);
}

void process_exit(int status) {
    if (current->pid == 1 && !system_stopping) {
        if (status & 0x7f)
            panic("init was killed by signal %d", status & 0x7f);
        system_stop(STOP_POWER_OFF, status >> 8 & 0xff);
    }
    process_release();
    job_leader_ends();
    orphan_children();
    memory_check();
    bool minded = parent_minds_group(current);
    current->status = status;
    current->state = PROCESS_ZOMBIE;
    if (minded)
        hang_up(current->group);
    tell_parent();
    sched_stop(PROCESS_ZOMBIE);
    panic("a zombie runs");
}

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

static struct timeval to_timeval(uint64_t ns) {
    return (struct timeval){ns / 1000000000, ns % 1000000000 / 1000};
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

static bool wanted(const struct process *child, int pid) {
    if (pid > 0)
        return child->pid == pid;
    return pid == -1 || child->group == (pid == 0 ? current->group : -pid);
}

// Whether the child has something to tell, and what: *status as wait4 reports it.
static bool has_news(struct process *child, unsigned options, int *status) {
    if (child->state == PROCESS_ZOMBIE) {
        *status = child->status;
        return true;
    }
    if (options & WUNTRACED && child->state == PROCESS_STOPPED && child->status &&
        !child->stop_reported) {
        *status = child->status << 8 | STATUS_STOPPED;
        child->stop_reported = true;
        return true;
    }
    if (options & WCONTINUED && child->continued) {
        *status = STATUS_CONTINUED;
        child->continued = false;
        return true;
    }
    return false;
}

int64_t sys_wait4(int pid, uint64_t status_to, unsigned options, uint64_t usage_to) {
    if (options & ~WAIT_OPTIONS)
        return -EINVAL;
    if (pid == INT32_MIN)
        return -ESRCH;
    struct process *child;
    int status = 0;
    for (;;) {
        bool any = false;
        for (child = next_child(current, NULL); child; child = next_child(current, child)) {
            if (!wanted(child, pid))
                continue;
            any = true;
            if (has_news(child, options, &status))
                break;
        }
        if (child)
            break;
        if (!any)
            return -ECHILD;
        if (options & WNOHANG)
            return 0;
        int error = sleep_on(current, true);
        if (error < 0)
            return error;
    }
    int found = child->pid;
    struct usage used = usage_with_children(child);
    struct rusage usage = to_rusage(&used);
    if (child->state == PROCESS_ZOMBIE)
        process_reap(child);
    if (status_to && copy_to_user(status_to, &status, sizeof status) < 0)
        return -EFAULT;
    if (usage_to && copy_to_user(usage_to, &usage, sizeof usage) < 0)
        return -EFAULT;
    return found;
}

int64_t sys_getrusage(int who, uint64_t to) {
    enum { RUSAGE_CHILDREN = -1, RUSAGE_SELF = 0, RUSAGE_THREAD = 1 };
    if (who != RUSAGE_CHILDREN && who != RUSAGE_SELF && who != RUSAGE_THREAD)
        return -EINVAL;
    struct rusage usage = to_rusage(who == RUSAGE_CHILDREN ? &current->children : &current->usage);
    return copy_to_user(to, &usage, sizeof usage);
}

int64_t sys_exit(int status) {
    process_exit((status & 0xff) << 8);
}
