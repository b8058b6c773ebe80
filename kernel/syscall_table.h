// The table of system calls: what a number stands for. Its lines are in calls.h.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// What an argument is: its C type, and how strace shows it.
// clang-format off
#define ARGUMENT_KINDS(KIND)                                                                       \
    KIND(none, void)                                                                               \
    KIND(number, int)           /* decimal, with its sign */                                       \
    KIND(offset, int64_t)                                                                          \
    KIND(id, uint32_t)                                                                             \
    KIND(count, uint32_t)       /* decimal, without sign */                                        \
    KIND(size, uint64_t)                                                                           \
    KIND(flags, uint32_t)       /* hexadecimal */                                                  \
    KIND(word, uint64_t)                                                                           \
    KIND(mode, uint32_t)        /* octal */                                                        \
    KIND(pointer, uint64_t)     /* hexadecimal, or NULL */                                         \
    KIND(string, uint64_t)                                                                         \
    KIND(strings, uint64_t)     /* up to NULL, as argv */                                          \
    KIND(bytes, uint64_t)       /* as many as the next argument says */                            \
    KIND(fd, int)                                                                                  \
    KIND(open_flags, uint32_t)  /* by name */
// clang-format on

#define KIND_NUMBER(kind) ARGUMENT_##kind
#define KIND_TYPE(kind) argument_##kind
#define DEFINE_NUMBER(kind, type) KIND_NUMBER(kind),
#define DEFINE_TYPE(kind, type) typedef type KIND_TYPE(kind);
enum argument_kind { ARGUMENT_KINDS(DEFINE_NUMBER) };
ARGUMENT_KINDS(DEFINE_TYPE)

// EACH(f, x, y, …): f(x), f(y), …, up to six.
#define EACH(f, ...)                                                                               \
    EACH_N(__VA_ARGS__, EACH_6, EACH_5, EACH_4, EACH_3, EACH_2, EACH_1, )(f, __VA_ARGS__)
#define EACH_N(x1, x2, x3, x4, x5, x6, each, ...) each
#define EACH_1(f, x) f(x)
#define EACH_2(f, x, ...) f(x), EACH_1(f, __VA_ARGS__)
#define EACH_3(f, x, ...) f(x), EACH_2(f, __VA_ARGS__)
#define EACH_4(f, x, ...) f(x), EACH_3(f, __VA_ARGS__)
#define EACH_5(f, x, ...) f(x), EACH_4(f, __VA_ARGS__)
#define EACH_6(f, x, ...) f(x), EACH_5(f, __VA_ARGS__)

enum system_call_number {
#define CALL(number, name, ...) SYS_##name = number,
#define AS CALL
#define NONE(number, name) SYS_##name = number,
#include "kernel/calls.h"
};

enum { ARGUMENTS_MAX = 6 };

typedef int64_t system_call(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

struct system_call_entry {
    system_call *call;                // NULL: not here
    const char *name;                 // NULL: not even on Linux
    uint8_t arguments[ARGUMENTS_MAX]; // enum argument_kind
    bool once;                        // SA_RESTART doesn't repeat it (signal(7))
    bool gives_address;
};

// By number. syscall_find also knows those beyond its end.
enum { SYSCALLS = 512 };
extern const struct system_call_entry syscall_table[SYSCALLS];
const struct system_call_entry *syscall_find(uint64_t number);
