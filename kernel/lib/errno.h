// Linux's error numbers. Functions return them negated.
#pragma once

enum errno_value {
#define E(number, name) name = number,
#include "kernel/lib/errno_list.h"
};

// Of two results, one after the other, the first that is an error; 0: neither is.
static inline int first_error(int first, int second) {
    return first < 0 ? first : second;
}
