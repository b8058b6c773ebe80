// The lists of names for strace: what is not in them is shown as a number.
#include "kernel/linux/strace/names.h"
#include "kernel/abi_names.h"
#include "kernel/linux/signal/signal.h"
#include <stddef.h>

// A name from an array whose index is the number.
#define NAME_FROM(array, number)                                                                   \
    ((number) >= 0 && (size_t)(number) < sizeof(array) / sizeof *(array) ? (array)[number] : NULL)

#define INDEXED(number, name) [number] = #name,
#define E INDEXED
#define S INDEXED

const char *errno_name(int error) {
    static const char *const names[] = {
#include "kernel/lib/errno_list.h"
    };
    return NAME_FROM(names, error);
}

const char *signal_name(int number) {
    static const char *const names[] = {
#include "kernel/signal_list.h"
    };
    return NAME_FROM(names, number);
}

#define NAMED(value, name) {value, #name},
#define END                                                                                        \
    { 0, NULL }

const struct value_name open_flags[] = {OPEN_FLAGS(NAMED) END};
const struct value_name map_flags[] = {MAP_FLAGS(NAMED) END};
const struct value_name protections[] = {PROTECTIONS(NAMED) END};
const struct value_name at_flags[] = {AT_FLAGS(NAMED) END};
const struct value_name access_flags[] = {ACCESS_FLAGS(NAMED) END};
const struct value_name wait_flags[] = {WAIT_FLAGS(NAMED) END};
const struct value_name clone_flags[] = {CLONE_FLAGS(NAMED){SIGCHLD, "SIGCHLD"}, END};
const struct value_name clocks[] = {CLOCKS(NAMED) END};
const struct value_name fcntl_commands[] = {FCNTL_COMMANDS(NAMED) END};
const struct value_name ioctl_requests[] = {IOCTL_REQUESTS(NAMED) END};
const struct value_name whences[] = {WHENCES(NAMED) END};
