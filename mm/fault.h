// The page fault: the one place where a user page comes into memory.
#pragma once
#include "kernel/trap.h"
#include "mm/spt.h"

enum fault_access { FAULT_READ, FAULT_WRITE, FAULT_EXEC };

// Why a page cannot be had: the signal to send, its si_code, and words for the console.
struct fault_refusal {
    int signal, code;
    char why[48];
};

// Vector 14. May sleep when it came from user mode.
void page_fault(struct trap_frame *frame);

// Brings in the page at `address` of the current process for `access`, exactly as a fault would,
// with `rsp` for the stack-growth rule. 0, or -EFAULT (out of the user half, no record, forbidden,
// unreadable on the disk) or -ENOMEM, with *refusal filled in (may be NULL). May sleep.
int spt_fault_in(struct spt *spt, uint64_t address, enum fault_access access, uint64_t rsp,
                 struct fault_refusal *refusal);
