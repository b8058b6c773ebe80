// System calls that each personality carries out in its own way.
#include "kernel/abi.h"
#include "kernel/dev/clock.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/minmax.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/shutdown.h"

// There are no signals, but three of them end a process, and so its status says; 0 asks whether it
// is there. -1 means all processes but init and the caller.
int64_t sys_kill(int pid, int signal) {
    enum { SIGABRT = 6, SIGKILL = 9, SIGTERM = 15 };
    if (signal != 0 && signal != SIGABRT && signal != SIGKILL && signal != SIGTERM)
        return -EINVAL;
    int error = -ESRCH;
    process_for_each(process) {
        bool other = process->pid != 1 && process != current;
        if (pid != process->pid && !(pid == -1 && other))
            continue;
        error = 0;
        if (signal == 0 || process->state == PROCESS_ZOMBIE)
            continue;
        process->status = signal;
        process_kill(process);
    }
    return error;
}

// `poweroff` and `reboot` need no more of it. The magic number guards against calls by mistake.
int64_t sys_reboot(uint32_t magic, uint32_t magic2, uint32_t command) {
    enum { MAGIC = 0xfee1dead, RESTART = 0x01234567, POWER_OFF = 0x4321fedc };
    (void)magic2;
    if (magic == MAGIC && (command == RESTART || command == POWER_OFF))
        system_stop(command == RESTART ? STOP_RESTART : STOP_POWER_OFF, 0);
    return -EINVAL;
}

int64_t sys_ioctl(int fd, uint32_t request, uint64_t argument) {
    struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    return file->ops->ioctl ? file->ops->ioctl(file, request, argument) : -ENOTTY;
}

static int check_mode(struct inode *inode, const void *mode) {
    return permission(inode, *(const uint32_t *)mode);
}

int64_t sys_faccessat2(int directory, uint64_t path, uint32_t mode, uint32_t flags) {
    if (mode & ~(R_OK | W_OK | X_OK) || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    return apply_to_path(directory, path, path_how(flags), check_mode, &mode);
}

int64_t sys_clock_gettime(int clock, uint64_t to) {
    enum { CLOCK_REALTIME, CLOCK_MONOTONIC };
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return -EINVAL;
    uint64_t ns = clock == CLOCK_REALTIME ? clock_realtime() : timer_now();
    struct timespec now = {ns / NS_PER_SECOND, ns % NS_PER_SECOND};
    return copy_to_user(to, &now, sizeof now);
}

// Only its end interrupts a sleeping process, so nothing is ever left to sleep.
int64_t sys_nanosleep(uint64_t from, uint64_t left_to) {
    (void)left_to;
    struct timespec time;
    if (copy_from_user(&time, from, sizeof time) < 0)
        return -EFAULT;
    if (time.seconds < 0 || (uint64_t)time.nanoseconds >= NS_PER_SECOND)
        return -EINVAL;
    uint64_t seconds = min((uint64_t)time.seconds, UINT64_MAX / 4 / NS_PER_SECOND);
    uint64_t deadline = timer_now() + seconds * NS_PER_SECOND + time.nanoseconds;
    int error;
    do
        error = sleep_until(current, true, deadline);
    while (error == 0);
    return error == -ETIMEDOUT ? 0 : error;
}
