// Physical memory, from /proc/kpageflags (Linux, admin-guide/mm/pagemap.rst): a word of flags for
// each frame.
#include "memmap.h"
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROWS = 8, ROW_CELLS = 64, PIECE = 512 };
enum { KPF_LRU = 5, KPF_SLAB = 7, KPF_BUDDY = 10, KPF_ANON = 12, KPF_SWAPBACKED = 14 };
enum { KPF_NOPAGE = 20, KPF_ZERO_PAGE = 24, KPF_PGTABLE = 26, KPF_RESERVED = 32 };

static uint8_t *kinds; // enum kind of each frame
static size_t total, space;

static enum kind kind_of(uint64_t flags) {
    static const struct {
        int flag;
        enum kind kind;
    } meanings[] = {
        // the first flag that is set decides
        {KPF_NOPAGE, RESERVED},   {KPF_RESERVED, RESERVED}, {KPF_BUDDY, FREE},
        {KPF_SLAB, KERNEL},       {KPF_PGTABLE, TABLE},     {KPF_ANON, ANONYMOUS},
        {KPF_SWAPBACKED, SHARED}, {KPF_LRU, CACHED},
    };
    if (flags >> KPF_ZERO_PAGE & 1)
        return ZEROES;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (flags >> meanings[i].flag & 1)
            return meanings[i].kind;
    }
    return KERNEL;
}

bool frames_read(void) {
    static uint64_t flags[PIECE];
    ssize_t n;
    int fd = open("/proc/kpageflags", O_RDONLY);
    if (fd < 0 && (errno == EACCES || errno == EPERM))
        return false;
    if (fd < 0)
        err(1, "/proc/kpageflags");
    for (total = 0; (n = read(fd, flags, sizeof flags)) > 0;) {
        if (total + PIECE > space) {
            space = 2 * space + PIECE;
            kinds = realloc(kinds, space);
            if (kinds == NULL)
                err(1, "memory");
        }
        for (ssize_t i = 0; i < n / (ssize_t)sizeof *flags; i++)
            kinds[total++] = kind_of(flags[i]);
    }
    close(fd);
    return true;
}

enum kind frame_kind(uint64_t frame) {
    return frame < total ? kinds[frame] : RESERVED;
}

void frame_set_kind(uint64_t frame, enum kind kind) {
    if (frame < total)
        kinds[frame] = kind;
}

static void draw_counts(void) {
    static const struct {
        enum kind kind;
        const char *name;
    } legend[] = {
        {FREE, "free"},    {RESERVED, "reserved"}, {KERNEL, "kernel"},       {TABLE, "page tables"},
        {CACHED, "files"}, {SHARED, "shared"},     {ANONYMOUS, "anonymous"},
    };
    size_t counts[KINDS] = {0}, own = 0;
    for (size_t i = 0; i < total; i++)
        counts[kinds[i]]++;
    for (size_t i = 0; i < sizeof legend / sizeof *legend; i++) {
        char meaning[64];
        snprintf(meaning, sizeof meaning, "%s %zu", legend[i].name, counts[legend[i].kind]);
        draw_legend(legend[i].kind, meaning);
        if (legend[i].kind == TABLE)
            picture_line_end();
    }
    for (enum kind kind = OWN_FILE; kind < KINDS; kind++)
        own += counts[kind];
    printf("capitals: the process's %zu", own);
    picture_line_end();
}

void frames_draw(void) {
    size_t group = (total + ROWS * ROW_CELLS - 1) / (ROWS * ROW_CELLS), row = group * ROW_CELLS;
    long mib = (1 << 20) / getpagesize();
    printf("Physical memory: %zu frames of %d bytes, %zu in a cell", total, getpagesize(), group);
    picture_line_end();
    for (size_t first = 0; first < total; first += row) {
        printf("%6zu MiB ", first / mib);
        draw_cells(kinds + first, total - first < row ? total - first : row, group);
        picture_line_end();
    }
    draw_counts();
}
