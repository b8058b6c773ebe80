// Why a page fault is refused, in words: what mm/fault.c says when it cannot bring a page in.
#pragma once
#include "mm/fault.h"

// Fills in the refusal (NULL: nobody asks why). -ENOMEM for REFUSED_NO_MEMORY, else -EFAULT.
__attribute__((format(printf, 3, 4))) int refuse(struct fault_refusal *refusal, int reason,
                                                 const char *format, ...);

// No record has the address, and the stack does not grow down to it: why not. What the words are
// depends on whether the program seems to have meant its stack.
enum growth {
    GROWS,
    GROWTH_NO_STACK,   // the next record is not the stack
    GROWTH_BELOW_RSP,  // further below rsp than its code may go
    GROWTH_OVER_LIMIT, // of the stack
    GROWTH_NO_GAP,     // too near to what is mapped below it
    GROWTH_NO_MORE     // over a limit of memory
};
int refuse_growth(struct fault_refusal *refusal, enum growth growth, const struct spt *spt,
                  uint64_t address, uint64_t rsp);

// The record does not allow the access.
int refuse_access(struct fault_refusal *refusal, enum fault_access access);

// "read", "write" or "execute".
const char *fault_access_name(enum fault_access access);
