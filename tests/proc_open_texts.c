// An open text of /proc keeps a page or two of the kernel's memory, however long it is and however
// much of it was read. test: boots=roomy,small
#include "test.h"
#include <sys/mman.h>

enum { RECORDS = 500, FILES = 100 };

int main(void) {
    static char text[65536];
    char *p = mmap(NULL, RECORDS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(p != MAP_FAILED);
    for (long i = 0; i < RECORDS; i += 2)
        check(mprotect(p + i * PAGE, PAGE, PROT_READ) == 0);
    long before = vmstat("nr_kernel_pages");
    for (int i = 0; i < FILES; i++) {
        int fd = open("/proc/self/smaps", O_RDONLY);
        check(fd >= 0);
        for (int n = 0; n < i && read(fd, text, sizeof text) > 0; n++)
            ;
    }
    check(vmstat("nr_kernel_pages") - before < 4 * FILES);
    return 0;
}
