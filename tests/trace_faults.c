// The parameter trace reports each page that is brought in, and what was done for it. (What else is
// reported, and that nothing is missing, is compared by tests/traces.py.)
// test: boots=trace
// trace: *"event":"touch"*"address":"10000001","access":"read","rip":"40*"kernel":"0"}
// trace: *"event":"fault"*"address":"10000001","major":"0","along":"0","action":"zero page"}
// trace: *"event":"touch"*"address":"10000002","access":"write","rip":"40*"kernel":"0"}
// trace: *"event":"fault"*"address":"10000002","major":"0","along":"0","action":"zeroed"}
// trace: *"event":"fault"*"address":"10000003","major":"0","along":"0","action":"copied on write"}
// trace: *"event":"fault"*"address":"10000004","major":"0","along":"0","action":"last owner"}
// trace: *"event":"fault"*"address":"20000005","major":"1","along":"0","action":"page cache"}
// trace: *"event":"fault"*"address":"20001006"*"along":"0","action":"copied from page cache"}
// trace: *"event":"fault"*"address":"30000000","major":"0","along":"1","action":"page cache"}
// trace: *"event":"fault"*"30000007"*"along":"0","action":"shared page made dirty"}
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
