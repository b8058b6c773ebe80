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

// A fault, for whoever wants to know of it: what is true when it begins, then what became of it.
struct fault_facts {
    struct spt *spt;
    uint64_t address;
    enum fault_access access;
    bool kernel;                     // in a system call, or before the program begins
    uint64_t began;                  // when, …
    pte_t before;                    // … the PTE, …
    const struct spt_record *record; // … the record then: the watcher notes these three
    const char *action;              // NULL until it ends: what was done, or why it is refused
    bool refused, major;
    unsigned along; // how many other pages were mapped with it
};

// Is called when a fault begins, and again when it ends, with the same facts. NULL: nobody wants to
// know. Never sleeps.
extern void (*fault_watcher)(struct fault_facts *facts);

// Reads `around=`: how many pages of a file a fault maps at most, if they are in memory.
void fault_init(void);

// Vector 14: brings in the page at `address` (CR2) that the processor asks for: 0, or as
// spt_fault_in. A fault of the kernel is a panic, unless it is copying (usercopy.h). May sleep.
int page_fault(struct trap_frame *frame, uint64_t address, struct fault_refusal *refusal);

// Brings in the page at `address` for `access`, exactly as a fault would, with `rsp` for the
// stack-growth rule. 0, or -EFAULT or -ENOMEM, with *refusal filled in (may be NULL). May sleep.
int spt_fault_in(struct spt *spt, uint64_t address, enum fault_access access, uint64_t rsp,
                 struct fault_refusal *refusal);
