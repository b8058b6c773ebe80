// Disks that fail: what cannot be read is EIO or SIGBUS to who asks for it, what cannot be written
// is EIO to who wants it written and stays in memory; nobody else notices, and swap does without
// the slots that cannot be written. (tests/boot.py says which blocks and slots are bad.) test:
// boots=errors timeout=60
#include "fs.h"
#include <signal.h>
#include <sys/mman.h>

enum { BAD_TO_READ = 5, BAD_TO_WRITE = 9 };

static char bytes[3 * PAGE];

static void drop_caches(void) {
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(fd >= 0 && write(fd, "3", 1) == 1 && close(fd) == 0);
}

static void reading(int fd) {
    check(fails(pread(fd, bytes, 1, BAD_TO_READ * PAGE + 100), EIO));
    check(pread(fd, bytes, PAGE, (BAD_TO_READ + 1) * PAGE) == PAGE);
    check(pread(fd, bytes, 3 * PAGE, (BAD_TO_READ - 1) * PAGE) == PAGE); // what came before it
    drop_caches();
    // Pages are read ahead, with the bad one among them.
    for (int i = 2; i < 2 * BAD_TO_READ; i++)
        check(i == BAD_TO_READ ? fails(pread(fd, bytes, PAGE, i * PAGE), EIO)
                               : pread(fd, bytes, PAGE, i * PAGE) == PAGE);
    check(fails(pwrite(fd, "part of a page", 14, BAD_TO_READ * PAGE), EIO));
    check(lseek(fd, BAD_TO_READ * PAGE, SEEK_SET) > 0);
    check(fails(read(fd, bytes, PAGE), EIO) && lseek(fd, 0, SEEK_CUR) == BAD_TO_READ * PAGE);
}

static void on_fault(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    _exit(info->si_code == BUS_ADRERR && (uintptr_t)info->si_addr % PAGE == 8 ? 7 : 8);
}

static void mapping(int fd) {
    volatile char *file = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(file != MAP_FAILED && file[0] == 1);
    int ends[2];
    check(pipe(ends) == 0);
    check(fails(write(ends[1], (char *)file + BAD_TO_READ * PAGE, 10), EFAULT));
    pid_t pid = start();
    if (pid == 0) {
        sigaction(SIGBUS, &(struct sigaction){.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO},
                  NULL);
        _exit(file[BAD_TO_READ * PAGE + 8]);
    }
    check(wait_for(pid) == 7 << 8);
    for (int i = -1; i <= 1; i++) // they are written together
        file[(BAD_TO_WRITE + i) * PAGE] = 'm';
    check(fails(msync((char *)file, 16 * PAGE, MS_SYNC), EIO));
    sync();
    check(number_in("/proc/meminfo", "Dirty") == PAGE / 1024);
    check(munmap((char *)file, 16 * PAGE) == 0);
}

static void writing(int fd) {
    memset(bytes, 'w', sizeof bytes);
    check(pwrite(fd, bytes, PAGE, BAD_TO_WRITE * PAGE) == PAGE);
    check(fails(fsync(fd), EIO) && fails(fdatasync(fd), EIO));
    drop_caches(); // only what is clean
    check(pread(fd, bytes, 1, BAD_TO_WRITE * PAGE + 5) == 1 && bytes[0] == 'w');
    int synchronous = open(data("dense"), O_WRONLY | O_SYNC);
    check(fails(pwrite(synchronous, "x", 1, BAD_TO_WRITE * PAGE), EIO));
    check(pwrite(fd, "other", 5, 20 * PAGE) == 5 && fails(fsync(fd), EIO));
    sync();
    check(ftruncate(fd, BAD_TO_WRITE * PAGE) == 0 && fsync(fd) == 0); // nobody wants it any more
}

static void directory(void) {
    drop_caches();
    check(fails(open("/tests/data/many/000-", O_RDONLY), EIO));
    struct stat status;
    check(stat("/tests/data/many", &status) == 0 && S_ISDIR(status.st_mode));
    DIR *many = opendir("/tests/data/many");
    errno = 0;
    check(many != NULL && readdir(many) == NULL && errno == EIO);
    closedir(many);
    check(fails(open("/tests/data/many/new", O_WRONLY | O_CREAT, 0600), EIO));
}

// More than there is memory, so that most of it goes to swap; and all of it back.
static void use_swap(void) {
    enum { PAGES = 6000 };
    uint64_t *words =
        mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(words != MAP_FAILED);
    for (uint64_t i = 0; i < PAGES; i++)
        words[i * PAGE / sizeof *words] = i * 7;
    for (uint64_t i = 0; i < PAGES; i++)
        check(words[i * PAGE / sizeof *words] == i * 7);
    check(munmap(words, PAGES * PAGE) == 0);
}

// The slot that cannot be read is the child's, which comes to it first.
static void swapping(int fd) {
    check(ftruncate(fd, 16 * PAGE) == 0 && pwrite(fd, "stays", 5, BAD_TO_WRITE * PAGE) == 5);
    pid_t pid = start();
    if (pid == 0) {
        use_swap();
        _exit(0);
    }
    check(wait_for(pid) == SIGBUS);
    use_swap();
    check(pread(fd, bytes, 5, BAD_TO_WRITE * PAGE) == 5 && memcmp(bytes, "stays", 5) == 0);
    check(ftruncate(fd, 0) == 0);
}

int main(void) {
    int fd = open(data("dense"), O_RDWR);
    check(fd >= 0);
    reading(fd);
    mapping(fd);
    writing(fd);
    directory();
    swapping(fd);
    return 0;
}
