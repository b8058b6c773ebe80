// Who a process is: users and groups. There is one file system, one console and usually one user:
// ids are kept, changed and told as Linux does, and what only root may do is refused to others; but
// files do not ask who opens them.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Of a user or a group: who started it, whose rights it has, and whose it may take again.
struct ids {
    uint32_t real, effective, saved;
};

enum { GROUPS_MAX = 32 };

// All zero is root.
struct credentials {
    struct ids user, group;
    uint32_t groups[GROUPS_MAX];
    uint32_t group_count;
};

// For execve: what a program may become again is what it begins as.
void credentials_begin_program(void);

// Whether the current process may do what only root may.
bool credentials_privileged(void);
