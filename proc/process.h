// Processes.
#pragma once
#include "kernel/lib/list.h"
#include "kernel/running.h"
#include "kernel/trap.h"
#include "proc/timers.h"

enum process_state { PROCESS_RUNNABLE, PROCESS_SLEEPING, PROCESS_STOPPED, PROCESS_ZOMBIE };

struct files;
struct inode;
struct name;
struct outer;
struct spt;

struct process {
    int pid, group, session;        // process, process group and session ids
    struct process *parent;         // init's is NULL
    struct list offspring, sibling; // its children; its place among those of its parent
    struct list all;                // in `processes`, in order of pid
    struct list same_hash;          // with others whose pids have the same hash (process_find)
    struct list queue; // the run queue, or those that sleep on channels of the same hash
    enum process_state state;
    char name[16]; // the program's file name, cut as Linux does (comm)

    struct spt *spt;
    struct spt *next_spt; // what execve is building; NULL otherwise
    struct files *files;
    struct inode *program;     // the file being run, a reference (/proc/PID/exe), …
    struct name *program_name; // … and the name by which it was found, or NULL
    struct outer *outer;       // what the personality knows of it

    bool attention;      // something is to be done before its program goes on: process_attend
    bool watched;        // the personality must hear of its calls (personality_call_begins)
    bool killed;         // it ends on its way out of the kernel, whatever it does now
    const void *channel; // SLEEPING: on what
    bool interruptible;  // … and whether a signal ends the sleep …
    struct timer timer;  // … or a deadline, if it is set
    int status;          // ZOMBIE: as wait4 reports it; STOPPED: the signal
    bool stop_reported;  // STOPPED: wait4 has reported it
    bool continued;      // a stop has ended, which wait4 has not reported

    int nice; // -20 (first) to 19 (last): decides on the length of its time slices
    struct usage usage, children;
    uint64_t faults_before; // major ones until the last window of time with work in it (thrash.c)
    uint64_t started;       // timer_now() at its start
    uint64_t ticks_left;    // of its time slice

    uint64_t weight;          // in bytes, as the killer weighed it last (proc/oom.c)
    uint64_t kernel_stack;    // top, 0 when it has none
    uint64_t context;         // saved kernel rsp while not running
    struct trap_frame *frame; // the user's registers, at the top of the kernel stack
    uint64_t fs_base;
    uint8_t fpu[512] __attribute__((aligned(16)));
};

// The running process; never NULL once the scheduler runs (the idle process has pid 0 and no spt).
extern struct process *current;

// All processes but idle, zombies too, in order of pid.
extern struct list processes;

// The highest pid there may be, and the latest that was given; how many there were since boot.
enum { PID_MAX = 32767 };
extern int process_last_pid;
extern uint64_t processes_made;

// The process with this pid, or NULL.
struct process *process_find(int pid);

// Goes through all processes, in order of pid.
#define process_for_each(p) list_for_each(struct process, p, &processes, all)

// Makes it a child of another process; NULL: of none.
void process_set_parent(struct process *process, struct process *parent);

// A new process with a pid and a kernel stack, whose first act in the kernel is to call `begin`;
// when that returns, it goes to user mode with the registers of its `frame` (all zero). It runs
// once sched_add is called. 0 or -EAGAIN (too many), -ENOMEM.
int process_new(struct process *parent, void (*begin)(void), struct process **made);

// A child of the current process: it runs the same program from the same place, where the call
// returns 0. It gets a copy of the address space or, if the parent `lend`s it, the same one; then
// the parent must not run until the child has another. `begin`, sched_add and errors as above. May
// sleep.
int process_fork(bool lend, void (*begin)(void), struct process **child);

// Frees a process without spt and files that is not running: a zombie that was waited for, or one
// that never ran.
void process_free(struct process *process);

// Ends the current process with a status as wait4 reports it. May sleep.
__attribute__((noreturn)) void process_exit(int status);

// Makes a process end, as if by SIGKILL, as soon as it is about to leave the kernel; ends its stop
// and its interruptible sleep. Init, and what lives in the kernel, is
// spared until the system stops. Never sleeps.
void process_kill(struct process *process);

// Kills all that run in the memory of the process: itself, those that borrow it (vfork), and the
// lender. Never sleeps; may be called from interrupts.
void process_kill_sharers(struct process *victim);

// On the way out of the kernel to user mode, if the current process needs attention: lets others
// run if the time slice is over, and does what became due in the kernel. May not return.
void process_attend(void);

static inline void process_leave_kernel(void) {
    if (current->attention)
        process_attend();
}

// Gives back all that the current process holds but its kernel stack and its entry in the table.
void process_release(void);

// A process doesn't run the file any more.
void program_put(struct inode *file, struct name *name);

// Runs the first program in the current process; its arguments come from the kernel's command line.
// 0, or a negative errno and nothing has changed. May sleep.
int process_exec_init(const char *path);
