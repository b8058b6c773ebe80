// Waiting for children.
#pragma once
#include "proc/process.h"

// Which children; the numbers are waitid's.
struct wait_selection {
    enum { WAIT_ALL, WAIT_ONE, WAIT_GROUP } type;
    int id;
};
#define WAIT_ANY_KIND 0xe0000000u // __WNOTHREAD, __WALL, __WCLONE: all children are of one kind

// What wait4 reports of a child: an exit status in the second byte, the signal that ended it, or
enum { STATUS_STOPPED = 0x7f, STATUS_CONTINUED = 0xffff, STATUS_SIGNAL = 0x7f };

// Sleeps until one of the selected children has something to report: 1, with the child and its
// status. 0: none has (with WNOHANG); -ECHILD: there is none; -EINTR. Whoever calls it reaps a
// zombie before it sleeps.
int wait_for_news(struct wait_selection selection, unsigned options, struct process **child,
                  int *status);

// What a process and the children that it waited for have used; and that as a struct rusage for
// the user: 0 or -EFAULT.
struct usage usage_with_children(const struct process *process);
int usage_to_user(uint64_t to, const struct usage *usage);

// Takes a zombie child's usage over and frees it.
void process_reap(struct process *zombie);
