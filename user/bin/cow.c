#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "cow [MIB]: shows that fork copies no memory\n"
    "Parent and child share each frame until one of them writes to it. Only then is\n"
    "that one page copied, and the last owner needs no copy at all. Each line says\n"
    "how many frames of the whole system a step took, how many pages it copied, and\n"
    "how many page faults it cost the process. There are 2 MiB of memory unless MIB\n"
    "says otherwise.\n";

enum { PAGE = 4096, PAGES_PER_MIB = 256 };

static volatile char (*memory)[PAGE];
static int pages = 2 * PAGES_PER_MIB;

struct sample {
    long free, copied, faults; // copied: -1 where the kernel doesn't count them
};

static struct sample measure(void) {
    static char line[128], name[64];
    struct sample sample = {.copied = -1};
    struct rusage usage;
    long value;
    FILE *file = fopen("/proc/vmstat", "r");
    if (file == NULL)
        err(1, "/proc/vmstat");
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%63s %ld", name, &value) != 2)
            continue;
        if (strcmp(name, "nr_free_pages") == 0)
            sample.free = value;
        if (strcmp(name, "pgfault_copy") == 0)
            sample.copied = value;
    }
    fclose(file);
    getrusage(RUSAGE_SELF, &usage);
    sample.faults = usage.ru_minflt + usage.ru_majflt;
    return sample;
}

static void show(const char *who, const char *what, struct sample before, struct sample after) {
    printf("%-7s %-46s %+7ld", who, what, before.free - after.free);
    if (after.copied < 0)
        printf("       -");
    else
        printf(" %+7ld", after.copied - before.copied);
    printf(" %+7ld\n", after.faults - before.faults);
    fflush(stdout);
}

static void read_pages(int count) {
    for (int page = 0; page < count; page++)
        (void)memory[page][0];
}

static void write_pages(int count) {
    for (int page = 0; page < count; page++)
        memory[page][0] = 1;
}

static void step(const char *who, const char *what, void (*touch)(int), int count) {
    struct sample before = measure();
    touch(count);
    show(who, what, before, measure());
}

// Waits until the parent has measured the fork, and in the end tells it how things stand.
static void run_child(int from_parent, int to_parent) {
    char byte;
    read(from_parent, &byte, 1);
    measure(); // what measuring itself needs is not to count
    step("child", "reads all pages: they are shared", read_pages, pages);
    step("child", "writes to 100: those are copied", write_pages, 100);
    step("child", "writes to the same 100 again", write_pages, 100);
    struct sample end = measure();
    write(to_parent, &end, sizeof end);
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (optind < argc)
        pages = usage_number(argv[optind]) * PAGES_PER_MIB;
    size_t bytes = (size_t)pages * PAGE;
    memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        err(1, "%d pages", pages);
    printf("%d pages of memory, %zu KiB.\n\n", pages, bytes / 1024);
    printf("%54s %7s %7s %7s\n", "", "frames", "pages", "page");
    printf("%54s %7s %7s %7s\n", "", "taken", "copied", "faults");
    measure();
    step("parent", "writes to all pages, which fills them", write_pages, pages);

    int to_child[2], to_parent[2];
    if (pipe(to_child) < 0 || pipe(to_parent) < 0)
        err(1, "pipe");
    struct sample before = measure();
    pid_t pid = fork();
    if (pid < 0)
        err(1, "fork");
    if (pid == 0) {
        run_child(to_child[0], to_parent[1]);
        return 0;
    }
    show("parent", "forks a child", before, measure());
    write(to_child[1], "", 1);
    read(to_parent[0], &before, sizeof before);
    waitpid(pid, NULL, 0);
    struct sample after = measure();
    before.faults = after.faults; // the child's do not compare with ours
    show("parent", "sees the child end", before, after);
    step("parent", "writes to all: the only owner, so no copies", write_pages, pages);
    return 0;
}
