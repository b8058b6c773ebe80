// reboot(2).
#include "kernel/linux/users/credentials.h"
#include "kernel/syscall.h"
#include "proc/shutdown.h"

// The magic numbers guard against calls by mistake.
int64_t sys_reboot(unsigned magic, unsigned magic2, unsigned command) {
    bool is_magic = magic == 0xfee1dead && (magic2 == 672274793 || magic2 == 85072278 ||
                                            magic2 == 369367448 || magic2 == 537993216);
    if (!credentials_privileged())
        return -EPERM;
    if (!is_magic)
        return -EINVAL;
    switch (command) {
    case 0x00000000: // whether Ctrl-Alt-Del restarts at once or asks init: these keys have no
    case 0x89abcdef: // effect here
        return 0;
    case 0x01234567:
        system_stop(STOP_RESTART, 0);
    case 0x4321fedc:
        system_stop(STOP_POWER_OFF, 0);
    case 0xcdef0123:
        system_stop(STOP_HALT, 0);
    default:
        return -EINVAL;
    }
}
