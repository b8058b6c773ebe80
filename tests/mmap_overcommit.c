// /proc/sys/vm/overcommit_memory: 1 promises anything; 2 promises no more than the limit, which
// overcommit_ratio sets; Committed_AS is what is promised. Only root may change them.
// test: boots=roomy,swap
#include "test.h"
#include <sys/mman.h>

static const char *const mode_path = "/proc/sys/vm/overcommit_memory";
static const char *const ratio_path = "/proc/sys/vm/overcommit_ratio";

static int set(const char *path, const char *value) {
    int fd = open(path, O_WRONLY);
    int error = fd < 0 || write(fd, value, strlen(value)) < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return error;
}

static void *map_as(int type, size_t size, int flags) {
    return mmap(NULL, size, PROT_READ | PROT_WRITE, type | MAP_ANONYMOUS | flags, -1, 0);
}

static void *map(size_t size, int flags) {
    return map_as(MAP_PRIVATE, size, flags);
}

static long committed(void) {
    return number_in("/proc/meminfo", "Committed_AS");
}

static void count(void) {
    long before = committed();
    char *at = map(64 * PAGE, 0);
    check(committed() == before + 256);
    check(mprotect(at, 16 * PAGE, PROT_READ) == 0 && committed() == before + 192);
    pid_t child = start();
    if (child == 0)
        _exit(committed() > before + 192 + 192 ? 0 : 1);
    check(wait_for(child) == 0);
    check(munmap(at, 64 * PAGE) == 0 && committed() == before);
    check(map(64 * PAGE, MAP_NORESERVE) != MAP_FAILED && committed() == before);
}

// Once for all who map it, and until the last of them leaves.
static void count_shared(void) {
    long before = committed();
    char *at = map_as(MAP_SHARED, 64 * PAGE, 0);
    check(committed() == before + 256);
    pid_t child = start();
    if (child == 0) {
        pause();
        _exit(1);
    }
    await_state(child, 'S');
    long with_child = committed();
    check(munmap(at, 64 * PAGE) == 0 && committed() == with_child);
    kill(child, SIGKILL);
    wait_for(child);
    check(committed() == before);
    check(map_as(MAP_SHARED, 64 * PAGE, MAP_NORESERVE) != MAP_FAILED && committed() == before);
}

static void as_nobody(void) {
    check(setuid(1000) == 0);
    check(set(mode_path, "1") == EACCES && set(ratio_path, "1") == EACCES);
}

int main(void) {
    const size_t much = 1ul << 40;
    check(strcmp(contents_of(mode_path), "0\n") == 0);
    check(strcmp(contents_of(ratio_path), "50\n") == 0);
    check(set(mode_path, "3") == EINVAL && set(mode_path, "x") == EINVAL);
    check(status_of(as_nobody) == 0);
    count();
    count_shared();

    check(map(much, 0) == MAP_FAILED && errno == ENOMEM);
    check(set(mode_path, "1") == 0);
    check(map(much, 0) != MAP_FAILED);
    check(set(mode_path, "2") == 0 && set(ratio_path, "80\n") == 0);
    long left = number_in("/proc/meminfo", "CommitLimit") - committed(); // it has much already
    check(left < 0 && map(PAGE, 0) == MAP_FAILED && errno == ENOMEM);
    check(map(much, MAP_NORESERVE) == MAP_FAILED && errno == ENOMEM);
    check(set(mode_path, "0") == 0 && set(ratio_path, "50") == 0);
    check(map(PAGE, 0) != MAP_FAILED);
    return 0;
}
