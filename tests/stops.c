// No system call, however much it is asked to do, keeps others from running for more than 20 ms:
// a watcher looks at the clock all the time. The processor's speed is fixed (2 ns an instruction),
// so that it is the kernel that is measured, and not the machine below. test: boots=stops
// timeout=600
#include "test.h"
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <termios.h>

enum {
    RECORDS = 60000,
    STRINGS = 180000,
    MANY = 32 << 20,
    SHARED = 400 << 20,
    LIMIT_US = 20000,
    NAMES = 1000,
    SHARED_NAMES = 12000,
    OPEN_FILES = 2000,
    FAMILY = 4
};
static volatile int64_t *longest; // microseconds
static pid_t watcher;             // stopped but while something is measured
static bool failed;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void watch(void) {
    longest = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    watcher = fork();
    for (int64_t last = now(); watcher == 0;) {
        int64_t time = now();
        if (time - last > *longest)
            *longest = time - last;
        last = time;
    }
}

static void settle(void) {
    struct timespec span = {.tv_nsec = 50000000};
    nanosleep(&span, NULL);
}

static void begin(void) {
    kill(watcher, SIGCONT);
    settle();
    *longest = 0;
}

static void end(const char *what) {
    settle();
    kill(watcher, SIGSTOP);
    printf("%s: %ld us\n", what, (long)*longest);
    fflush(stdout); // should it be a stop for ever
    failed |= *longest > LIMIT_US;
}

static void read_all(const char *path) {
    static char text[65536];
    int fd = open(path, O_RDONLY);
    ssize_t n, sum = 0;
    begin();
    while ((n = read(fd, text, sizeof text)) > 0)
        sum += n;
    end(path);
    check(n == 0 && sum > 0 && close(fd) == 0);
}

static char *map(size_t size, int prot, int flags, int fd) {
    char *p = mmap(NULL, size, prot, flags | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
    check(p != MAP_FAILED);
    return p;
}

static void records(void) {
    char *p = map(RECORDS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE, -1);
    for (long i = 0; i < RECORDS; i += 2)
        check(mprotect(p + i * PAGE, PAGE, PROT_READ) == 0);
    read_all("/proc/self/maps");
    read_all("/proc/self/smaps");
    read_all("/proc/self/status");
    begin();
    check(mlock(p, RECORDS * PAGE) < 0); // there are pages without rights
    end("mlock of 60,000 records");
    check(munlock(p, RECORDS * PAGE) == 0);
    begin();
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    check(child > 0 && waitpid(child, NULL, 0) == child);
    end("fork and exit with 60,000 records");
    begin();
    check(mprotect(p, RECORDS * PAGE, PROT_READ) == 0);
    end("mprotect that joins them");
    for (long i = 0; i < RECORDS; i += 2)
        check(mprotect(p + i * PAGE, PAGE, PROT_NONE) == 0);
    begin();
    check(mmap(p, RECORDS * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
    end("mmap in their place");
    check(munmap(p, RECORDS * PAGE) == 0);
}

static void pages(void) {
    char *p = map(2 * MANY, PROT_READ | PROT_WRITE, MAP_PRIVATE, -1);
    memset(p, 1, MANY);
    read_all("/proc/self/smaps");
    begin();
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    check(child > 0 && waitpid(child, NULL, 0) == child);
    end("fork and exit with 8,192 pages");
    begin();
    check(mprotect(p, MANY, PROT_READ) == 0);
    end("mprotect of pages");
    begin();
    check(mremap(p, MANY, MANY, MREMAP_MAYMOVE | MREMAP_FIXED, p + MANY) == p + MANY);
    end("mremap of pages");
    begin();
    check(madvise(p + MANY, MANY, MADV_DONTNEED) == 0);
    end("madvise");
    begin();
    check(mmap(p, MANY, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE, -1, 0) ==
          p);
    end("mmap that populates");
    begin();
    check(munmap(p, 2 * MANY) == 0);
    end("munmap");
}

static void file(void) {
    int fd = open("/tmp/stops", O_RDWR | O_CREAT, 0600);
    char *p = map(MANY, PROT_READ | PROT_WRITE, MAP_PRIVATE, -1);
    begin();
    check(write(fd, p, MANY) == MANY);
    end("write");
    char *q = map(MANY, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
    for (long i = 0; i < MANY; i += PAGE)
        q[i] = 1;
    begin();
    check(ftruncate(fd, PAGE) == 0);
    end("truncate of what is mapped");
    check(munmap(q, MANY) == 0 && munmap(p, MANY) == 0);
    check(unlink("/tmp/stops") == 0);
    begin();
    check(close(fd) == 0);
    end("its end");
}

// Two segments of odd length: nothing that is done ends with a page.
static void devices(void) {
    char *p = map(MANY, PROT_READ | PROT_WRITE, MAP_PRIVATE, -1);
    struct iovec parts[] = {{p, 1}, {p + 1, MANY - 1}};
    int fd = open("/dev/zero", O_RDONLY);
    begin();
    check(readv(fd, parts, 2) == MANY);
    end("readv from /dev/zero");
    check(close(fd) == 0 && (fd = open("/dev/urandom", O_RDONLY)) >= 0);
    parts[1].iov_len = 2 << 20;
    begin();
    check(readv(fd, parts, 2) == (2 << 20) + 1);
    end("readv from /dev/urandom");
    check(close(fd) == 0 && munmap(p, MANY) == 0);
}

static void names(void) {
    char name[40];
    static char entries[1 << 20];
    check(mkdir("/tmp/stops", 0700) == 0 && chdir("/tmp/stops") == 0);
    check(close(open("name", O_CREAT | O_WRONLY, 0600)) == 0);
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "a-name-to-be-looked-at-%d", i);
        check(link("name", name) == 0);
    }
    int fd = open(".", O_RDONLY | O_DIRECTORY);
    begin();
    check(syscall(SYS_getdents64, fd, entries, sizeof entries) > NAMES * 24);
    end("getdents");
    begin();
    check(access("nothing-of-that-name", F_OK) < 0);
    end("a look-up");
    check(close(fd) == 0);
    begin();
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "a-name-to-be-looked-at-%d", i);
        check(unlink(name) == 0);
    }
    end("unlinks");
    check(unlink("name") == 0 && chdir("/") == 0 && rmdir("/tmp/stops") == 0);
}

