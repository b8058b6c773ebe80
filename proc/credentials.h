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

// Exec saves the effective ids: what was saved before cannot be taken again.
void credentials_save(struct credentials *credentials);

// Whether the current process may do what only root may.
bool credentials_privileged(void);
