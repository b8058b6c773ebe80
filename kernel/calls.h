// All system calls of Linux x86-64 in one list. A file that includes this one defines CALL, AS and
// NONE before; it may leave out AS and NONE, which then are nothing. So the prototypes (syscall.h),
// the table (syscall_table.c) and the programs' numbers (<sys/syscall.h>) come from the same lines.
//
//     CALL(NUMBER, NAME, ARGUMENTS...)         the function sys_NAME carries it out
//     ONCE(NUMBER, NAME, ARGUMENTS...)         the same, and SA_RESTART doesn't repeat it
//     ADDRESS(NUMBER, NAME, ARGUMENTS...)      the same, and its result is an address
//     AS(NUMBER, NAME, RESULT, ARGUMENTS...)   its result is the expression RESULT of a, b, c, d
//     STUB(NUMBER, NAME, RESULT)               it does nothing; programs do well with the answer
//     NONE(NUMBER, NAME)                       it returns -ENOSYS; the console names it once
//
// Each argument is one word, which says its C type and how strace shows it (syscall_table.h has the
// words). `none`: the call has no arguments. In RESULT, the arguments are a, b, c and d.
//
// How to add a call:
// 1. Its number and name: a line of absent_calls.h, which goes. For a call that Linux doesn't have,
//    take a number that is in no list: 337 to 423 and all above 470 are free.
// 2. Its new line, in core_calls.h or linux_calls.h.
// 3. Its function, `int64_t sys_NAME(...)`, with the types that its line says, in the file of its
//    subject, which includes "kernel/syscall.h".
// The compiler reports a number that is taken twice, a type that differs and a missing function.
#ifndef ONCE
#define ONCE CALL
#define ADDRESS CALL
#endif
#ifndef AS
#define AS(...)
#endif
#ifndef STUB
#define STUB AS
#endif
#ifndef NONE
#define NONE(...)
#endif

#include "core_calls.h"

#include "outer_calls.h" // kernel/linux's or kernel/bare's: the Makefile chooses

#include "absent_calls.h"

#undef CALL
#undef ONCE
#undef ADDRESS
#undef AS
#undef STUB
#undef NONE
