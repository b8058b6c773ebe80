// The running process, as far as the floors below proc/ may know it. They know no struct process:
// they ask here, and proc/running.c answers out of `current`. None of these functions sleeps.
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct files;
struct spt;

// What a process has used since it began. Its children's are added when they are waited for.
struct usage {
    uint64_t minor_faults; // no disk was read
    uint64_t major_faults; // the fault waited for the disk
    uint64_t user_ns, system_ns;
    uint64_t max_resident; // pages
};

// For messages. The idle process is 0, "idle".
int running_pid(void);
const char *running_name(void);

// Its address space, which is the loaded one. NULL: it has none (the idle process, the flusher).
struct spt *running_space(void);

// The user's stack pointer and the address of the user's next instruction. STACK_TOP and 0 before
// it was in user mode for the first time.
uint64_t running_rsp(void);
uint64_t running_rip(void);

// Its descriptors, working directory and umask (kernel/fs/file.h).
struct files *running_files(void);

// Whom a page fault is charged to.
struct usage *running_usage(void);

// Whether it was killed and only has not ended yet: loops that may last ask, and stop.
bool running_is_killed(void);
