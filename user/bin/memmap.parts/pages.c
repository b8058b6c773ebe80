// A process's address space: its ranges from /proc/PID/maps, and what each page is from
// /proc/PID/pagemap (Linux, admin-guide/mm/pagemap.rst), a word for each page.
#include "memmap.h"
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RANGES = 512, ROWS = 7, CELLS = 38, PIECE = 512 };
enum { MOST_PAGES = 1 << 20 }; // reading those of a larger range would take too long
#define PM_FRAME ((1ul << 55) - 1)
enum { PM_EXCLUSIVE = 56, PM_FILE = 61, PM_SWAP, PM_PRESENT };

static struct range {
    unsigned long start, pages;
    char rights[5], name[13];
    size_t memory, swap;
    uint8_t cells[CELLS]; // enum kind
    bool drawn;
} ranges[RANGES];
static size_t range_count;
static pid_t process;

static FILE *open_of(const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", process, name);
    return fopen(path, "r");
}

static enum kind kind_of(uint64_t word) {
    uint64_t frame = word & PM_FRAME; // 0: its number is only for root
    if (word >> PM_SWAP & 1)
        return SWAPPED;
    if (!(word >> PM_PRESENT & 1))
        return UNTOUCHED;
    if (frame != 0 && frame_kind(frame) == ZEROES)
        return ZEROES;
    bool alone = word >> PM_EXCLUSIVE & 1;
    enum kind kind = word >> PM_FILE & 1 ? OWN_FILE : alone ? OWN : OWN_COPY_LATER;
    if (frame != 0)
        frame_set_kind(frame, kind);
    return kind;
}

static size_t cell_pages(const struct range *range) {
    return (range->pages + CELLS - 1) / CELLS;
}

static void read_range(struct range *range, int pagemap) {
    static uint8_t kinds[MOST_PAGES];
    static uint64_t words[PIECE];
    size_t done = 0;
    while (done < range->pages) {
        size_t left = range->pages - done, wanted = left < PIECE ? left : PIECE;
        off_t at = (off_t)((range->start / getpagesize() + done) * sizeof *words);
        ssize_t n = pread(pagemap, words, wanted * sizeof *words, at);
        for (size_t i = 0; i < wanted; i++) // beyond user memory there are no words
            kinds[done + i] =
                n == (ssize_t)(wanted * sizeof *words) ? kind_of(words[i]) : UNTOUCHED;
        done += wanted;
    }
    for (size_t i = 0; i < range->pages; i++) {
        range->memory += kinds[i] != UNTOUCHED && kinds[i] != SWAPPED;
        range->swap += kinds[i] == SWAPPED;
    }
    size_t group = cell_pages(range);
    for (size_t first = 0; first < range->pages; first += group)
        range->cells[first / group] = kind_of_cell(
            kinds + first, range->pages - first < group ? range->pages - first : group);
}

bool pages_read(pid_t pid) {
    char line[512];
    process = pid;
    FILE *maps = open_of("maps"), *pagemap = open_of("pagemap");
    if (maps == NULL || pagemap == NULL) {
        if (maps != NULL)
            fclose(maps);
        return false;
    }
    for (range_count = 0; range_count < RANGES && fgets(line, sizeof line, maps) != NULL;) {
        unsigned long end;
        char name[256] = "";
        struct range *range = &ranges[range_count++];
        *range = (struct range){0};
        sscanf(line, "%lx-%lx %4s %*s %*s %*s %255[^\n]", &range->start, &end, range->rights, name);
        const char *slash = strrchr(name, '/');
        snprintf(range->name, sizeof range->name, "%s", slash == NULL ? name : slash + 1);
        range->pages = (end - range->start) / getpagesize();
        if (range->pages <= MOST_PAGES)
            read_range(range, fileno(pagemap));
    }
    fclose(maps);
    fclose(pagemap);
    return range_count > 0;
}

static void draw_process(void) {
    char line[1024] = "";
    FILE *stat = open_of("stat");
    if (stat == NULL || fgets(line, sizeof line, stat) == NULL)
        return; // it has just ended
    fclose(stat);
    char *name = strchr(line, '('), *end = strrchr(line, ')');
    long minor, major;
    if (name == NULL || end == NULL || // proc(5) numbers the fields: these are 10 and 12
        sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*d %ld %*d %ld", &minor, &major) != 2)
        return;
    *end = '\0';
    printf("Process %d, %s: %ld minor faults, %ld major", process, name + 1, minor, major);
    picture_line_end();
}

static void draw_range(const struct range *range) {
    size_t group = cell_pages(range);
    printf("%-12s %-4s %7lu %7zu %6zu ", range->name, range->rights, range->pages, range->memory,
           range->swap);
    if (range->pages > MOST_PAGES)
        printf("(too large to be drawn)");
    else
        draw_cells(range->cells, (range->pages + group - 1) / group, 1);
    picture_line_end();
}

// The range with most pages in memory or in swap of those that are not to be drawn yet.
static struct range *largest(void) {
    struct range *best = NULL;
    for (struct range *range = ranges; range < ranges + range_count; range++) {
        if (!range->drawn &&
            (best == NULL || range->memory + range->swap > best->memory + best->swap))
            best = range;
    }
    return best;
}

void pages_draw(void) {
    struct range all = {0}, *next;
    for (struct range *range = ranges; range < ranges + range_count; range++)
        range->drawn = false;
    for (int i = 0; i < ROWS && (next = largest()) != NULL; i++)
        next->drawn = true;
    draw_process();
    printf("%-17s %7s %7s %6s", "", "pages", "memory", "swap");
    picture_line_end();
    for (struct range *range = ranges; range < ranges + range_count; range++) {
        all.pages += range->pages;
        all.memory += range->memory;
        all.swap += range->swap;
        if (range->drawn)
            draw_range(range);
    }
    printf("%-17s %7lu %7zu %6zu ", "all ranges", all.pages, all.memory, all.swap);
    if (range_count > ROWS)
        printf("(%zu smaller ones are not drawn)", range_count - ROWS);
    picture_line_end();
    draw_legend(UNTOUCHED, "not there");
    draw_legend(OWN, "its own");
    draw_legend(OWN_COPY_LATER, "shared till written");
    draw_legend(ZEROES, "zeroes");
    draw_legend(OWN_FILE, "a file's");
    draw_legend(SWAPPED, "in swap");
    picture_line_end();
}
