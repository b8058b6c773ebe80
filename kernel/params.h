// The kernel's command line: words `name` or `name=value`, then, after `--`, the arguments of init.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Keeps a copy of `line`. Called once, before anything asks.
void params_init(const char *line);

// The value of `name=value`, or NULL. The string lives for ever.
const char *params_value(const char *name);

// The decimal number in `name=number`; 0 when there is none.
uint64_t params_number(const char *name);

// Whether the bare word `name` was given.
bool params_has(const char *name);

// The words after `--`: number `i` from 0, or NULL.
const char *params_init_argument(size_t i);

// Reports unknown words before `--` on the console.
void params_check(void);
