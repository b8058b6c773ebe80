// Scheduling and the making of threads (POSIX, Linux).
#pragma once
#include <sys/types.h>

#define CLONE_VM 0x100
#define CLONE_FS 0x200
#define CLONE_FILES 0x400
#define CLONE_SIGHAND 0x800
#define CLONE_VFORK 0x4000
#define CLONE_PARENT 0x8000
#define CLONE_THREAD 0x10000
#define CLONE_SYSVSEM 0x40000
#define CLONE_SETTLS 0x80000
#define CLONE_PARENT_SETTID 0x100000
#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_CHILD_SETTID 0x1000000

int sched_yield(void);

// Starts a process or thread that runs `function(argument)` on the stack that ends at `stack`; what
// the function returns is its exit status. After `argument` may come: pid_t *parent_tid, void *tls,
// pid_t *child_tid.
int clone(int (*function)(void *), void *stack, int flags, void *argument, ...);
