// The names of errors and signals, from the lists that define them.
#include "kernel/linux/names.h"
#include <stddef.h>

// The name that stands at the number's place in an array.
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