static const char *shared_name(int number) {
    static char name[300];
    snprintf(name, sizeof name, "/dev/shm/%06d%0200d", number, 0);
    return name;
}

static void shared_names(void) {
    static char entries[8 << 20];
    for (int i = 0; i < SHARED_NAMES; i++)
        check(close(open(shared_name(i), O_CREAT | O_WRONLY, 0600)) == 0);
    begin();
    check(access(shared_name(SHARED_NAMES), F_OK) < 0);
    end("a look-up in /dev/shm");
    int fd = open("/dev/shm", O_RDONLY | O_DIRECTORY);
    begin();
    check(syscall(SYS_getdents64, fd, entries, sizeof entries) > SHARED_NAMES * 200);
    end("getdents of it");
    check(close(fd) == 0);
    for (int i = 0; i < SHARED_NAMES; i++)
        check(unlink(shared_name(i)) == 0);
}

// Pages that were all in one bucket of the page cache if it was the golden ratio alone that chose
// it.
static void one_bucket(void) {
    int fd = memfd_create("stops", 0);
    check(ftruncate(fd, 1l << 39) == 0);
    for (uint64_t page = 0; page < (1ul << 39) / PAGE; page++)
        if (page * 0x9e3779b97f4a7c15 >> 51 == 0)
            check(pwrite(fd, "x", 1, page * PAGE) == 1);
    begin();
    check(ftruncate(fd, 0) == 0);
    end("truncate of pages of one bucket");
    check(close(fd) == 0);
}

static void locks(void) {
    pid_t child = fork();
    if (child == 0) {
        check(setrlimit(RLIMIT_NOFILE, &(struct rlimit){4096, 4096}) == 0);
        struct flock lock = {.l_type = F_RDLCK, .l_len = 1};
        for (int i = 0, fd; i < OPEN_FILES; i++) {
            check((fd = open("/tmp/stops", O_RDWR | O_CREAT, 0600)) >= 0);
            for (int j = 0; j < 5; j++, lock.l_start += 2)
                check(fcntl(fd, 37 /* F_OFD_SETLK */, &lock) == 0);
        }
        begin();
        _exit(0);
    }
    check(waitpid(child, NULL, 0) == child);
    end("exit with 10,000 locks");
    check(unlink("/tmp/stops") == 0);
}

// Some processes with very many records do nothing; one uses up the memory.
static void out_of_memory(void) {
    pid_t family[FAMILY], child;
    int status, ready[2];
    char byte;
    check(pipe(ready) == 0);
    for (int i = 0; i < FAMILY; i++) {
        if ((family[i] = fork()) == 0) {
            char *p = map(RECORDS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE, -1);
            for (long j = 0; j < RECORDS; j += 2)
                check(mprotect(p + j * PAGE, PAGE, PROT_READ) == 0);
            check(write(ready[1], "x", 1) == 1);
            pause();
        }
        check(read(ready[0], &byte, 1) == 1);
    }
    begin();
    if ((child = fork()) == 0) {
        char *p = map(1ul << 36, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, -1);
        for (;; p += PAGE)
            *p = 1;
    }
    check(waitpid(child, &status, 0) == child && status == SIGKILL);
    end("out of memory");
    for (int i = 0; i < FAMILY; i++)
        check(kill(family[i], SIGKILL) == 0 && waitpid(family[i], NULL, 0) == family[i]);
    check(close(ready[0]) == 0 && close(ready[1]) == 0);
}

