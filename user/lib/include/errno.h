// Error numbers (Linux x86-64).
#pragma once

extern int errno;
// The program's name as it was called, and without its directories.
extern char *program_invocation_name, *program_invocation_short_name;

enum {
#define E(number, name) name = number,
#include "../../../kernel/lib/errno_list.h"
};
#define EWOULDBLOCK EAGAIN
#define EDEADLOCK EDEADLK
#define ENOTSUP EOPNOTSUPP
