// statm and status of a process count its pages: more when it touches them, less when it gives them
// back, and the peak stays.
// test: portable
#include "test.h"

enum { PAGES = 1000 };

static long status(const char *name) {
    return number_in("/proc/self/status", name);
}

int main(void) {
    uintptr_t heap = (uintptr_t)sbrk(0);
    long size = status("VmSize"), resident = status("VmRSS"), data_size = status("VmData");
    printf("sizes: %d\n", size >= resident && resident > 0 && data_size <= size);
    printf("threads: %ld\n", status("Threads"));

    check(brk((void *)(heap + PAGES * PAGE)) == 0);
    printf("larger by: %ld KiB\n", status("VmSize") - size);
    printf("not by residents: %d\n", status("VmRSS") - resident < 400);
    for (int i = 0; i < PAGES; i++)
        store(heap + i * PAGE, 1);
    long now = status("VmRSS");
    printf("then by them: %d\n", now - resident >= 3500 && now - resident < 4800);
    check(brk((void *)heap) == 0);
    printf("smaller again: %d\n", status("VmRSS") - resident < 800);
    printf("size as before: %ld\n", status("VmSize") - size);
    printf("peak: %d\n", status("VmHWM") >= now - 400);

    long pages[3];
    check(sscanf(contents_of("/proc/self/statm"), "%ld %ld %ld", &pages[0], &pages[1], &pages[2]) ==
          3);
    printf("statm: %d %d %d\n", pages[0] == status("VmSize") / 4, pages[1] <= pages[0],
           pages[2] <= pages[1]);
    return 0;
}
