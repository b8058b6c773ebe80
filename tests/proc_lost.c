// A file that was opened in a directory that is gone keeps its name there for /proc, though it has
// another one; the disk is not damaged for that, and nothing says so. test:
#include "test.h"
#include <sys/mman.h>
#include <sys/syscall.h>

enum { READ_ALL = 3 }; // of the log

int main(void) {
    static char log[65536];
    char folder[] = "/tmp/lost-XXXXXX", path[64];
    check(mkdtemp(folder) != NULL && chdir(folder) == 0 && mkdir("a", 0755) == 0);
    check(close(open("file", O_CREAT | O_WRONLY, 0600)) == 0 && link("file", "a/file") == 0);
    int fd = open("a/file", O_RDWR);
    check(fd >= 0 && ftruncate(fd, PAGE) == 0);
    check(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED);
    snprintf(path, sizeof path, "%s/a/file\n", folder);
    check(strstr(contents_of("/proc/self/maps"), path) != NULL);
    check(unlink("a/file") == 0 && rmdir("a") == 0);
    snprintf(path, sizeof path, "%s/a/file (deleted)\n", folder);
    check(strstr(contents_of("/proc/self/maps"), path) != NULL);
    check(syscall(SYS_syslog, READ_ALL, log, sizeof log - 1) > 0);
    check(strstr(log, "a directory names it") == NULL);
    check(unlink("file") == 0 && chdir("/") == 0 && rmdir(folder) == 0);
    return 0;
}
