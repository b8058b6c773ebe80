// The table of system calls, made of the lines of calls.h.
#include "kernel/syscall_table.h"
#include "kernel/fs/file.h"
#include "kernel/syscall.h"
#include <stddef.h>

// A call that is another one with some arguments given.
#define CALL(...)
#define AS(number, name, result, ...)                                                              \
    static int64_t as_##name(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {                     \
        (void)a, (void)b, (void)c, (void)d;                                                        \
        return result;                                                                             \
    }
#include "kernel/calls.h"

// A function takes as many arguments as it declares; registers too many do no harm (psABI, 3.2.3).
#define FUNCTION(name) (system_call *)(void (*)(void))name
#define KINDS(...)                                                                                 \
    { EACH(KIND_NUMBER, __VA_ARGS__) }
#define UNKNOWN_KINDS KINDS(word, word, word, word, word, word)

const struct system_call_entry syscall_table[SYSCALLS] = {
#define CALL(number, name, ...) [number] = {FUNCTION(sys_##name), #name, KINDS(__VA_ARGS__), 0, 0},
#define ONCE(number, name, ...) [number] = {FUNCTION(sys_##name), #name, KINDS(__VA_ARGS__), 1, 0},
#define ADDRESS(number, name, ...)                                                                 \
    [number] = {FUNCTION(sys_##name), #name, KINDS(__VA_ARGS__), 0, 1},
#define AS(number, name, result, ...)                                                              \
    [number] = {FUNCTION(as_##name), #name, KINDS(__VA_ARGS__), 0, 0},
#define STUB(number, name, result) [number] = {FUNCTION(as_##name), #name, UNKNOWN_KINDS, 0, 0},
#define NONE(number, name) [number] = {NULL, #name, UNKNOWN_KINDS, 0, 0},
#include "kernel/calls.h"
};

const struct system_call_entry *syscall_find(uint64_t number) {
    static const struct system_call_entry unknown = {.arguments = UNKNOWN_KINDS};
    return number < SYSCALLS && syscall_table[number].name ? &syscall_table[number] : &unknown;
}
