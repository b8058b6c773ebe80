// Deeds that may kill: each is done by a child, and its fate told.
#pragma once
#include "test.h"

typedef void deed(uintptr_t address);

static inline void read_from(uintptr_t address) {
    load(address);
}

static inline void write_to(uintptr_t address) {
    store(address, 0);
}

static inline void jump_to(uintptr_t address) {
    jump(address);
}

// How a child ends that does this at the address: "exit 0" if it lives.
static inline const char *fate(deed *deed, uintptr_t address) {
    pid_t pid = start();
    if (pid == 0) {
        deed(address);
        _exit(0);
    }
    return status_text(wait_for(pid));
}
