// The process table: a list in order of pid.
#include "proc/process.h"
#include "kernel/dev/timer.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "proc/sched.h"
#include "proc/shutdown.h"

int process_last_pid;
static int free_end; // the numbers between that and this one are free
uint64_t processes_made;

struct list processes = {&processes, &processes};

void process_begin(void); // switch.asm

// What context_switch pops for a process that never ran.
struct first_context {
    uint64_t r15, r14, r13, r12, rbx, rbp, rip;
};

static struct list *with_hash_of(int pid) {
    static struct list table[256];
    return list_ready(&table[(unsigned)pid % 256]); // programs ask for negative ones, too
}

struct process *process_find(int pid) {
    list_for_each(struct process, process, with_hash_of(pid), same_hash)
        if (process->pid == pid)
            return process;
    return NULL;
}

void process_set_parent(struct process *process, struct process *parent) {
    process->parent = parent;
    list_remove(&process->sibling);
    if (parent)
        list_append(&parent->offspring, &process->sibling);
}

// If the number is free, so are all from there to free_end.
static bool number_in_use(int number) {
    free_end = PID_MAX + 1;
    process_for_each(process) {
        const int used[] = {process->pid, process->group, process->session};
        for (int i = 0; i < 3; i++) {
            if (used[i] == number)
                return true;
            if (used[i] > number)
                free_end = min(free_end, used[i]);
        }
    }
    return false;
}

// Numbers go round, so that a pid is not used again soon; and not while a group or a session that
// outlived its leader still has that number. The processes are asked only at the end of a run of
// free numbers: meanwhile nothing but this function brings a new number into use.
static int new_pid(void) {
    do {
        breathe();
        if (++process_last_pid > PID_MAX) {
            process_last_pid = 2;
            free_end = 0;
        }
    } while (process_last_pid >= free_end && number_in_use(process_last_pid));
    processes_made++;
    return process_last_pid;
}

// Enters the process into the table, behind the last smaller pid.
static void table_insert(struct process *process) {
    struct list *after = processes.previous;
    while (after != &processes && list_entry(after, struct process, all)->pid > process->pid)
        after = after->previous;
    list_append(after->next, &process->all);
    list_append(with_hash_of(process->pid), &process->same_hash);
}

int process_new(struct process *parent, void (*begin)(void), struct process **made) {
    if (system_stopping)
        return -EAGAIN;
    struct process *process = kzalloc(sizeof *process);
    if (!process)
        return -ENOMEM;
    process->kernel_stack = kstack_alloc();
    int error = process->kernel_stack ? personality_process_begins(process, parent) : -EAGAIN;
    if (error < 0) {
        if (process->kernel_stack)
            kstack_free(process->kernel_stack);
        kfree(process);
        return error;
    }
    process->frame = (struct trap_frame *)process->kernel_stack - 1;
    memset(process->frame, 0, sizeof *process->frame);
    struct first_context *context = (struct first_context *)process->frame - 1;
    *context = (struct first_context){.rbx = (uint64_t)begin, .rip = (uint64_t)process_begin};
    process->context = (uint64_t)context;

    process->pid = new_pid();
    list_init(&process->offspring);
    list_init(&process->sibling);
    list_init(&process->queue);
    process_set_parent(process, parent);
    process->nice = current->nice;
    process->watched = current->watched;
    process->started = timer_now();
    process->state = PROCESS_STOPPED;
    table_insert(process);
    *made = process;
    return 0;
}

void process_free(struct process *process) {
    assert(process != current && !process->spt && !process->files && list_empty(&process->queue));
    process_set_parent(process, NULL);
    list_remove(&process->all);
    list_remove(&process->same_hash);
    personality_process_freed(process);
    kstack_free(process->kernel_stack);
    kfree(process);
    wake_up(&processes); // for processes that wait for memory (oom.c)
}

int64_t sys_getpid(void) {
    return current->pid;
}

int64_t sys_getppid(void) {
    return current->parent ? current->parent->pid : 0;
}

int64_t sys_sched_yield(void) {
    yield();
    return 0;
}
