// prctl(2) and arch_prctl(2): odds and ends of a process. What Pagoda has no use for is EINVAL, as
// on a Linux that is too old to know it.
#include "kernel/cpu.h"
#include "kernel/layout.h"
#include "kernel/lib/string.h"
#include "kernel/linux/process/outer.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

enum {
    PR_SET_PDEATHSIG = 1,
    PR_GET_PDEATHSIG = 2,
    PR_GET_DUMPABLE = 3,
    PR_SET_DUMPABLE = 4,
    PR_SET_NAME = 15,
    PR_GET_NAME = 16,
    PR_SET_CHILD_SUBREAPER = 36,
    PR_GET_CHILD_SUBREAPER = 37,
};

// The first 15 bytes of the string count; the memory behind its end need not exist.
static int64_t set_name(uint64_t from) {
    char name[sizeof current->name] = {0};
    size_t missing = user_read(name, from, sizeof name - 1);
    if (missing > 0 && strlen(name) + missing == sizeof name - 1)
        return -EFAULT;
    string_copy(current->name, name, sizeof name);
    return 0;
}

static int64_t put_number(uint64_t to, int32_t number) {
    return copy_to_user(to, &number, sizeof number);
}

int64_t sys_prctl(int option, uint64_t argument) {
    switch (option) {
    case PR_SET_PDEATHSIG:
        if (argument > SIGNALS)
            return -EINVAL;
        current->outer->end_signal = argument;
        return 0;
    case PR_GET_PDEATHSIG:
        return put_number(argument, current->outer->end_signal);
    case PR_SET_CHILD_SUBREAPER:
        current->outer->adopts = argument != 0;
        return 0;
    case PR_GET_CHILD_SUBREAPER:
        return put_number(argument, current->outer->adopts);
    case PR_SET_NAME:
        return set_name(argument);
    case PR_GET_NAME:
        return copy_to_user(argument, current->name, sizeof current->name);
    case PR_GET_DUMPABLE:
        return !current->outer->credentials.secret;
    case PR_SET_DUMPABLE: // there are no dumps, but it also hides the process from others
        if (argument > 1)
            return -EINVAL;
        current->outer->credentials.secret = argument == 0;
        return 0;
    default:
        return -EINVAL;
    }
}

// Where a C library keeps what belongs to the thread, of which each process has one.
int64_t sys_arch_prctl(uint32_t code, uint64_t address) {
    enum { ARCH_SET_FS = 0x1002, ARCH_GET_FS = 0x1003 };
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
