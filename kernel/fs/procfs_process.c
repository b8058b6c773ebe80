// The files of /proc/PID. Each is written in one go, without sleeping, from what the kernel keeps
// about the process anyway. What Linux counts and Pagoda does not is 0, as proc(5) has it for
// kernels without the feature.
#include "kernel/dev/timer.h"
#include "kernel/errno.h"
#include "kernel/fs/path.h"
#include "kernel/fs/procfs_files.h"
#include "kernel/printf.h"
#include "kernel/string.h"

enum { KIB_PER_PAGE = PAGE_SIZE / 1024, NS_PER_TICK = 1000000000 / TIMER_HZ };

static const char *state_of(const struct process *process) {
    switch (process->state) {
    case PROCESS_RUNNABLE:
        return "R (running)";
    case PROCESS_SLEEPING:
        return process->interruptible ? "S (sleeping)" : "D (disk sleep)";
    case PROCESS_STOPPED:
        return "T (stopped)";
    case PROCESS_ZOMBIE:
        return "Z (zombie)";
    }
    return "? (unknown)";
}

static int parent_of(const struct process *process) {
    return process->parent ? process->parent->pid : 0;
}

// ---- Memory

// Pages that records of a sort cover. A zombie has none.
struct sizes {
    uint64_t all, resident, resident_file, text, data, stack;
};

static struct sizes measure(const struct spt *spt) {
    if (!spt)
        return (struct sizes){0};
    struct sizes sizes = {.all = spt->size / PAGE_SIZE,
                          .resident = spt->resident,
                          .resident_file = spt->resident_file};
    for (const struct spt_record *r = spt_first_above(spt, 0); r;
         r = spt_first_above(spt, r->end)) {
        uint64_t pages = (r->end - r->start) / PAGE_SIZE;
        if (r->kind == SPT_STACK)
            sizes.stack += pages;
        else if (r->prot & PROT_EXEC)
            sizes.text += pages;
        else if (r->prot & PROT_WRITE && !r->shared)
            sizes.data += pages;
    }
    return sizes;
}

void show_process_statm(struct text *text, const struct process *process) {
    struct sizes sizes = measure(process->spt);
    text_printf(text, "%lu %lu %lu %lu 0 %lu 0\n", sizes.all, sizes.resident, sizes.resident_file,
                sizes.text, sizes.data + sizes.stack);
}

static const char *name_of(const struct process *process, const struct spt_record *record) {
    const struct spt_layout *layout = &process->spt->layout;
    if (record->kind == SPT_STACK)
        return "[stack]";
    if (record->file)
        return record->file == process->program ? process->program_path : NULL;
    return record->start < layout->brk && record->end > layout->brk_start ? "[heap]" : NULL;
}

static void show_record(struct text *text, const struct process *process,
                        const struct spt_record *record) {
    enum { NAME_COLUMN = 73 };
    const struct inode *file = record->file;
    uint64_t device = file ? file->fs->device_number : 0;
    char range[TEXT_LINE];
    ksnprintf(range, sizeof range, "%08lx-%08lx %c%c%c%c %08lx %02lx:%02lx %lu ", record->start,
              record->end, record->prot & PROT_READ ? 'r' : '-',
              record->prot & PROT_WRITE ? 'w' : '-', record->prot & PROT_EXEC ? 'x' : '-',
              record->shared ? 's' : 'p', record->offset, device >> 8, device & 0xff,
              file ? file->number : 0);
    const char *name = name_of(process, record);
    text_printf(text, "%-*s", name ? NAME_COLUMN : 0, range);
    if (name)
        text_append(text, name, strlen(name));
    text_append(text, "\n", 1);
}

void show_process_maps(struct text *text, const struct process *process) {
    const struct spt *spt = process->spt;
    if (!spt)
        return;
    for (const struct spt_record *r = spt_first_above(spt, 0); r && !text->failed;
         r = spt_first_above(spt, r->end))
        show_record(text, process, r);
}

// The process's own bytes, as far as they are in memory.
static void show_memory(struct text *text, const struct spt *spt, uint64_t start, uint64_t end) {
    for (uint64_t part; start < end && !text->failed; start += part) {
        const pte_t *pte = pagetable_entry(spt->pml4, start, false);
        if (!pte || !(*pte & PTE_PRESENT))
            return;
        part = PAGE_SIZE - page_offset(start);
        if (part > end - start)
            part = end - start;
        text_append(text, (char *)phys_to_virt(pte_address(*pte)) + page_offset(start), part);
    }
}

