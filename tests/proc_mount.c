// /proc can be mounted somewhere else and taken away again, unless somebody uses it; other file
// systems cannot. test:
#include "test.h"
#include <sys/mount.h>
#include <sys/stat.h>

static int mount_proc(const char *target) {
    return mount("proc", target, "proc", 0, NULL);
}

int main(void) {
    char folder[] = "/tmp/mount-XXXXXX", path[64];
    struct stat one, other;
    check(mkdtemp(folder) != NULL && chdir(folder) == 0);
    check(mkdir("a", 0755) == 0 && close(open("file", O_CREAT | O_WRONLY, 0600)) == 0);

    check(fails(mount_proc("nowhere"), ENOENT) && fails(mount_proc("file"), ENOTDIR));
    check(fails(mount("x", "a", "no-such-system", 0, NULL), ENODEV));
    check(fails(mount("x", "a", NULL, 0, NULL), EINVAL) && fails(mount_proc("/proc"), EBUSY));
    check(fails(umount("a"), EINVAL) && fails(umount2("/", 0), EBUSY));
    check(fails(umount("nowhere"), ENOENT) && fails(umount2("a", 64), EINVAL));
    int pipe_ends[2];
    check(pipe(pipe_ends) == 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", pipe_ends[0]);
    check(fails(umount(path), EINVAL) && fails(mount_proc(path), ENOTDIR));
    check(fails(mount("x", path, NULL, MS_REMOUNT, NULL), EINVAL));

    check(mount_proc("a") == 0 && fails(mount_proc("a"), EBUSY));
    snprintf(path, sizeof path, "a/%d/stat", getpid());
    check(strtol(contents_of(path), NULL, 10) == getpid());
    check(stat("a", &one) == 0 && stat("/proc", &other) == 0 && one.st_dev != other.st_dev);
    snprintf(path, sizeof path, "proc %s/a proc rw", folder);
    check(strstr(contents_of("/proc/mounts"), path) != NULL);
    check(fails(rmdir("a"), EBUSY) && fails(rename("a", "b"), EBUSY));
    check(mkdir("c", 0755) == 0 && fails(rename("c", "a"), EBUSY) && rmdir("c") == 0);
    check(fails(rmdir("/proc"), EBUSY) && fails(rename("/proc", "/other"), EBUSY));

    int fd = open("a/self/maps", O_RDONLY);
    check(fd >= 0 && fails(umount("a"), EBUSY));
    check(close(fd) == 0 && chdir("a") == 0 && fails(umount("../a"), EBUSY) && chdir("..") == 0);
    check(mount("x", "a", NULL, MS_REMOUNT, NULL) == 0);
    check(umount("a") == 0 && fails(open("a/self/maps", O_RDONLY), ENOENT));
    check(strstr(contents_of("/proc/mounts"), path) == NULL);

    check(mount_proc("a") == 0 && umount2("a", 0) == 0);            // again
    check(mkdir("b \n\\", 0755) == 0 && mount_proc("b \n\\") == 0); // no line of its own
    snprintf(path, sizeof path, "proc %s/b\\040\\012\\134 proc rw", folder);
    check(strstr(contents_of("/proc/mounts"), path) != NULL);
    check(umount("b \n\\") == 0 && rmdir("b \n\\") == 0);
    check(rmdir("a") == 0 && unlink("file") == 0 && chdir("/") == 0 && rmdir(folder) == 0);
    return 0;
}
