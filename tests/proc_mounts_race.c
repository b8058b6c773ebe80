// Who reads /proc/mounts while file systems come and go is told of none that is not there: finding
// out where one is mounted may take a sleep. test: timeout=60
#include "test.h"
#include <sys/mount.h>

enum { ROUNDS = 60 };

static void drop_caches(void) {
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(fd >= 0 && write(fd, "3", 1) == 1 && close(fd) == 0);
}

// Each line is a source, a place, a type and what may be done: of /proc here, of ext2 at the root,
// and /dev/shm.
static void check_lines(char *text) {
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        bool proc = strncmp(line, "proc /", 6) == 0 && strstr(line, " proc rw 0 0");
        bool root = strncmp(line, "/dev/hda / ext2 rw 0 0", 23) == 0;
        bool memory = strcmp(line, "tmpfs /dev/shm tmpfs rw 0 0") == 0;
        if (!proc && !root && !memory)
            printf("%s\n", line);
        check(proc || root || memory);
    }
}

static void come_and_go(const char *folder) {
    for (;;) {
        check(mount("proc", folder, "proc", 0, NULL) == 0 || errno == EBUSY);
        check(umount(folder) == 0 || errno == EBUSY || errno == EINVAL);
    }
}

int main(void) {
    char folder[] = "/tmp/mounts-XXXXXX";
    check(mkdtemp(folder) != NULL && chdir(folder) == 0 && mkdir("a", 0755) == 0);
    pid_t pid = fork();
    if (pid == 0)
        come_and_go("a");
    for (int i = 0; i < ROUNDS; i++) {
        drop_caches();
        check_lines(contents_of("/proc/mounts"));
    }
    check(kill(pid, SIGKILL) == 0 && wait_for(pid) == SIGKILL);
    check(umount("a") == 0 || errno == EINVAL);
    check(rmdir("a") == 0 && chdir("/") == 0 && rmdir(folder) == 0);
    return 0;
}
