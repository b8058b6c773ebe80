// The end of a process: exit gives back what it held at once; its entry in the table, with the
// status, stays as a zombie until the parent waits for it (wait.c). Orphans are handed to init,
// which waits for everybody.
#include "kernel/abi.h"
#include "kernel/fs/name.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/terminal/job.h"
#include "kernel/panic.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/check.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/shutdown.h"

static bool has_stopped(int group) {
    process_for_each(process)
        if (process->group == group && process->state == PROCESS_STOPPED)
            return true;
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
    int number, code = wait_code(process->status, &number);
    signal_child(process, code, number);
}

// Who takes a process's children over when it ends: the nearest above it that wants to, or init.
static struct process *adopter_of(const struct process *process) {
    struct process *above = process->parent;
    while (above->parent && !above->adopts)
        above = above->parent;
    return above;
}

static void orphan_children(void) {
    for (struct process *child; (child = process_next_child(current, NULL));) {
        bool minded = parent_minds_group(child);
        child->parent = adopter_of(current);
        if (child->end_signal)
            signal_send_info(child, &(struct signal_info){.signal = child->end_signal,
                                                          .code = SI_USER,
                                                          .pid = current->pid,
                                                          .uid = current->credentials.user.real});
        if (minded)
            hang_up(child->group);
        if (child->state == PROCESS_ZOMBIE)
            tell_end(child);
        breathe();
    }
}

void process_drop_program(void) {
    if (!current->program)
        return;
    current->program->executors--;
    inode_put(current->program);
    name_put(current->program_name);
    current->program = NULL;
    current->program_name = NULL;
}

void process_release(void) {
    struct spt *spt = current->spt;
    struct files *files = current->files;
    current->files = NULL; // who looks meanwhile (/proc) finds none
    if (files)
        files_destroy(files);
    process_drop_program();
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
    memory_check_space(current->parent ? current->parent->spt : NULL);
    bool minded = parent_minds_group(current);
    current->status = status;
    current->state = PROCESS_ZOMBIE;
    if (minded)
        hang_up(current->group);
    tell_parent();
    sched_stop(PROCESS_ZOMBIE);
    panic("a zombie runs");
}

void process_kill(struct process *process) {
    if (process->state == PROCESS_ZOMBIE || (process->pid == 1 && !system_stopping))
        return;
    process->killed = true;
    if (process->state == PROCESS_STOPPED ||
        (process->state == PROCESS_SLEEPING && process->interruptible))
        sched_add(process);
    wake_up(process); // it waits for the child to which it lends its memory (fork.c)
}

void process_kill_sharers(struct process *victim) {
    process_for_each(process)
        if (process->spt == victim->spt)
            process_kill(process);
}

void process_leave_kernel(void) {
    sched_preempt(); // first: others who run meanwhile may send a signal
    signal_deliver();
    if (current->killed)
        process_exit(SIGKILL);
}

int64_t sys_exit(int status) {
    process_exit((status & 0xff) << 8);
}
