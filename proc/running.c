// What the floors below may know of the running process.
#include "kernel/running.h"
#include "kernel/layout.h"
#include "proc/process.h"

int running_pid(void) {
    return current->pid;
}

const char *running_name(void) {
    return current->name;
}

struct spt *running_space(void) {
    return current->spt;
}

uint64_t running_rsp(void) {
    return current->frame ? current->frame->rsp : STACK_TOP;
}

uint64_t running_rip(void) {
    return current->frame ? current->frame->rip : 0;
}

struct files *running_files(void) {
    return current->files;
}

struct usage *running_usage(void) {
    return &current->usage;
}

bool running_is_killed(void) {
    return current->killed;
}
