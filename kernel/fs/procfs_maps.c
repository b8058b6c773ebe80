// /proc/PID/maps and smaps: the records of the SPT, and what there is of each in memory. Finding
// the name of a mapped file may take a sleep, so each record is copied, and the next one is looked
// for anew; as on Linux, a process that goes on meanwhile may show a little of both.
#include "kernel/fs/path.h"
#include "kernel/fs/procfs_entries.h"
#include "kernel/printf.h"
#include "kernel/string.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/shm.h"

// ---- One record

// The name is on the heap, a page of it; "" when there is none.
struct region {
    struct spt_record record; // its file is a reference of ours
    char *name;
};

static void name_from_process(struct region *region, const struct process *process) {
    const struct spt_record *record = &region->record;
    const struct spt_layout *layout = &process->spt->layout;
    if (record->kind == SPT_STACK)
        string_copy(region->name, "[stack]", PATH_MAX);
    else if (record->file && record->file == process->program)
        string_copy(region->name, process->program_path, PATH_MAX);
    else if (!record->file && record->start < layout->brk && record->end > layout->brk_start)
        string_copy(region->name, "[heap]", PATH_MAX);
}

// Shared anonymous memory is, for Linux, a deleted file of that name.
static void name_from_file(struct region *region) {
    struct inode *file = region->record.file;
    if (shm_is(file))
        string_copy(region->name, "/dev/zero (deleted)", PATH_MAX);
    else if (path_of_inode(file, region->name, PATH_MAX) < 0)
        string_copy(region->name, file->links == 0 ? "(deleted)" : "", PATH_MAX);
}

static void show_head(struct text *text, const struct region *region) {
    enum { NAME_COLUMN = 73 };
    const struct spt_record *record = &region->record;
    const struct inode *file = record->file;
    uint64_t device = file ? file->fs->device_number : 0;
    char range[TEXT_LINE];
    ksnprintf(range, sizeof range, "%08lx-%08lx %c%c%c%c %08lx %02lx:%02lx %lu ", record->start,
              record->end, record->prot & PROT_READ ? 'r' : '-',
              record->prot & PROT_WRITE ? 'w' : '-', record->prot & PROT_EXEC ? 'x' : '-',
              record->shared ? 's' : 'p', record->offset, device >> 8, device & 0xff,
              file ? file->number : 0);
    text_printf(text, "%-*s", *region->name ? NAME_COLUMN : 0, range);
    text_append(text, region->name, strlen(region->name));
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

static struct presence count_pages(const struct spt *spt, const struct spt_record *record) {
    struct presence sums = {0};
    uint64_t address = record->start;
    pte_t *pte;
    while (address < record->end && (pte = pagetable_next(spt->pml4, &address, record->end))) {
        count_page(&sums, *pte);
        address += PAGE_SIZE;
    }
    return sums;
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
        {"Locked:", 0},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(text, "%-16s%8lu kB\n", lines[i].name, lines[i].kib);
    text_printf(text, "VmFlags:%s%s%s%s\n", record->prot & PROT_READ ? " rd" : "",
                record->prot & PROT_WRITE ? " wr" : "", record->prot & PROT_EXEC ? " ex" : "",
                record->shared ? " sh" : "");
}

// ---- All records

static void show_regions(struct text *text, const struct process *process, bool with_presence) {
    int pid = process->pid;
    uint64_t started = process->started;
    struct region region = {.name = kmalloc(PATH_MAX)};
    const struct spt_record *found;
    text->failed |= !region.name;
    for (uint64_t at = 0; !text->failed && (process = proc_again(pid, started)) && process->spt &&
                          (found = spt_first_above(process->spt, at));
         at = region.record.end) {
        region.record = *found;
        *region.name = '\0';
        name_from_process(&region, process);
        struct presence presence = {0};
        if (with_presence)
            presence = count_pages(process->spt, found);
        if (region.record.file) {
            inode_ref(region.record.file);
            if (!*region.name)
                name_from_file(&region);
        }
        show_head(text, &region);
        if (with_presence)
            show_presence(text, &region.record, &presence);
        if (region.record.file)
            inode_put(region.record.file);
    }
    kfree(region.name);
}

void show_process_maps(struct text *text, const struct process *process) {
    show_regions(text, process, false);
}

void show_process_smaps(struct text *text, const struct process *process) {
    show_regions(text, process, true);
}
