// A file in memory, three ways: read into a buffer, mapped, and mapped by two processes.
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "mapping read|map|random|two: a file's pages, read and mapped\n"
    "A file of 1024 pages is read into a buffer; or mapped, and touched page by page,\n"
    "in order or not. Before that, the kernel drops what it has of it in memory (only\n"
    "root may). A line says how many page faults there were, and how many pages of the\n"
    "process's own, which no file has. two: a page is mapped by two processes,\n"
    "as a shared and as a private one.\n";

enum { PAGE = 4096, PAGES = 1024, STEP = 389 }; // a step that meets each page once

static const char path[] = "mapping.tmp"; // in this directory; it is removed at once

static char letter_of(int page) {
    return (char)('a' + page % 26);
}

static int make_file(void) {
    static char page[PAGE];
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || unlink(path) < 0)
        err(1, "%s", path);
    for (int i = 0; i < PAGES; i++) {
        memset(page, letter_of(i), sizeof page);
        if (write(fd, page, sizeof page) != sizeof page)
            err(1, "%s", path);
    }
    return fd;
}

static void drop_caches(int file) {
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    if (fsync(file) < 0 || fd < 0 || write(fd, "1", 1) != 1)
        err(1, "/proc/sys/vm/drop_caches");
    close(fd);
}

// Pages that no file has: resident ones, without those of files.
static long own_pages(void) {
    char text[128] = "";
    long size, resident, files = 0;
    int fd = open("/proc/self/statm", O_RDONLY);
    if (fd < 0 || read(fd, text, sizeof text - 1) < 0 ||
        sscanf(text, "%ld %ld %ld", &size, &resident, &files) != 3)
        err(1, "/proc/self/statm");
    close(fd);
    return resident - files;
}

struct sample {
    long minor, major, own;
};

static struct sample measure(void) {
    struct rusage usage;
    long own = own_pages();
    getrusage(RUSAGE_SELF, &usage);
    return (struct sample){usage.ru_minflt, usage.ru_majflt, own};
}

static void read_file(int fd) {
    static char buffer[PAGES][PAGE] __attribute__((aligned(PAGE)));
    for (int i = 0; i < PAGES; i++)
        if (read(fd, buffer[i], PAGE) != PAGE)
            err(1, "%s", path);
}

static void touch_file(int fd, int step) {
    const volatile char *file = mmap(NULL, (size_t)PAGES * PAGE, PROT_READ, MAP_SHARED, fd, 0);
    if (file == MAP_FAILED)
        err(1, "%s", path);
    for (int i = 0, page = 0; i < PAGES; i++, page = (page + step) % PAGES)
        if (file[(size_t)page * PAGE] != letter_of(page))
            errx(1, "page %d is wrong", page);
}

static void compare(int fd, const char *how) {
    drop_caches(fd);
    lseek(fd, 0, SEEK_SET);
    measure(); // what measuring needs is there now
    struct sample before = measure();
    if (strcmp(how, "read") == 0)
        read_file(fd);
    else
        touch_file(fd, strcmp(how, "map") == 0 ? 1 : STEP);
    struct sample after = measure();
    printf("%-24s%8s%8s%8s\n%-24s%8ld%8ld%8ld\n", "1024 pages", "minor", "major", "own", how,
           after.minor - before.minor, after.major - before.major, after.own - before.own);
}

// ---- Two processes

static uint64_t frame_of(const volatile void *address) {
    uint64_t word = 0;
    int fd = open("/proc/self/pagemap", O_RDONLY);
    if (fd < 0 || pread(fd, &word, sizeof word, (off_t)((uintptr_t)address / PAGE * 8)) != 8)
        err(1, "/proc/self/pagemap");
    close(fd);
    return word & ((1ul << 55) - 1);
}

// What a child writes, and whether this process sees it. The child's status is whether it has
// another frame.
static void write_in_child(int fd, int flags, const char *kind) {
    volatile char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (page == MAP_FAILED)
        err(1, "%s", path);
    *page = 'p';
    uint64_t ours = frame_of(page);
    int status;
    pid_t child = fork();
    if (child == 0) {
        *page = 'c';
        _exit(frame_of(page) != ours);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        err(1, "fork");
    char in_file = '?';
    pread(fd, &in_file, 1, 0);
    printf("%s: the child has %s frame; the parent reads '%c', and the file has '%c'\n", kind,
           status == 0 ? "the same" : "another", *page, in_file);
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    const char *how = optind == argc - 1 ? argv[optind] : "";
    if (strcmp(how, "two") == 0) {
        int fd = make_file();
        write_in_child(fd, MAP_PRIVATE, "private");
        write_in_child(fd, MAP_SHARED, "shared");
    } else if (strcmp(how, "read") == 0 || strcmp(how, "map") == 0 || strcmp(how, "random") == 0) {
        compare(make_file(), how);
    } else {
        usage_error();
    }
    return 0;
}
