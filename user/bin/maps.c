#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "maps [PID]: prints the address space of a process, and what of it is in memory\n"
    "For each range: may it be read, written, executed; is it private or shared. Of\n"
    "maps itself, also how many of its pages are in memory, whoever brought them.\n";

// How many pages of [start, end) are in memory; -1 when the kernel doesn't say.
static long resident_pages(unsigned long start, unsigned long end) {
    static unsigned char in_memory[1024];
    long count = 0;
    size_t page = getpagesize();
    while (start < end) {
        size_t length =
            end - start < page * sizeof in_memory ? end - start : page * sizeof in_memory;
        if (mincore((void *)start, length, in_memory) < 0)
            return -1;
        for (size_t i = 0; i < length / page; i++)
            count += in_memory[i] & 1;
        start += length;
    }
    return count;
}

static void print_range(const char *line, bool own) {
    unsigned long start, end;
    char access[8], name[256] = "";
    if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %255[^\n]", &start, &end, access, name) < 3)
        return;
    long resident = own ? resident_pages(start, end) : -1;
    printf("%12lx-%-12lx %s %7lu ", start, end, access, (end - start) / getpagesize());
    if (resident >= 0)
        printf("%9ld  %s\n", resident, name);
    else
        printf("%9s  %s\n", own ? "?" : "", name);
}

static FILE *open_of(const char *pid, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/%s", pid, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        err(1, "%s", path);
    return file;
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    bool own = optind == argc;
    const char *pid = own ? "self" : argv[optind];
    char line[512];
    FILE *maps = open_of(pid, "maps");
    printf("%25s %s %7s %9s\n", "addresses", "may ", "pages", own ? "in memory" : "");
    while (fgets(line, sizeof line, maps) != NULL)
        print_range(line, own);

    FILE *statm = open_of(pid, "statm");
    long size, resident, kib = getpagesize() / 1024;
    if (fgets(line, sizeof line, statm) != NULL && sscanf(line, "%ld %ld", &size, &resident) == 2)
        printf("%ld pages (%ld KiB), of which %ld (%ld KiB) are resident (mapped to a frame)\n",
               size, size * kib, resident, resident * kib);
    return 0;
}
