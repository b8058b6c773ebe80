// An ordinary user's process takes as much of one thing as it gets: it is refused or killed.
// Another user's program beside it, of modest size, lives and goes on with its work, whatever the
// first one holds; and so does what it starts. With swap, so does a program that has more pages
// than the greedy one takes, but whose pages can be swapped out. test: boots=small,swap timeout=400
#include "test.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { GREEDY = 1000, MODEST = 1001, FILES = 4096, WORK = 300, LARGE_WORK = 4000, ROUNDS = 3 };
enum { SETLK_OPEN = 37 }; // F_OFD_SETLK

static volatile int *rounds, *error; // of work done; with which the greedy one was refused
static char area[LARGE_WORK * PAGE];
static size_t work_pages = WORK;

// ---- Greed: each returns once it is refused, with errno

static int memory_file(void) {
    return syscall(SYS_memfd_create, "greedy", 0);
}

static void open_files(void) {
    while (open("/dev/null", O_RDONLY) >= 0)
        ;
}

static void open_nameless(void) {
    for (int fd; (fd = memory_file()) >= 0 && write(fd, area, PAGE) == PAGE;)
        ;
}

static void open_sizeless(void) {
    while (memory_file() >= 0)
        ;
}

static void open_folders(void) {
    while (open("/proc/self/fd", O_RDONLY | O_DIRECTORY) >= 0)
        ;
}

static void open_texts(void) {
    char byte;
    for (int fd; (fd = open("/proc/self/smaps", O_RDONLY)) >= 0 && read(fd, &byte, 1) == 1;)
        ;
}

static void fill_pipes(void) {
    for (int ends[2]; pipe2(ends, O_NONBLOCK) == 0;)
        while (write(ends[1], area, PAGE) > 0)
            ;
}

static void lock_bytes(void) {
    for (int fd, n = 0; n < FILES && (fd = memory_file()) >= 0; n++) {
        struct flock lock = {.l_type = F_WRLCK, .l_len = 1};
        while (fcntl(fd, SETLK_OPEN, &lock) == 0)
            lock.l_start += 2;
    }
}

static char *map(size_t size, int prot, int type) {
    char *at = mmap(NULL, size, prot, type | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void split_records(void) {
    char *at = map(1ul << 40, PROT_READ, MAP_PRIVATE);
    for (size_t i = 0; mprotect(at + i * 2 * PAGE, PAGE, PROT_NONE) == 0; i++)
        ;
}

static void make_tables(void) {
    for (char *at = map(1ul << 45, PROT_READ, MAP_PRIVATE);; at += 2 << 20)
        *(volatile char *)at;
}

static void lock_memory(void) {
    for (char *at = map(1ul << 36, PROT_READ | PROT_WRITE, MAP_PRIVATE); mlock(at, PAGE) == 0;
         at += PAGE)
        ;
}

static void touch_memory(void) {
    for (char *at = map(1ul << 36, PROT_READ | PROT_WRITE, MAP_PRIVATE);; at += PAGE)
        *at = 1;
}

static void queue_signals(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    int info[32] = {[2] = -1}; // SI_QUEUE
    while (syscall(SYS_rt_sigqueueinfo, getpid(), SIGRTMIN, info) == 0)
        ;
}

static void leave_zombies(void) {
    pid_t pid;
    while ((pid = fork()) > 0)
        ;
    if (pid == 0)
        _exit(0);
}

static void have_children(void) {
    pid_t pid;
    while ((pid = fork()) > 0)
        ;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (pid == 0)
        pause();
}

static const char *shared_name(int number) {
    static char name[64];
    snprintf(name, sizeof name, "/dev/shm/greedy%d", number);
    return name;
}

static void fill_shared_folder(void) {
    for (int fd, n = 0; (fd = open(shared_name(n), O_CREAT | O_WRONLY, 0600)) >= 0; n++, close(fd))
        if (write(fd, area, PAGE) != PAGE)
            return;
}

static void empty_shared_folder(void) {
    for (int n = 0; unlink(shared_name(n)) == 0; n++)
        ;
}

static const struct greed {
    const char *what;
    void (*take)(void);
} greeds[] = {
    {"page tables", make_tables}, // the first one: see main
    {"open files", open_files},     {"files without a name", open_nameless},
    {"empty ones", open_sizeless},  {"folders of /proc", open_folders},
    {"texts of /proc", open_texts}, {"pipes", fill_pipes},
    {"locks", lock_bytes},          {"records", split_records},
    {"locked memory", lock_memory}, {"memory", touch_memory},
    {"signals", queue_signals},     {"zombies", leave_zombies},
    {"children", have_children},    {"/dev/shm", fill_shared_folder},
};

// ---- Work

static void work(void) {
    check(setuid(MODEST) == 0);
    for (;; ++*rounds) {
        for (size_t i = 0; i < work_pages; i++)
            area[i * PAGE]++;
        pid_t child = fork();
        if (child == 0)
            _exit(area[0] & 1);
        check(child < 0 || wait_for(child) == (area[0] & 1) << 8);
    }
}

static void await_rounds(pid_t worker) {
    for (int before = *rounds; *rounds < before + ROUNDS; pause_for(1))
        check(waitpid(worker, NULL, WNOHANG) == 0); // it lives
}

static void try_greed(const struct greed *greed) {
    *error = 0;
    pid_t worker = start_in(work);
    await_rounds(worker);
    pid_t greedy = start();
    if (greedy == 0) {
        check(setrlimit(RLIMIT_NOFILE, &(struct rlimit){FILES, FILES}) == 0 && setuid(GREEDY) == 0);
        greed->take();
        *error = errno;
        for (;;)
            pause();
    }
    int status = 0;
    while (*error == 0 && waitpid(greedy, &status, WNOHANG) == 0) {
        check(waitpid(worker, NULL, WNOHANG) == 0);
        pause_for(1);
    }
    await_rounds(worker);
    printf("%s: %s\n", greed->what, status ? status_text(status) : errno_name(*error));
    check(status == 0 || status == SIGKILL);
    check(kill(worker, SIGKILL) == 0 && wait_for(worker) == SIGKILL);
    if (status == 0) {
        kill(greedy, SIGKILL);
        wait_for(greedy);
    }
    empty_shared_folder();
}

int main(void) {
    rounds = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(rounds != MAP_FAILED);
    error = rounds + 1;
    for (size_t i = 0; i < sizeof greeds / sizeof *greeds; i++)
        try_greed(&greeds[i]);
    work_pages = LARGE_WORK;
    if (number_in("/proc/meminfo", "SwapTotal") > 0)
        try_greed(&greeds[0]);
    return 0;
}
