// The only way from the kernel to user memory. A page that is touched here comes in by the same
// path as for the program's own instructions (so that never-touched, copy-on-write and
// growing-stack pages work alike). All of these functions may sleep, in the middle of the bytes,
// too; and all refuse addresses outside the user half. Addresses are those of the current process;
// if memory is out, it is killed on its way back to user mode.
#pragma once
#include "kernel/lib/errno.h"
#include "mm/fault.h"
#include <stddef.h>

// How many of the `n` bytes, the last ones, were not copied, because a page was refused.
size_t user_read(void *to, uint64_t from, size_t n);
size_t user_write(uint64_t to, const void *from, size_t n);

// The same for callers that need all of the bytes: 0 or -EFAULT. (zero_user: of a page at most.)
static inline int copy_from_user(void *to, uint64_t from, size_t n) {
    return user_read(to, from, n) > 0 ? -EFAULT : 0;
}
static inline int copy_to_user(uint64_t to, const void *from, size_t n) {
    return user_write(to, from, n) > 0 ? -EFAULT : 0;
}
static inline int zero_user(uint64_t to, size_t n) {
    return copy_to_user(to, zero_page, n);
}

// Copies a NUL-terminated string of at most size - 1 bytes; NULL: only measures it. Returns its
// length, -EFAULT, or -ENAMETOOLONG.
int64_t copy_string_from_user(char *to, uint64_t from, size_t size);

// As copy_to_user, but into any address space (exec fills the new stack before it is the current
// one).
int spt_write(struct spt *spt, uint64_t to, const void *from, size_t n);

// A fault of the kernel: if one of the functions above caused it, brings the page in, or has it end
// there. False: it is a bug. May sleep.
bool usercopy_fault(struct trap_frame *frame, uint64_t address, enum fault_access access);
