// All system calls of Linux x86-64 in one list. Its lines mean nothing by themselves: who includes
// this file says before what CALL, AS and NONE are to become, and what says nothing becomes
// nothing. So prototypes (syscall.h), table (syscall_table.c) and the programs' numbers
// (<sys/syscall.h>) come from the same lines.
//
//     CALL(NUMBER, NAME, ARGUMENTS...)            the function sys_NAME carries it out
//     ONCE(NUMBER, NAME, ARGUMENTS...)            so, too; no handler's SA_RESTART repeats it
//     ADDRESS(NUMBER, NAME, ARGUMENTS...)         so, too; its result is an address
//     AS(NUMBER, NAME, RESULT, ARGUMENTS...)      its result is the expression RESULT, in which the
//                                                 arguments are a, b, c and d
//     NONE(NUMBER, NAME)                          ENOSYS, and the console says so once
//
// Each argument has a word (syscall_table.h), which gives its C type and how strace shows it; a
// call without arguments has the word `none`.
//
// To add a call: take its number from absent_calls.h, or, for one that Linux doesn't have, one that
// is in none of the lists (337 to 423 and all from 471 on are free); write its line; define its
// function, `int64_t sys_NAME(...)`, with the types of its line in a file of its subject that
// includes "kernel/syscall.h". The compiler reports a number that is taken and a type that differs.
#ifndef ONCE
#define ONCE CALL
#define ADDRESS CALL
#endif
#ifndef AS
#define AS(...)
#endif
#ifndef NONE
#define NONE(...)
#endif

#include "core_calls.h"

#include "linux_calls.h"

#include "absent_calls.h"

#undef CALL
#undef ONCE
#undef ADDRESS
#undef AS
#undef NONE
