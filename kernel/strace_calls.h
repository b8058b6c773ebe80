// What system calls are called, and what their arguments are.
#pragma once
#include <stdint.h>

// What a letter of `arguments` means; a = behind them: the result is an address.
//
//     d number    u unsigned     x hexadecimal   o octal (mode)   p address
//     f descriptor               s string        v strings, up to NULL (argv)
//     b bytes, as many as the next argument says
//     O open(2)   M mmap(2)      P protection    A access(2)      @ the *at calls' flags
//     W wait(2)   C clone(2)     S signal        T clock          F fcntl(2)   I ioctl(2)   K
//     whence
struct strace_call {
    const char *name, *arguments;
};

// NULL: we have no name for that number.
const struct strace_call *strace_call(uint64_t number);
