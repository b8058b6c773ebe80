// The only way from the kernel to user memory. Each function first brings the pages in by the same
// path as a page fault (so that never-touched, copy-on-write and growing-stack pages work alike),
// then copies through the direct map. All of them may sleep, and all refuse addresses outside the
// user half. They return 0 or -EFAULT if not said otherwise; after -EFAULT part of the bytes may
// have been copied. Addresses are those of the current process; if memory is out, it is killed on
// its way back to user mode.
#pragma once
#include <stddef.h>
#include <stdint.h>

int copy_from_user(void *to, uint64_t from, size_t n);
int copy_to_user(uint64_t to, const void *from, size_t n);
int zero_user(uint64_t to, size_t n);

// Copies a NUL-terminated string of at most size - 1 bytes; NULL: only measures it. Returns its
// length, -EFAULT, or -ENAMETOOLONG.
int64_t copy_string_from_user(char *to, uint64_t from, size_t size);

// As copy_to_user, but into any address space (exec fills the new stack before it is the current
// one).
struct spt;
int spt_write(struct spt *spt, uint64_t to, const void *from, size_t n);
