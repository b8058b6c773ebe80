// /proc/PID/maps and smaps: the records of the SPT, and what there is of each in memory. The cursor
// is the end of the last one that was shown. Counting the pages of a large one takes sleeps, so it
// is copied; as on Linux, a process that goes on meanwhile may show a little of both.
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/linux/procfs/entries.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "proc/sched.h"

// ---- One record

// The name is on the heap, a page of it; "" when there is none.
struct region {
    struct spt_record record; // its object is a reference of ours
    char *name;
};

// Which name that is. Shared anonymous memory is, for Linux, a deleted file of that name.
static void find_name(struct region *region, const struct spt_layout *layout) {
    const struct spt_record *record = &region->record;
    if (record->kind == SPT_STACK)
        string_copy(region->name, "[stack]", PATH_MAX);
    else if (record->object && inode_of(record->object))
        proc_target_name((struct proc_target){inode_of(record->object), record->name},
                         region->name);
    else if (record->object)
        string_copy(region->name, "/dev/zero (deleted)", PATH_MAX);
    else if (record->start < layout->brk && record->end > layout->brk_start)
        string_copy(region->name, "[heap]", PATH_MAX);
}

static void show_head(struct text *text, const struct region *region) {
    enum { NAME_COLUMN = 73 };
    const struct spt_record *record = &region->record;
    const struct inode *file = record->object ? inode_of(record->object) : NULL;
    uint64_t device = file ? file->fs->device_number : 0;
    char range[TEXT_LINE];
    ksnprintf(range, sizeof range, "%08lx-%08lx %c%c%c%c %08lx %02lx:%02lx %lu ", record->start,
              record->end, record->prot & PROT_READ ? 'r' : '-',
              record->prot & PROT_WRITE ? 'w' : '-', record->prot & PROT_EXEC ? 'x' : '-',
              record->shared ? 's' : 'p', record->offset, device >> 8, device & 0xff,
              file             ? file->number
              : record->object ? shm_number(record->object)
                               : 0);
    text_printf(text, "%-*s", *region->name ? NAME_COLUMN : 0, range);
    text_escaped(text, region->name, "\n");
    text_append(text, "\n", 1);
}

// ---- What is in memory

// Pages, but for `share`, in 1/4096 of a page: a frame that n map counts as 1/n.
struct presence {
    uint64_t resident, share, anonymous, referenced, swapped;
    uint64_t shared[2], private[2]; // clean, dirty
};

static void count_page(struct presence *sums, pte_t pte) {
    if (pte & PTE_SWAPPED) {
        sums->swapped++;
        return;
    }
    if (!(pte & PTE_PRESENT) || pte_address(pte) == zero_page_address())
        return;
    const struct frame *frame = frame_of(pte_address(pte));
    bool dirty = pte & PTE_DIRTY || frame->dirty || frame->type == FRAME_ANON;
    sums->resident++;
    sums->share += PAGE_SIZE / (frame->refs ? frame->refs : 1);
    sums->anonymous += frame->type == FRAME_ANON;
    sums->referenced += (pte & PTE_ACCESSED) != 0;
    *(frame->refs > 1 ? &sums->shared[dirty] : &sums->private[dirty]) += 1;
}

// Adds up what there is in a range; false: the process is gone.
static bool count_pages(struct presence *sums, int pid, uint64_t started, uint64_t start,
                        uint64_t end) {
    for (uint64_t at = start; at < end; breathe()) {
        const struct process *process = proc_again(pid, started);
        if (!process || !process->spt)
            return false;
        uint64_t stop = spt_piece(process->spt, at, end);
        for (pte_t *pte; (pte = pagetable_next(process->spt->pml4, &at, stop)); at += PAGE_SIZE)
            count_page(sums, *pte);
    }
    return true;
}

static void show_presence(struct text *text, const struct spt_record *record,
                          const struct presence *sums) {
    enum { KIB = PAGE_SIZE / 1024 };
    const struct {
        const char *name;
        uint64_t kib;
    } lines[] = {
        {"Size:", (record->end - record->start) / 1024},
        {"KernelPageSize:", KIB},
        {"MMUPageSize:", KIB},
        {"Rss:", sums->resident * KIB},
        {"Pss:", sums->share / 1024},
        {"Shared_Clean:", sums->shared[0] * KIB},
        {"Shared_Dirty:", sums->shared[1] * KIB},
        {"Private_Clean:", sums->private[0] * KIB},
        {"Private_Dirty:", sums->private[1] * KIB},
        {"Referenced:", sums->referenced * KIB},
        {"Anonymous:", sums->anonymous * KIB},
        {"Swap:", sums->swapped * KIB},
        {"Locked:", record->locked ? sums->share / 1024 : 0},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(text, "%-16s%8lu kB\n", lines[i].name, lines[i].kib);
    text_printf(text, "VmFlags:%s%s%s%s%s\n", record->prot & PROT_READ ? " rd" : "",
                record->prot & PROT_WRITE ? " wr" : "", record->prot & PROT_EXEC ? " ex" : "",
                record->shared ? " sh" : "", record->locked ? " lo" : "");
}

// ---- All records

// With the files' references that it needs.
static void show_region(struct text *text, struct region *region, const struct process *process,
                        bool with_presence) {
    const struct spt_record *record = &region->record;
    struct presence presence = {0};
    find_name(region, &process->spt->layout);
    if (record->object)
        object_ref(record->object);
    if (!with_presence) {
        show_head(text, region);
    } else if (count_pages(&presence, process->pid, process->started, record->start, record->end)) {
        show_head(text, region);
        show_presence(text, record, &presence);
    }
    if (record->object)
        object_put(record->object);
}

static void show_next(struct text *text, const struct process *process, uint64_t *cursor,
                      bool with_presence) {
    const struct spt_record *found = process->spt ? spt_first_above(process->spt, *cursor) : NULL;
    if (!found)
        return;
    struct region region = {.record = *found, .name = kmalloc(PATH_MAX)};
    *cursor = region.record.end;
    if (!region.name) {
        text->failed = true;
        return;
    }
    *region.name = '\0';
    show_region(text, &region, process, with_presence);
    kfree(region.name);
}

void show_process_maps(struct text *text, const struct process *process, uint64_t *cursor) {
    show_next(text, process, cursor, false);
}

void show_process_smaps(struct text *text, const struct process *process, uint64_t *cursor) {
    show_next(text, process, cursor, true);
}