void show_process_cmdline(struct text *text, const struct process *process) {
    const struct spt *spt = process->spt;
    if (spt)
        show_memory(text, spt, spt->layout.arg_start, spt->layout.arg_end);
}

void show_process_environ(struct text *text, const struct process *process) {
    const struct spt *spt = process->spt;
    if (spt)
        show_memory(text, spt, spt->layout.env_start, spt->layout.env_end);
}

// ---- The process as a whole

void show_process_comm(struct text *text, const struct process *process) {
    text_printf(text, "%s\n", process->name);
}

// One line; proc(5) numbers the fields.
void show_process_stat(struct text *text, const struct process *process) {
    const struct usage *own = &process->usage, *children = &process->children;
    text_printf(text, "%d (%s) %c %d %d %d 0 -1 0 ", process->pid, process->name,
                *state_of(process), parent_of(process), process->group, process->session); // 1-9
    text_printf(text, "%lu %lu %lu %lu %lu %lu %lu %lu ", own->minor_faults, children->minor_faults,
                own->major_faults, children->major_faults, own->user_ns / NS_PER_TICK,
                own->system_ns / NS_PER_TICK, children->user_ns / NS_PER_TICK,
                children->system_ns / NS_PER_TICK); // 10-17
    struct sizes sizes = measure(process->spt);
    text_printf(text, "20 0 1 0 %lu %lu %lu %lu 0 0 0 0 0 ", process->started / NS_PER_TICK,
                sizes.all * PAGE_SIZE, sizes.resident, UINT64_MAX); // 18-30
    text_printf(text, "%lu 0 %lu 0 0 0 0 17 0 0 0 0 0 0 0 0 ", process->signals.pending & INT32_MAX,
                signals_ignored(&process->signals) & INT32_MAX); // 31-46; 17 is SIGCHLD
    struct spt_layout layout = process->spt ? process->spt->layout : (struct spt_layout){0};
    text_printf(text, "%lu %lu %lu %lu %lu %d\n", layout.brk_start, layout.arg_start,
                layout.arg_end, layout.env_start, layout.env_end,
                process->state == PROCESS_ZOMBIE ? process->status : 0); // 47-52
}

static void show_sizes(struct text *text, const struct process *process) {
    struct sizes sizes = measure(process->spt);
    const struct {
        const char *name;
        uint64_t pages;
    } lines[] = {
        {"VmSize", sizes.all},
        {"VmHWM", process->usage.max_resident},
        {"VmRSS", sizes.resident},
        {"RssAnon", sizes.resident - sizes.resident_file},
        {"RssFile", sizes.resident_file},
        {"VmData", sizes.data},
        {"VmStk", sizes.stack},
        {"VmExe", sizes.text},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(text, "%s:\t%8lu kB\n", lines[i].name, lines[i].pages * KIB_PER_PAGE);
}

void show_process_status(struct text *text, const struct process *process) {
    text_printf(text, "Name:\t%s\nUmask:\t0%c%c%c\n", process->name,
                '0' + (process->umask >> 6 & 7), '0' + (process->umask >> 3 & 7),
                '0' + (process->umask & 7));
    text_printf(text, "State:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
                state_of(process), process->pid, process->pid, parent_of(process));
    text_printf(text, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n");
    if (process->spt)
        show_sizes(text, process);
    text_printf(text, "Threads:\t1\nSigPnd:\t%016lx\nSigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n",
                process->signals.pending, process->signals.blocked,
                signals_ignored(&process->signals), signals_caught(&process->signals));
}

// ---- Links

int64_t link_process_cwd(const struct process *process, char *to) {
    if (!process->directory)
        return -ENOENT;
    struct inode *directory = inode_ref(process->directory);
    int64_t length = path_of_directory(directory, to, PATH_MAX);
    inode_put(directory);
    return length < 0 ? length : length - 1;
}

int64_t link_process_exe(const struct process *process, char *to) {
    if (!process->program_path)
        return -ENOENT;
    string_copy(to, process->program_path, PATH_MAX);
    return strlen(to);
}
