// The mode of the link /proc/self/fd/N says how the file is open.
// test: portable
#include "fs.h"

int main(void) {
    static const int how[] = {O_RDONLY, O_WRONLY, O_RDWR, O_PATH, O_RDWR | O_APPEND};
    struct stat status;
    char path[40];
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", open("/dev/null", how[i]));
        check(lstat(path, &status) == 0);
        printf("%o\n", status.st_mode);
    }
    check(lstat("/proc/self/cwd", &status) == 0);
    printf("%o\n", status.st_mode);
    return 0;
}
