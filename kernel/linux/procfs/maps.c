// /proc/PID/maps and smaps: the records of the SPT, and what there is of each in memory. The cursor
// is the end of the last one that was shown. As on Linux, a process that runs while its pages are
// counted may show a little of both states.
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/linux/procfs/entries.h"
#include "kernel/linux/time/vdso.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/spt.h"
#include "proc/sched.h"

// ---- One record

// Its name, "" when there is none. Shared anonymous memory is, for Linux, a deleted file of that
// name.
static void find_name(char *name, const struct spt_record *record,
                      const struct spt_layout *layout) {
    *name = '\0';
    if (record->kind == SPT_STACK)
        string_copy(name, "[stack]", PATH_MAX);
    else if (record->object && inode_of(record->object))
        proc_target_name((struct proc_target){inode_of(record->object), record->name}, name);
    else if (vdso_name(record->object))
        string_copy(name, vdso_name(record->object), PATH_MAX);
    else if (record->object)
        string_copy(name, "/dev/zero (deleted)", PATH_MAX);
    else if (record->start < layout->brk && record->end > layout->brk_start)
        string_copy(name, "[heap]", PATH_MAX);
}

static void show_head(struct text *text, const struct spt_record *record, const char *name) {
    enum { NAME_COLUMN = 73 };
    const struct inode *file = record->object ? inode_of(record->object) : NULL;
    uint64_t device = file ? file->fs->device_number : 0;
    char range[TEXT_LINE];
    ksnprintf(range, sizeof range, "%08lx-%08lx %c%c%c%c %08lx %02lx:%02lx %lu ", record->start,
              record->end, record->prot & PROT_READ ? 'r' : '-',
              record->prot & PROT_WRITE ? 'w' : '-', record->prot & PROT_EXEC ? 'x' : '-',
              record->shared ? 's' : 'p', record->offset, device >> 8, device & 0xff,
              file ? file->number : 0);
    text_printf(text, "%-*s", *name ? NAME_COLUMN : 0, range);
    text_escaped(text, name, "\n");
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
    if (!pte_in_memory(pte) || pte_address(pte) == zero_page_address())
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
    for (;; breathe()) {
        const struct process *process = proc_again(pid, started);
        struct ptes at;
        if (!process || !process->spt)
            return false;
        if (!pagetable_first(process->spt->pml4, start, end, &at))
            return true;
        ptes_for_each(at)
            count_page(sums, *at.pte);
        start = at.end;
    }
}

static void show_presence(struct text *text, const struct spt_record *record,
                          const struct presence *sums) {
    enum { KIB = KIB_PER_PAGE };
    text_kib(text, "Size:", (record->end - record->start) / 1024);
    text_kib(text, "KernelPageSize:", KIB);
    text_kib(text, "MMUPageSize:", KIB);
    text_kib(text, "Rss:", sums->resident * KIB);
    text_kib(text, "Pss:", sums->share / 1024);
    text_kib(text, "Shared_Clean:", sums->shared[0] * KIB);
    text_kib(text, "Shared_Dirty:", sums->shared[1] * KIB);
    text_kib(text, "Private_Clean:", sums->private[0] * KIB);
    text_kib(text, "Private_Dirty:", sums->private[1] * KIB);
    text_kib(text, "Referenced:", sums->referenced * KIB);
    text_kib(text, "Anonymous:", sums->anonymous * KIB);
    text_kib(text, "Swap:", sums->swapped * KIB);
    text_kib(text, "Locked:", record->locked ? sums->share / 1024 : 0);
    text_printf(text, "VmFlags:%s%s%s%s%s\n", record->prot & PROT_READ ? " rd" : "",
                record->prot & PROT_WRITE ? " wr" : "", record->prot & PROT_EXEC ? " ex" : "",
                record->shared ? " sh" : "", record->locked ? " lo" : "");
}

// ---- All records

void show_process_maps(struct text *text) {
    const struct process *process = text->process;
    const struct spt_record *found =
        process->spt ? spt_first_above(process->spt, text->cursor) : NULL;
    char *name = found ? kmalloc(PATH_MAX) : NULL;
    text->failed |= found && !name;
    if (!name)
        return;
    const struct spt_record record = *found; // counting sleeps: the original may go, …
    struct presence presence = {0};
    text->cursor = record.end;
    find_name(name, &record, &process->spt->layout);
    if (record.object) // … and so may its file
        object_ref(record.object);
    if (!text->second) {
        show_head(text, &record, name);
    } else if (count_pages(&presence, process->pid, process->started, record.start, record.end)) {
        show_head(text, &record, name);
        show_presence(text, &record, &presence);
    }
    if (record.object)
        object_put(record.object);
    kfree(name);
}
