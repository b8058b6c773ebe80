// Memory runs out for what the kernel keeps for a process that has few pages of its own: what is in
// its pipes, texts of /proc that it reads, files without a name, shared memory that it no longer
// maps, locks, signals that wait, records of its address space, children that it does not wait for,
// directories above the one it works in. It is the one that is killed, and none of the processes
// beside it, which have larger address spaces.
// test: boots=small timeout=240
#include "test.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>

enum { CROWD = 24, HOGS_MAX = 12, FILES = 4096, DEPTH = 1200 };

static volatile int *filled, *touched; // hogs that have all they can get, others that touched
static char area[100 * PAGE];
static int rest, drop_caches; // files in /dev/shm and /proc

// ---- Those who take the kernel's memory, until it refuses

static void *shared_memory(size_t size) {
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void fill_pipes(void) {
    for (int ends[2]; pipe2(ends, O_NONBLOCK) == 0;)
        while (write(ends[1], area, PAGE) > 0)
            ;
}

// The reader is gone, what was written is not.
static void fill_half_pipes(void) {
    for (int ends[2]; pipe2(ends, O_NONBLOCK) == 0; close(ends[0]))
        while (write(ends[1], area, PAGE) > 0)
            ;
}

static void read_texts(void) {
    char byte;
    for (int fd; (fd = open("/proc/self/maps", O_RDONLY)) >= 0 && read(fd, &byte, 1) == 1;)
        ;
}

static int memory_file(void) {
    return syscall(SYS_memfd_create, "", 0);
}

static void make_files(void) {
    for (int fd; (fd = memory_file()) >= 0 && write(fd, area, PAGE) == PAGE;)
        ;
}

static void forget_shared(void) {
    enum { PAGES = 2400 };
    char *at = shared_memory(PAGES * PAGE);
    for (size_t i = 0; i < PAGES; i++) {
        at[i * PAGE] = 1;
        check(madvise(at + i * PAGE, PAGE, MADV_DONTNEED) == 0);
    }
}

// Apart, or they would be joined to one.
static bool lock_bytes(int fd, int command) {
    struct flock lock = {.l_type = F_WRLCK, .l_len = 1};
    for (int n = 0; n < 120; n++, lock.l_start += 2)
        if (fcntl(fd, command, &lock) < 0)
            return false;
    return true;
}

static void lock_files(void) {
    enum { F_OFD_SET = 37 };
    for (int fd, n = 0; n < 500 && (fd = memory_file()) >= 0 && lock_bytes(fd, F_OFD_SET); n++)
        ;
}

static void queue_signals(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int n = 0; n < 2000; n++)
        kill(getpid(), SIGRTMIN);
}

static void split_records(void) {
    const size_t size = 1ul << 40;
    char *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(at != MAP_FAILED);
    for (size_t i = 0; mprotect(at + i * 2 * PAGE, PAGE, PROT_NONE) == 0; i++)
        ;
}

static void forget_children(void) {
    pid_t pid;
    while ((pid = fork()) > 0)
        ;
    if (pid == 0)
        _exit(0);
}

static void go_down(void) {
    check(chdir("/tmp") == 0);
    for (int i = 0; i < DEPTH; i++)
        check(mkdir("oom_kernel", 0700) == 0 && chdir("oom_kernel") == 0);
}

static void come_up(void) {
    check(chdir("/tmp") == 0);
    int depth = 0;
    while (chdir("oom_kernel") == 0)
        depth++;
    for (; depth > 0; depth--)
        check(chdir("..") == 0 && rmdir("oom_kernel") == 0);
}

// ---- Those beside them

static void touch(size_t pages) {
    raise(SIGSTOP);
    for (size_t i = 0; i < pages; i++)
        area[i * PAGE] = 1;
    ++*touched;
    pause();
}

// Nobody's memory: as much as will not be touched.
static void fill_rest(size_t touchable) {
    struct sysinfo info;
    check(pwrite(drop_caches, "1", 1, 0) == 1); // so that what is not free is not to be had
    while (sysinfo(&info) == 0 && info.freeram * info.mem_unit > touchable * PAGE &&
           write(rest, area, PAGE) > 0)
        ;
}

static const struct kind {
    const char *name;
    void (*fill)(void);
    int hogs;
    size_t pages; // that each of the others touches
} kinds[] = {
    {"pipes", fill_pipes, 1, 60},
    {"pipes without a reader", fill_half_pipes, 1, 60},
    {"texts", read_texts, 1, 60},
    {"files", make_files, 1, 60},
    {"shared memory", forget_shared, 1, 60},
    {"locks", lock_files, 1, 60},
    {"signals", queue_signals, HOGS_MAX, 40},
    {"records", split_records, 1, 60},
    {"children", forget_children, 1, 60},
    {"directories", go_down, 1, 60},
};

static pid_t hogs[HOGS_MAX], others[CROWD];

static void start_hog(const struct kind *kind, int n) {
    if ((hogs[n] = start()) > 0)
        return;
    check(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0); // it may block all other signals
    check(setrlimit(RLIMIT_NOFILE, &(struct rlimit){FILES, FILES}) == 0);
    kind->fill();
    ++*filled;
    while (true)
        pause();
}

// Waits until *count is as wanted. False: a hog was killed before that.
static bool wait_until(const struct kind *kind, volatile int *count, int wanted) {
    for (int status; *count < wanted; pause_for(1)) {
        pid_t ended = waitpid(-1, &status, WNOHANG);
        if (ended == 0)
            continue;
        bool was_hog = false;
        for (int n = 0; n < kind->hogs; n++) {
            was_hog |= hogs[n] == ended;
            hogs[n] = hogs[n] == ended ? 0 : hogs[n];
        }
        check(was_hog && status == SIGKILL);
        return false;
    }
    return true;
}

static void end(pid_t pid) {
    if (pid == 0)
        return;
    kill(pid, SIGKILL);
    wait_for(pid);
}

static void try_kind(const struct kind *kind) {
    *filled = *touched = 0;
    for (int n = 0; n < CROWD; n++) {
        if ((others[n] = start()) == 0)
            touch(kind->pages);
        await_state(others[n], 'T');
    }
    bool going_on = true;
    for (int n = 0; n < kind->hogs && going_on; n++) {
        start_hog(kind, n);
        going_on = wait_until(kind, filled, n + 1);
    }
    if (going_on)
        fill_rest(CROWD * kind->pages / 4);
    for (int n = 0; n < CROWD && going_on; n++) {
        kill(others[n], SIGCONT);
        going_on = wait_until(kind, touched, n + 1);
    }
    printf("%s: %s, %d others touched\n", kind->name, going_on ? "all live" : "killed", *touched);
    check(!going_on);
    for (int n = 0; n < CROWD; n++) {
        check(waitpid(others[n], NULL, WNOHANG) == 0); // it lives
        end(others[n]);
    }
    for (int n = 0; n < kind->hogs; n++)
        end(hogs[n]);
    check(ftruncate(rest, 0) == 0 && lseek(rest, 0, SEEK_SET) == 0);
}

int main(void) {
    filled = shared_memory(PAGE);
    touched = filled + 1;
    rest = open("/dev/shm/rest", O_RDWR | O_CREAT, 0600);
    drop_caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(rest >= 0 && drop_caches >= 0);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        try_kind(&kinds[i]);
    come_up();
    check(unlink("/dev/shm/rest") == 0);
    return 0;
}
