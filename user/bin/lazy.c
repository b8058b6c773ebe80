// This program has 4 MiB of initialised data, which exec does not read: it only notes where in the
// file they are. Then pages are touched step by step.
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "lazy [-c]: shows that a program's pages come when they are touched\n"
    "-c: first drops what earlier runs left in memory (only root may).\n"
    "\n"
    "Each step touches some of 1024 pages of data. Its line says how many pages of\n"
    "this program came into memory, how many of them only came along with others, and\n"
    "by how many page faults; the picture below shows the data, 16 pages a character.\n";

enum { PAGE = 4096, PAGES = 1024, GROUP = 16, UNKNOWN = -1 };

static struct {
    char text[PAGE];
} data[PAGES] __attribute__((aligned(PAGE))) = {[0 ... PAGES - 1] = {"initialised data"}};

static bool touched[PAGES];

struct sample {
    long resident, along, minor, major;
};

// The number that follows `name` in a file; UNKNOWN if it isn't there.
static long number_behind(const char *path, const char *name) {
    static char text[4096];
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    const char *found = strstr(text, name);
    return found == NULL ? UNKNOWN : strtol(found + strlen(name), NULL, 10);
}

static struct sample measure(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (struct sample){number_behind("/proc/self/statm", " "),
                           number_behind("/proc/vmstat", "pgfault_along "), usage.ru_minflt,
                           usage.ru_majflt};
}

// Volatile: the access itself is what counts, so the compiler must not leave it out.
static void touch(int page) {
    char byte = *(volatile char *)data[page].text;
    (void)byte;
    touched[page] = true;
}

static void write_to(int page) {
    *(volatile char *)data[page].text = 'I';
    touched[page] = true;
}

static void draw(void) {
    static unsigned char in_memory[PAGES];
    if (mincore(data, sizeof data, in_memory) < 0)
        err(1, "mincore");
    printf("  [");
    for (int first = 0; first < PAGES; first += GROUP) {
        int ours = 0, present = 0;
        for (int page = first; page < first + GROUP; page++) {
            ours += touched[page];
            present += in_memory[page] & 1;
        }
        putchar(ours == GROUP ? '#' : ours > 0 ? ':' : present > 0 ? 'o' : '.');
    }
    printf("]\n");
}

static void print_more(long before, long after) {
    if (before == UNKNOWN || after == UNKNOWN)
        printf("%8s", "-");
    else
        printf("%+8ld", after - before);
}

static void show(const char *what, struct sample before, struct sample after) {
    printf("%-40s", what);
    print_more(before.resident, after.resident);
    print_more(before.along, after.along);
    print_more(before.minor, after.minor);
    print_more(before.major, after.major);
    putchar('\n');
    draw();
}

// Does `touch_one` to every stride-th page from `first` on, and shows what that cost.
static void step(const char *what, void (*touch_one)(int page), int first, int stride) {
    struct sample before = measure();
    for (int page = first; page < PAGES; page += stride)
        touch_one(page);
    show(what, before, measure());
}

// A write to this file makes the kernel forget the file pages that no process has mapped.
static void drop_caches(void) {
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    if (fd < 0 || write(fd, "1", 1) != 1)
        err(1, "/proc/sys/vm/drop_caches");
    close(fd);
}

int main(int argc, char *argv[]) {
    while (usage_option(argc, argv, "c") != -1)
        drop_caches();
    memset(touched, 0, sizeof touched); // what is not measured must not fault while we do
    printf("%ld KiB of initialised data, %d pages.\n\n", (long)sizeof data / 1024, PAGES);
    printf("%40s%8s%8s%8s%8s\n%40s%8s%8s%8s%8s\n", "", "pages", "came", "minor", "major", "",
           "gained", "along", "faults", "faults");
    struct sample none = {.along = UNKNOWN}, start = measure();
    show("since exec, with none of them touched", none, start);
    printf("\n");

    step("reading one byte", touch, PAGES / 2, PAGES);
    step("reading it again", touch, PAGES / 2, PAGES);
    step("writing it: a private copy", write_to, PAGES / 2, PAGES);
    step("reading 8 pages", touch, 64, 128);
    step("writing 8 others, at their first touch", write_to, 0, 128);
    step("reading every 4th page", touch, 2, 4);
    step("reading all", touch, 0, 1);
    step("writing all", write_to, 0, 1);

    struct sample end = measure();
    printf("   . only on disk   o in memory, untouched   : some of 16 touched   # all\n\n");
    if (end.resident > 0)
        printf("%ld pages (%ld KiB) are resident now, after\n", end.resident,
               end.resident * PAGE / 1024);
    else
        printf("There is no /proc to ask how many pages were gained. There were\n");
    printf("%6ld minor faults: the page was in memory, or needed only zeroes or a copy\n",
           end.minor);
    printf("%6ld major faults: the page was read from the disk\n", end.major);
    return 0;
}
