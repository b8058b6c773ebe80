// System calls: every function here is one call of the Linux x86-64 ABI and behaves as its page in
// section 2 of the manual says. Arguments come as the registers held them; the result is the value
// or a negative errno. All may sleep. They are declared by the lines of calls.h.
#pragma once
#include "kernel/lib/errno.h"
#include "kernel/syscall_table.h"

struct trap_frame;

// Carries out the system call that the current process asks for, and leaves the result in
// frame->rax. Returns whether SYSRET may take the program back to the frame.
bool syscall_dispatch(struct trap_frame *frame);

// How many calls of missing numbers there were (/proc/vmstat).
extern uint64_t syscalls_unknown;

#define CALL(number, name, ...) int64_t sys_##name(EACH(KIND_TYPE, __VA_ARGS__));
#include "kernel/calls.h"

// Return the error for an open file, -EBADF for others; and -EOPNOTSUPP for a path that leads to a
// file, else what is wrong with it (kernel/linux/absent.c, for stubs).
int64_t sys_refuse(int fd, int error);
int64_t sys_refuse_path(uint64_t path, bool follow);
