// The end of a process: exit gives back what it held at once; its entry in the table, with the
// status, stays as a zombie until the parent waits for it (wait.c). Its children get another
// parent, usually init, which waits for all.
#include "kernel/fs/file.h"
#include "kernel/fs/name.h"
#include "kernel/panic.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "kernel/trace.h"
#include "mm/spt.h"
#include "proc/check.h"
#include "proc/sched.h"
#include "proc/shutdown.h"

enum { STATUS_KILLED = 9 }; // as wait4 reports SIGKILL

void process_release(void) {
    struct spt *spt = current->spt;
    struct files *files = current->files;
    current->files = NULL; // /proc, meanwhile, must not find them
    if (files)
        files_destroy(files);
    if (current->program)
        program_put(current->program, current->program_name);
    current->program = NULL;
    current->program_name = NULL;
    current->spt = NULL;
    pagetable_load(kernel_pml4);
    if (spt)
        spt_destroy(spt);
    object_delete_discarded();
    wake_up(&processes); // for processes that wait for memory (oom.c)
}

void process_exit(int status) {
    if (current->pid == 1 && !system_stopping) {
        if (status & 0x7f)
            panic("init was killed by signal %d", status & 0x7f);
        system_stop(STOP_POWER_OFF, status >> 8 & 0xff);
    }
    process_release();
    personality_process_ends();
    trace("exit status=%x", status);
    for (struct process *child; (child = list_first(&current->offspring, struct process, sibling));
         breathe())
        personality_orphaned(child);
    memory_check_space(current->parent ? current->parent->spt : NULL);
    current->status = status;
    current->state = PROCESS_ZOMBIE;
    personality_process_ended();
    sched_stop(PROCESS_ZOMBIE);
    panic("a zombie runs");
}

void process_kill(struct process *process) {
    bool spared = process->pid == 1 || !process->spt;
    if (process->state == PROCESS_ZOMBIE || (spared && !system_stopping))
        return;
    process->killed = process->attention = true;
    if (process->state == PROCESS_STOPPED ||
        (process->state == PROCESS_SLEEPING && process->interruptible))
        sched_add(process);
    wake_up(process); // if it waits for the child to which it lends its memory (vfork)
}

void process_kill_sharers(struct process *victim) {
    process_for_each(process)
        if (process->spt == victim->spt)
            process_kill(process);
}

void process_attend(void) {
    while (current->attention) {
        current->attention = false;
        sched_preempt();
        personality_leaves();
        if (current->killed)
            process_exit(STATUS_KILLED);
    }
}

int64_t sys_exit(int status) {
    process_exit((status & 0xff) << 8);
}
