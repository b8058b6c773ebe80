// The table of system calls: what a number stands for.
#pragma once
#include <stdint.h>

typedef int64_t system_call(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

// `arguments` has a letter for each, which tells strace how to show it; a = behind them: the result
// is an address.
//
//     d number   u unsigned      x hexadecimal   o octal (mode)   p address   s string
//     b bytes, as many as the next argument says                  v strings, up to NULL (argv)
//     f descriptor               @ the *at calls' flags
//     A access(2)   C clone(2)   F fcntl(2)      I ioctl(2)       K whence    M mmap(2)
//     O open(2)     P protection S signal        T clock          W wait(2)
struct system_call_entry {
    system_call *call; // NULL: not here
    const char *name;  // NULL: not even on Linux
    const char *arguments;
};

struct system_call_entry syscall_find(uint64_t number);
