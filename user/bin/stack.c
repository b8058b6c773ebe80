#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "stack [good|bad|deep]: shows how the stack grows, page by page\n"
    "stack        calls itself deeper and deeper, and says what that cost\n"
    "stack good   touches the 8 bytes below rsp, as a push would: the stack grows\n"
    "stack bad    touches the byte 9 below rsp: the kernel takes that for a mistake\n"
    "stack deep   never stops: the limit ends it\n";

enum { PAGE = 4096 };

// The size of the range that the kernel has recorded as stack, in KiB.
static long stack_size(void) {
    static char line[512];
    unsigned long start = 0, end = 0;
    FILE *file = fopen("/proc/self/maps", "r");
    if (file == NULL)
        err(1, "/proc/self/maps");
    while (fgets(line, sizeof line, file) != NULL) {
        if (strstr(line, "[stack]") != NULL)
            sscanf(line, "%lx-%lx", &start, &end);
    }
    fclose(file);
    return (long)(end - start) / 1024;
}

static long faults(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt + usage.ru_majflt;
}

static int descend(int levels);

// Calls through a volatile pointer are calls: the compiler can't make a loop of them.
static int (*volatile deeper)(int levels) = descend;

// Each level has a page to itself on the stack. (Which byte is used must not be foreseeable, or the
// rest of the page would be optimised away.)
static int descend(int levels) {
    volatile char page[PAGE];
    int used = levels % PAGE;
    page[used] = 1;
    return levels <= 1 ? page[used] : deeper(levels - 1) + page[used];
}

static void show_growth(void) {
    stack_size();
    printf("calls deep   stack size   page faults\n");
    printf("%10d %8ld KiB\n", 0, stack_size());
    for (int levels = 1; levels <= 1000; levels *= 10) {
        long before = faults();
        descend(levels);
        long after = faults();
        printf("%10d %8ld KiB %13ld\n", levels, stack_size(), after - before);
    }
    long before = faults();
    descend(1000);
    printf("%10d %8ld KiB %13ld   again: the pages are there\n", 1000, stack_size(),
           faults() - before);
}

// Moves rsp to the edge of a page, 64 KiB below all that was ever touched, stores a byte `below`
// bytes under it and moves rsp back.
static void touch_below(long below) {
    printf("touching %ld bytes below rsp ...\n", below);
    fflush(stdout);
    __asm__ volatile("mov %%rsp, %%rbx\n\t"
                     "sub $65536, %%rsp\n\t"
                     "and $-4096, %%rsp\n\t"
                     "mov %%rsp, %%rax\n\t"
                     "sub %0, %%rax\n\t"
                     "movb $1, (%%rax)\n\t"
                     "mov %%rbx, %%rsp"
                     :
                     : "r"(below)
                     : "rax", "rbx", "memory");
    printf("... and living on\n");
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    const char *what = optind < argc ? argv[optind] : "";
    if (*what == '\0')
        show_growth();
    else if (strcmp(what, "good") == 0)
        touch_below(8);
    else if (strcmp(what, "bad") == 0)
        touch_below(9);
    else if (strcmp(what, "deep") == 0)
        return descend(1000000) == 0;
    else
        usage_error();
    return 0;
}
