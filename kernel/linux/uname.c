// The names of the system, and sysinfo: its memory and load.
#include "kernel/linux/uname.h"
#include "kernel/dev/timer.h"
#include "kernel/lib/string.h"
#include "kernel/linux/procfs/load_average.h"
#include "kernel/linux/users/credentials.h"
#include "kernel/syscall.h"
#include "mm/frame.h"
#include "mm/swap.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// The system is "Linux" because that is the ABI it speaks.
struct utsname host = {
    .system = "Linux",
    .node = "pagoda",
    .release = KERNEL_RELEASE,
    .version = "Pagoda, a teaching kernel",
    .machine = "x86_64",
    .domain = "(none)",
};

int64_t sys_uname(uint64_t to) {
    return copy_to_user(to, &host, sizeof host);
}

int64_t sys_sethostname(uint64_t name, int length) {
    char wanted[sizeof host.node] = {0};
    if (!credentials_privileged())
        return -EPERM;
    if (length < 0 || (size_t)length >= sizeof wanted)
        return -EINVAL;
    if (copy_from_user(wanted, name, length) < 0)
        return -EFAULT;
    memcpy(host.node, wanted, sizeof wanted);
    return 0;
}

int64_t sys_sysinfo(uint64_t to) {
    enum { LOAD_SHIFT = 16 - LOAD_BITS }; // its loads have 16 bits behind the point
    struct sysinfo info = {
        .uptime = timer_now() / NS_PER_SECOND,
        .memory = frame_usable(),
        .memory_free = frame_count[FRAME_FREE],
        .swap = swap_total,
        .swap_free = swap_total - swap_used,
        .unit = PAGE_SIZE,
    };
    for (size_t i = 0; i < 3; i++)
        info.loads[i] = load_average[i] << LOAD_SHIFT;
    process_for_each(process)
        info.processes++;
    return copy_to_user(to, &info, sizeof info);
}
