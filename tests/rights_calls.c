// What only root may do is refused to others, call by call: on the machine, on other processes, and
// through files of /proc and /dev. test:
#include "rights.h"
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/sysmacros.h>

static long call(long number, long a, long b, long c) {
    return syscall(number, a, b, c);
}

static void machine(void) {
    const struct timespec time = {1000000000, 0};
    const struct timeval day = {1000000000, 0};
    become(ME, MY_GROUP);
    check(fails(mount("proc", "/tmp", "proc", 0, NULL), EPERM));
    check(fails(call(SYS_umount2, (long)"/proc", 0, 0), EPERM));
    check(fails(call(SYS_swapon, (long)"/dev/hdb", 0, 0), EPERM));
    check(fails(call(SYS_swapoff, (long)"/dev/hdb", 0, 0), EPERM));
    check(fails(call(SYS_reboot, 0, 0, 0), EPERM));
    check(fails(call(SYS_sethostname, (long)"x", 1, 0), EPERM));
    check(fails(call(SYS_settimeofday, (long)&day, 0, 0), EPERM));
    check(fails(call(SYS_clock_settime, CLOCK_REALTIME, (long)&time, 0), EPERM));
    check(fails(call(SYS_syslog, 5, 0, 0), EPERM)); // clear
    check(fails(mknod("/tmp/device", S_IFBLK | 0600, makedev(3, 0)), EPERM));
}

static void processes(void) {
    become(ME, MY_GROUP);
    check(fails(kill(1, SIGTERM), EPERM));
    check(fails(call(SYS_setpriority, 0, 0, -1), EACCES));
    check(fails(call(SYS_setpriority, 0, 1, 5), EPERM));
    check(fails(syscall(SYS_prlimit64, 1, RLIMIT_CORE, NULL, NULL), EPERM));
    check(fails(syscall(SYS_setgroups, 0, NULL), EPERM));
}

// Who else could type into a terminal, could type commands into its user's shell.
static void terminal(void) {
    const int type = TIOCSTI;
    int console = open("/dev/console", O_RDWR | O_NOCTTY);
    become(ME, MY_GROUP);
    check(console >= 0 && setsid() > 0 && fails(ioctl(console, type, "x"), EPERM));
}

static void files(void) {
    int own = open("/tmp/own-file", O_CREAT | O_RDWR, 0600);
    check(dup2(open("/dev/console", O_RDWR | O_NOCTTY), 0) == 0);
    become(ME, MY_GROUP);
    check(fails(open("/proc/sysrq-trigger", O_WRONLY), EACCES));
    check(fails(open("/proc/sys/vm/drop_caches", O_WRONLY), EACCES));
    check(fails(open("/proc/slabinfo", O_RDONLY), EACCES));
    check(fails(open("/proc/1/environ", O_RDONLY), EACCES));
    check(fails(open("/dev/hda", O_RDONLY), EACCES));
    check(fails(open("/dev/console", O_RDWR), EACCES));
    check(fails(open("/proc/self/fd/0", O_RDONLY), EACCES)); // the console
    check(open("/dev/null", O_RDWR) >= 0 && open("/dev/zero", O_RDONLY) >= 0);
    check(fails(fchmod(own, 0666), EPERM) && fails(unlink("/tmp/own-file"), EPERM));
    check(fails(syscall(SYS_linkat, own, "", AT_FDCWD, "/tmp/mine", AT_EMPTY_PATH), ENOENT));
    check(fails(fcntl(own, F_SETFL, O_NOATIME), EPERM));
}

// Set-group-ID on what the group may not run stays with a member, and no one else.
static void set_group_id(void) {
    struct stat status;
    make_file("/tmp/theirs", OTHER, OTHER_GROUP, 02646);
    make_file("/tmp/ours", OTHER, MY_GROUP, 02666);
    become(ME, MY_GROUP);
    check(truncate("/tmp/theirs", 1) == 0 && truncate("/tmp/ours", 1) == 0);
    check(stat("/tmp/theirs", &status) == 0 && (status.st_mode & 07777) == 0646);
    check(stat("/tmp/ours", &status) == 0 && (status.st_mode & 07777) == 02666);
}

// A file of /proc that was opened in time is of no use when the process has something to hide.
static void too_late(void) {
    int ready[2], done[2];
    char byte;
    check(pipe(ready) == 0 && pipe(done) == 0);
    become(ME, MY_GROUP);
    pid_t child = start();
    if (child == 0) {
        check(prctl(PR_SET_DUMPABLE, 1) == 0 && write(ready[1], "x", 1) == 1);
        check(read(done[0], &byte, 1) == 1);
        check(prctl(PR_SET_DUMPABLE, 0) == 0 && write(ready[1], "x", 1) == 1);
        check(read(done[0], &byte, 1) == 1);
        _exit(0);
    }
    check(read(ready[0], &byte, 1) == 1);
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/maps", child);
    int fd = open(path, O_RDONLY);
    check(fd >= 0 && read(fd, &byte, 1) == 1);
    check(write(done[1], "x", 1) == 1 && read(ready[0], &byte, 1) == 1);
    check(lseek(fd, 0, SEEK_SET) == 0 && fails(read(fd, &byte, 1), EACCES));
    check(fails(open(path, O_RDONLY), EACCES));
    check(write(done[1], "x", 1) == 1 && wait_for(child) == 0);
}

int main(void) {
    check(status_of(machine) == 0);
    check(status_of(processes) == 0);
    check(status_of(terminal) == 0);
    check(status_of(files) == 0 && unlink("/tmp/own-file") == 0);
    check(status_of(set_group_id) == 0);
    check(unlink("/tmp/theirs") == 0 && unlink("/tmp/ours") == 0);
    check(status_of(too_late) == 0);
    return 0;
}
