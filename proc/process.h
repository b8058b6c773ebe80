// Processes.
#pragma once
#include "kernel/fs/file.h"
#include "kernel/list.h"
#include "kernel/trap.h"
#include "mm/spt.h"

enum process_state { PROCESS_RUNNABLE, PROCESS_SLEEPING, PROCESS_STOPPED, PROCESS_ZOMBIE };

// What a process has used; all counts since it began. Children's are added when they are waited
// for.
struct usage {
    uint64_t minor_faults; // no disk was read
    uint64_t major_faults; // the fault waited for the disk
    uint64_t user_ns, system_ns;
    uint64_t max_resident; // pages
};

struct process {
    int pid, group, session; // process, process group and session ids
    struct process *parent;  // init's is NULL
    struct list all;         // in `processes`, in order of pid
    enum process_state state;
    char name[16]; // the program's file name, cut as Linux does (comm)

    struct spt *spt;
    struct files *files;
    struct inode *directory; // the working directory, a reference
    struct inode *program;   // the file being run, a reference (/proc/PID/exe)
    uint32_t umask;

    const void *channel; // SLEEPING: on what
    bool interruptible;  // … and whether a signal ends the sleep
    uint64_t deadline;   // … and when it ends anyway (timer_now()), 0 = never
    uint64_t pending;    // signals waiting, bit n-1 for signal n
    uint64_t ignored;    // signals whose action is SIG_IGN
    int status;          // ZOMBIE: as wait4 reports it; STOPPED: the signal
    bool stop_reported;  // STOPPED: wait4 has told

    struct usage usage, children;
    uint64_t started;    // timer_now() at its start
    uint64_t ticks_left; // of its time slice

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

// The process with this pid, or NULL.
struct process *process_find(int pid);

// One of its children, whatever its state, or NULL. (the next after `previous`; NULL starts)
struct process *process_next_child(struct process *parent, struct process *previous);