static void arguments(const char *self) {
    pid_t child = fork();
    if (child == 0) {
        char **many = calloc(STRINGS + 2, sizeof *many);
        many[0] = (char *)self;
        for (int i = 1; i <= STRINGS; i++)
            many[i] = "x";
        begin();
        execv("/proc/self/exe", many);
        _exit(1);
    }
    int status;
    check(waitpid(child, &status, 0) == child && status == 0);
    end("execve with 180,000 arguments");
}

// Two processes map one page of a file in very many places; whoever writes it to its file, or takes
// it away from it, asks them all.
static void visits(int fd, bool remove) {
    check(ftruncate(fd, PAGE) == 0);
    char *p = map(RECORDS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE, -1);
    for (char *q = p; q < p + RECORDS * PAGE; q += PAGE) {
        check(mmap(q, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == q);
        *q = 1;
    }
    pid_t other = fork();
    if (other == 0)
        pause();
    begin();
    check(fsync(fd) == 0);
    end("fsync of a page that is mapped 120,000 times");
    begin();
    check(remove ? madvise(p, PAGE, MADV_REMOVE) == 0 : ftruncate(fd, 0) == 0);
    end("its end");
    check(kill(other, SIGKILL) == 0 && waitpid(other, NULL, 0) == other);
    check(munmap(p, RECORDS * PAGE) == 0 && close(fd) == 0);
}

static char *map_filled(int fd) {
    char *p = map(SHARED, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
    for (long i = 0; i < SHARED; i += PAGE)
        p[i] = 1;
    return p;
}

// Both kinds of shared memory: with the last user its pages go.
static void shared(void) {
    char *p = map_filled(-1);
    begin();
    check(munmap(p, SHARED) == 0);
    end("munmap of shared memory");
    int fd = memfd_create("stops", 0);
    check(ftruncate(fd, SHARED) == 0);
    p = map_filled(fd);
    check(munmap(p, SHARED) == 0);
    begin();
    check(close(fd) == 0);
    end("close of a file in memory");
    p = map(RECORDS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE, -1);
    for (long i = 0; i < RECORDS; i++)
        check(mmap(p + i * PAGE, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
              p + i * PAGE);
    begin();
    check(munmap(p, RECORDS * PAGE) == 0);
    end("munmap of 60,000 shared mappings");
}

static void type(int terminal, const char *text, int times) {
    while (times-- > 0)
        for (const char *c = text; *c; c++)
            check(ioctl(terminal, TIOCSTI, c) == 0);
}

// One key changes, or shows again, a line as long as a line can be.
static void typing(void) {
    struct termios before, now;
    int terminal = open("/dev/console", O_RDWR);
    signal(SIGTTOU, SIG_IGN);
    check(terminal >= 0 && tcgetattr(terminal, &before) == 0);
    now = before;
    now.c_iflag &= ~ICRNL;
    now.c_lflag |= ICANON | ECHO | ECHOE | ECHOK | ECHOKE | IEXTEN;
    now.c_lflag &= ~ECHOCTL;
    check(tcsetattr(terminal, TCSANOW, &now) == 0);
    type(terminal, "\t", 4090);
    begin();
    type(terminal, "\025", 1); // Ctrl-U
    end("erasing a line of tabs");
    type(terminal, "\033M", 2045); // each scrolls the screen back
    begin();
    type(terminal, "\022", 1); // Ctrl-R
    end("showing a line again");
    type(terminal, "\025", 1);
    check(tcsetattr(terminal, TCSANOW, &before) == 0);
    check(write(terminal, "\n", 1) == 1 && close(terminal) == 0);
}

int main(int argc, char *argv[]) {
    if (argc > 2)
        return 0;
    check(nice(19) ==
          19); // it gets the shortest of time slices, so that the watcher waits for calls
    watch();
    kill(watcher, SIGSTOP);
    visits(open("/tmp/stops", O_RDWR | O_CREAT, 0600), false);
    visits(memfd_create("stops", 0), true);
    check(unlink("/tmp/stops") == 0);
    shared();
    records();
    pages();
    file();
    devices();
    names();
    shared_names();
    one_bucket();
    locks();
    out_of_memory();
    arguments(argv[0]);
    typing();
    kill(watcher, SIGKILL);
    return failed;
}
