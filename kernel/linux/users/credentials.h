// A process's user and groups, and the rights that they give. Its rights to files are in
// kernel/linux/users/permission.h.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// The ids of a user or a group: the one that started the program, the one whose rights it has, and
// one that it may take again.
struct ids {
    uint32_t real, effective, saved;
};

enum { GROUPS_MAX = 32 };

// All zero is root.
struct credentials {
    struct ids user, group;
    uint32_t groups[GROUPS_MAX];
    uint32_t group_count;
    bool as_real; // access(2) is under way, which asks for the real ids
    bool secret;  // only root may look into it: it has, or had, rights that its user lacks (prctl)
};

struct process;

// As whom the current process acts: its effective ids; the real ones within access(2).
uint32_t credentials_user(void);
uint32_t credentials_group(void);

// Whether it acts as root, who has all rights; whether as a member of the group.
bool credentials_privileged(void);
bool credentials_in_group(uint32_t group);

// Whether all ids of the other are this user's and this group's.
bool credentials_are(const struct credentials *other, uint32_t user, uint32_t group);

// Whether the current process may look into another one, at its memory and through its files
// (ptrace(2), "Ptrace access mode checking").
bool credentials_may_inspect(const struct process *other);

// It begins a new program with these effective ids, and may go back to no others.
void credentials_begin_program(uint32_t user, uint32_t group, bool secret);
