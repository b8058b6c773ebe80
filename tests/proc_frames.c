// /proc/kpageflags and kpagecount agree with what a process knows of its own frames; their numbers
// are only for root, or on Linux for whoever has CAP_SYS_ADMIN.
// test: portable
#include "fs.h"
#include "pagemap.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// Pagoda has no capabilities; its root has all rights.
static bool is_privileged(void) {
    enum { CAP_SYS_ADMIN = 21 };
    const char *line = strstr(contents_of("/proc/self/status"), "CapEff:");
    return line == NULL ? geteuid() == 0 : strtoul(line + 7, NULL, 16) >> CAP_SYS_ADMIN & 1;
}

// Of the frame that is mapped here, which must have been touched: its number, its flags among
// those asked for, and how many PTEs map it.
static uint64_t frame_at(const char *at) {
    return page_word(at) & PM_FRAME;
}

static uint64_t flags_at(const char *at) {
    return word_of("/proc/kpageflags", frame_at(at)) &
           (KPF_BUDDY | KPF_MMAP | KPF_ANON | KPF_SWAPBACKED | KPF_ZERO_PAGE | KPF_PGTABLE);
}

static uint64_t count_at(const char *at) {
    return word_of("/proc/kpagecount", frame_at(at));
}

static char *map(int flags, int fd) {
    char *at = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);
    check(at != MAP_FAILED);
    return at;
}

static void anonymous(void) {
    char *at = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);
    *at = 1;
    check(flags_at(at) == (KPF_MMAP | KPF_ANON | KPF_SWAPBACKED) && count_at(at) == 1);
    load((uintptr_t)at + PAGE);
    check(flags_at(at + PAGE) == KPF_ZERO_PAGE);
    pid_t child = start();
    if (child == 0)
        for (;;)
            pause();
    uint64_t shared_frame = frame_at(at);
    check(count_at(at) == 2);
    *at = 2;
    check(count_at(at) == 1 && frame_at(at) != shared_frame);
    check(word_of("/proc/kpagecount", shared_frame) == 1);
    kill(child, SIGKILL);
    wait_for(child);
}

static void of_files(void) {
    put_file("page", "of a file");
    int fd = open("page", O_RDWR);
    char *first = map(MAP_SHARED, fd), *second = map(MAP_PRIVATE, fd);
    load((uintptr_t)first);
    check(flags_at(first) == KPF_MMAP && count_at(first) == 1);
    load((uintptr_t)second);
    check(frame_at(first) == frame_at(second) && count_at(first) == 2);
    *second = 'O';
    check(frame_at(first) != frame_at(second) && count_at(first) == 1);
    char *memory = map(MAP_SHARED | MAP_ANONYMOUS, -1);
    *memory = 1;
    check(flags_at(memory) == (KPF_MMAP | KPF_SWAPBACKED) && count_at(memory) == 1);
}

// To nobody in particular, numbers are hidden, and so are the two files.
static void hidden(void) {
    char *at = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);
    *at = 1;
    int early = open("/proc/self/pagemap", O_RDONLY); // by somebody who may see them, perhaps
    bool was_privileged = is_privileged();
    if (geteuid() == 0)
        check(syscall(SYS_setresuid, 51000, 51000, 51000) == 0);
    uint64_t word;
    check(pread(early, &word, sizeof word, (uintptr_t)at / PAGE * sizeof word) == sizeof word);
    check(((word & PM_FRAME) != 0) == was_privileged);
    if (prctl(PR_SET_DUMPABLE, 1) == 0 && !is_privileged())
        check((page_word(at) & (PM_PRESENT | PM_FRAME)) == PM_PRESENT);
    check(fails(open("/proc/kpageflags", O_RDONLY), EACCES));
    check(fails(open("/proc/kpagecount", O_RDONLY), EACCES));
}

int main(void) {
    enter_scratch();
    if (is_privileged()) {
        anonymous();
        of_files();
        uint64_t word;
        int fd = open("/proc/kpageflags", O_RDONLY);
        check(fails(pread(fd, &word, 7, 0), EINVAL) && fails(pread(fd, &word, 8, 1), EINVAL));
        check(pread(fd, &word, 8, 1l << 52) == 0);
    }
    check(status_of(hidden) == 0);
    leave_scratch();
    return 0;
}
