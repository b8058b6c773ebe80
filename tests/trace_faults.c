// The parameter trace tells of each page that comes: to whom, why, and from where.
// test: boots=trace
// trace: fault * name=trace_faults address=000010000001 rip=* read minor zero page resident=*
// trace: fault * name=trace_faults address=000010000002 rip=* write minor zeroed resident=*
// trace: fault * name=trace_faults address=000010000003 rip=* write minor copied on write *
// trace: fault * name=trace_faults address=000010000004 rip=* write minor last owner *
// trace: fault * name=trace_faults address=000020000005 rip=* read major page cache resident=*
// trace: fault * name=trace_faults address=000020001006 rip=* write * copied from page cache *
// trace: fault * name=trace_faults address=000030000007 * write minor shared page made dirty *
#include "fs.h"
#include <sys/mman.h>

static volatile char *map(uint64_t address, int kind, int fd) {
    void *place = (void *)address;
    int prot = PROT_READ | PROT_WRITE;
    check(mmap(place, 2 * PAGE, prot, kind | MAP_FIXED, fd, 0) == place);
    return place;
}

static void touch_memory(void) {
    volatile char *bytes = map(0x10000000, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    check(bytes[1] == 0);
    bytes[2] = 2;
    pid_t pid = start();
    if (pid == 0) {
        bytes[3] = 3;
        _exit(0);
    }
    check(wait_for(pid) == 0);
    bytes[4] = 4;
}

static void touch_file(void) {
    put_file("file", "");
    int fd = open("file", O_RDWR);
    check(fd >= 0 && ftruncate(fd, PAGE + 100) == 0 && fsync(fd) == 0);
    int drop = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(drop >= 0 && write(drop, "1", 1) == 1);
    volatile char *private = map(0x20000000, MAP_PRIVATE, fd);
    check(private[5] == 0);
    private[PAGE + 6] = 6;
    volatile char *shared = map(0x30000000, MAP_SHARED, fd);
    check(shared[0] == 0);
    shared[7] = 7;
}

int main(void) {
    enter_scratch();
    touch_memory();
    touch_file();
    leave_scratch();
    return 0;
}
