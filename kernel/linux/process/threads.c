// What C libraries set up for threads, of which each process has one.
#include "kernel/cpu.h"
#include "kernel/layout.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/process.h"

enum { ARCH_SET_GS = 0x1001, ARCH_SET_FS, ARCH_GET_FS, ARCH_GET_GS };

int64_t sys_arch_prctl(uint32_t code, uint64_t address) {
    switch (code) {
    case ARCH_SET_FS:
        if (address >= USER_END)
            return -EPERM;
        current->fs_base = address;
        cpu_set_segments(address);
        return 0;
    case ARCH_GET_FS:
        return copy_to_user(address, &current->fs_base, sizeof current->fs_base);
    default:
        return -EINVAL;
    }
}
