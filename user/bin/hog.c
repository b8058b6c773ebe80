#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "hog [MIB]: uses more memory than there is, to show what the kernel does then\n"
    "It writes to so many MiB of memory, page by page, and reads them again. Then it\n"
    "keeps to the first sixteenth, and at last reads here and there as most programs\n"
    "do: nine in ten accesses go to a quarter of its pages. Each page is checked.\n"
    "\n"
    "Without MIB it takes what is available and, if there is swap, a little more.\n"
    "With less swap than it needs it is killed.\n";

enum { PAGE = 4096, WIDTH = 64, MIB = 1 << 20, KIB_PER_MIB = 1024, PAGES_PER_MIB = MIB / PAGE };

static char *memory;
static size_t pages;

// The number that follows `name` in a file of such lines; 0 if there is none.
static long number_in(const char *path, const char *name) {
    char line[128], word[64];
    long value, found = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        err(1, "%s", path);
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%63s %ld", word, &value) == 2 && strcmp(word, name) == 0)
            found = value;
    }
    fclose(file);
    return found;
}

static long default_mib(void) {
    enum { MORE = 16, MOST = 2048 }; // MiB
    long available = number_in("/proc/meminfo", "MemAvailable:") / KIB_PER_MIB;
    long swap = number_in("/proc/meminfo", "SwapFree:") / KIB_PER_MIB;
    long mib = swap > 0 ? available + (swap / 2 < MORE ? swap / 2 : MORE) : available * 3 / 4;
    if (mib > MOST)
        errx(1, "here %ld MiB are free: please say how many MiB you want", available);
    return mib;
}

struct sample {
    long minor, major, in, out;
};

static struct sample measure(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (struct sample){usage.ru_minflt, usage.ru_majflt, number_in("/proc/vmstat", "pswpin"),
                           number_in("/proc/vmstat", "pswpout")};
}

static size_t first_of(size_t group) {
    return group * pages / WIDTH;
}

static void draw(void) {
    unsigned char *present = malloc(pages);
    if (present == NULL || mincore(memory, pages * PAGE, present) < 0)
        err(1, "mincore");
    printf("  [");
    for (size_t group = 0; group < WIDTH; group++) {
        size_t here = 0, all = first_of(group + 1) - first_of(group);
        for (size_t page = first_of(group); page < first_of(group + 1); page++)
            here += present[page] & 1;
        putchar(here == all ? '#' : here > 0 ? ':' : '.');
    }
    printf("]\n");
    fflush(stdout);
    free(present);
}

static void write_number(size_t page) {
    *(volatile size_t *)(memory + page * PAGE) = page;
}

static void check_number(size_t page) {
    if (*(volatile size_t *)(memory + page * PAGE) != page)
        errx(1, "page %zu holds something else now", page);
}

// Nine times in ten one of the first quarter. The same pages in every run.
static void check_some_page(size_t i) {
    static uint64_t number = 1;
    number = number * 6364136223846793005 + 1442695040888963407; // Knuth's, as in MMIX
    check_number((number >> 33) % (i % 10 == 0 ? pages : pages / 4));
}

static void step(const char *what, void (*act)(size_t page), size_t count) {
    struct sample before = measure();
    for (size_t page = 0; page < count; page++)
        act(page);
    struct sample after = measure();
    printf("%-29s%8ld %8ld %9ld %9ld\n", what, after.minor - before.minor,
           after.major - before.major, after.out - before.out, after.in - before.in);
    draw();
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    long mib = optind < argc ? atol(argv[optind]) : default_mib();
    if (mib <= 0 || mib > 1 << 20)
        usage_error();
    pages = (size_t)mib * PAGES_PER_MIB;
    memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        err(1, "mmap");
    printf("%zu pages; %ld MiB of memory and %ld MiB of swap are free.\n\n", pages,
           number_in("/proc/meminfo", "MemFree:") / KIB_PER_MIB,
           number_in("/proc/meminfo", "SwapFree:") / KIB_PER_MIB);
    printf("%-29s%8s %8s %9s %9s\n", "", "minor", "major", "pages to", "pages");
    printf("%-29s%8s %8s %9s %9s\n", "", "faults", "faults", "swap", "back");
    step("mapping them", write_number, 0);
    step("writing all", write_number, pages);
    step("reading all", check_number, pages);
    step("reading the first sixteenth", check_number, pages / 16);
    step("again", check_number, pages / 16);
    step("as most programs do", check_some_page, 32 * pages);
    printf("   . in swap, or never touched   : some are in memory   # all are in memory\n\n"
           "Minor faults needed no disk; major ones waited for it.\n");
    return 0;
}
