// The first program of Linux in `make bench`: loads the modules that lie in /modules, in the order
// of their names, makes the first disk the root and the second one swap, and starts what its
// arguments name.
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

enum { FINIT_MODULE = 313 }; // a system call that Pagoda has no number for

static void load_modules(void) {
    char path[32];
    for (int number = 0;; number++) {
        snprintf(path, sizeof path, "/modules/%d", number);
        int fd = open(path, O_RDONLY);
        if (fd < 0)
            return;
        if (syscall(FINIT_MODULE, fd, "", 0) < 0)
            warn("%s", path);
        close(fd);
    }
}

int main(int argc, char *argv[]) {
    (void)argc;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    dprintf(1, "started in %ld us\n", now.tv_sec * 1000000 + now.tv_nsec / 1000);
    load_modules();
    mknod("/disk", S_IFBLK | 0600, makedev(8, 0));
    for (int tries = 0; mount("/disk", "/root", "ext2", 0, NULL) < 0; tries++) {
        if (tries == 100)
            err(1, "the disk cannot be mounted");
        usleep(100000); // the driver looks for disks after its module is loaded
    }
    mknod("/swap", S_IFBLK | 0600, makedev(8, 16));
    if (swapon("/swap", 0) < 0)
        warn("the second disk");
    if (mount("proc", "/root/proc", "proc", 0, NULL) < 0 || chdir("/root") < 0 || chroot(".") < 0)
        err(1, "/root");
    execv(argv[1], argv + 1);
    err(1, "%s", argv[1]);
}
