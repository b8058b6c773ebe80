// The page fault: the one place where a user page comes into memory.
#pragma once
#include "kernel/trap.h"
#include "mm/spt.h"

enum fault_access { FAULT_READ, FAULT_WRITE, FAULT_EXEC };

// Why a page is refused: the kind of error, and words for the console.
struct fault_refusal {
    enum {
        REFUSED_UNMAPPED,   // no record has the address
        REFUSED_ACCESS,     // the record forbids the access
        REFUSED_BEYOND_END, // the file ends before the page
        REFUSED_DISK,       // it cannot be read, or has no space for what is stored
        REFUSED_NO_MEMORY
    } reason;
    char why[48];
};

// One fault, from its first try to its last.
struct fault {
    struct spt *spt;
    uint64_t address, page; // the byte that is touched, and the first one of its page
    uint64_t rsp;           // the program's
    enum fault_access access;
    struct fault_refusal *refusal;   // NULL: the kernel's, in a system call or before a program
    int result;                      // 1: try again; it ends with 0 or a negative errno
    bool grew;                       // the stack did
    bool major;                      // a disk was read for it
    bool page_ready;                 // guard 1: the last try has brought the page into memory
    const struct frame *space_found; // guard 2: there is space on the disk for this frame's page
    const char *action;              // what was done, or why it is refused
    unsigned along;                  // how many other pages were mapped with it
    uint64_t began;                  // the watcher's notes: when, …
    pte_t before;                    // … and what the PTE was then
    // What the present try has found:
    const struct spt_record *record;
    pte_t *pte;
};

// Is called when a fault begins, and again when it ends. NULL: nobody wants to know. Never sleeps.
extern void (*fault_watcher)(struct fault *fault);

// Reads `around=`: how many pages of a file a fault maps at most, if they are in memory.
void fault_init(void);

// Vector 14: brings in the page at `address` (CR2) that the processor asks for: 0, or as
// spt_fault_in. A fault of the kernel is a panic, unless it is copying (usercopy.h). May sleep.
int page_fault(struct trap_frame *frame, uint64_t address, struct fault_refusal *refusal);

// Brings in the page at `address` for `access`, exactly as a fault would, with `rsp` for the
// stack-growth rule. 0, or -EFAULT or -ENOMEM, with *refusal filled in (may be NULL). May sleep.
int spt_fault_in(struct spt *spt, uint64_t address, enum fault_access access, uint64_t rsp,
                 struct fault_refusal *refusal);
