// Linux's error numbers. Functions return them negated.
#pragma once

enum errno_value {
#define E(number, name) name = number,
#include "kernel/lib/errno_list.h"
};
