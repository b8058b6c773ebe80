// swapon and swapoff take only a disk with the signature of mkswap.
// test: boots=roomy
#include "test.h"
#include <sys/swap.h>

static void must_fail(const char *path, int error) {
    check(swapon(path, 0) == -1 && errno == error);
    check(swapoff(path) == -1 && errno == error);
}

int main(void) {
    must_fail("/dev/hda", EINVAL); // the root
    must_fail("/dev/missing", ENOENT);
    must_fail("/bin/sh/x", ENOTDIR);
    must_fail("/bin/sh", ENOTBLK);
    must_fail("/dev/zero", ENOTBLK);
    must_fail("/dev/hdb", ENXIO); // nothing is connected there
    must_fail((const char *)-PAGE, EFAULT);
    check(number_in("/proc/meminfo", "SwapTotal") == 0);
    return 0;
}
