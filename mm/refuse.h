// Why a page fault is refused, in words: what mm/fault.c says when it cannot bring a page in.
#pragma once
#include "mm/fault.h"

// Each of these fills in the fault's refusal (unless it is NULL) and returns -ENOMEM for
// REFUSED_NO_MEMORY, else -EFAULT.
__attribute__((format(printf, 3, 4))) int refuse(struct fault *fault, int reason,
                                                 const char *format, ...);

// No record has the address, and no stack grows down to it.
int refuse_unmapped(struct fault *fault);

// The record above the address is a stack, but it does not grow: `why`, a format for one number. If
// the program does not seem to have meant its stack, the words are those of refuse_unmapped: rsp is
// not in the stack or in the gap below it, or the access is more than a page below rsp.
int refuse_growth(struct fault *fault, const char *why, uint64_t number);

// The record does not allow the access.
int refuse_access(struct fault *fault);

// "read", "write" or "execute".
const char *fault_access_name(enum fault_access access);
