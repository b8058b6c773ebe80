// Files of /proc/PID that are written at once, without sleeping, from what the kernel keeps about
// the process anyway. What Linux counts and Pagoda does not is 0, as proc(5) says of kernels
// without the feature.
#include "kernel/fs/devices.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/procfs/entries.h"
#include "kernel/linux/terminal/job.h"
#include "kernel/linux/time/clocks.h"

static const char *state_of(const struct process *process) {
    static const char *const states[] = {[PROCESS_RUNNABLE] = "R (running)",
                                         [PROCESS_SLEEPING] = "S (sleeping)",
                                         [PROCESS_STOPPED] = "T (stopped)",
                                         [PROCESS_ZOMBIE] = "Z (zombie)"};
    bool disk = process->state == PROCESS_SLEEPING && !process->interruptible;
    return disk ? "D (disk sleep)" : states[process->state];
}

static int parent_of(const struct process *process) {
    return process->parent ? process->parent->pid : 0;
}

// ---- Memory

// Pages that a process's records of a sort cover. All 0 without an address space (a zombie).
struct sizes {
    uint64_t all, resident, resident_file, swapped, text, data, stack;
};

// Adds up the records of a tree.
static void add_records(struct sizes *sizes, const struct spt_record *tree) {
    if (!tree)
        return;
    uint64_t pages = (tree->end - tree->start) / PAGE_SIZE;
    if (tree->kind == SPT_STACK)
        sizes->stack += pages;
    else if (tree->prot & PROT_EXEC)
        sizes->text += pages;
    else if (tree->prot & PROT_WRITE && !tree->shared)
        sizes->data += pages;
    add_records(sizes, tree->left);
    add_records(sizes, tree->right);
}

static struct sizes measure(const struct spt *spt) {
    if (!spt)
        return (struct sizes){0};
    struct sizes sizes = {.all = spt->size / PAGE_SIZE,
                          .resident = spt->resident,
                          .resident_file = spt->resident_file,
                          .swapped = spt->swapped};
    add_records(&sizes, spt->root);
    return sizes;
}

void show_process_statm(struct text *text) {
    const struct process *process = text->process;
    struct sizes sizes = measure(process->spt);
    text_printf(text, "%lu %lu %lu %lu 0 %lu 0\n", sizes.all, sizes.resident, sizes.resident_file,
                sizes.text, sizes.data + sizes.stack);
}

// ---- The process as a whole

void show_process_comm(struct text *text) {
    text_printf(text, "%s\n", text->process->name);
}

// One line, whose fields proc(5) numbers. The ones that are left out are 0. Only the limit may be
// too large for a signed number.
void show_process_stat(struct text *text) {
    const struct process *process = text->process;
    const struct usage *own = &process->usage, *children = &process->children;
    const struct sizes sizes = measure(process->spt);
    const bool has_terminal = job_session && process->session == job_session;
    const bool open = credentials_may_inspect(process);
    const struct spt_layout none = {0}, *known = process->spt ? &process->spt->layout : &none;
    const struct spt_layout *layout = open ? known : &none;
    const int64_t fields[] = {
        [4] = parent_of(process),
        [5] = process->group,
        [6] = process->session,
        [7] = has_terminal ? DEVICE_CONSOLE : 0,
        [8] = has_terminal ? job_foreground : -1,
        [10] = own->minor_faults,
        [11] = children->minor_faults,
        [12] = own->major_faults,
        [13] = children->major_faults,
        [14] = own->user_ns / NS_PER_TICK,
        [15] = own->system_ns / NS_PER_TICK,
        [16] = children->user_ns / NS_PER_TICK,
        [17] = children->system_ns / NS_PER_TICK,
        [18] = 20 + process->nice,
        [19] = process->nice,
        [20] = 1, // thread
        [22] = process->started / NS_PER_TICK,
        [23] = sizes.all * PAGE_SIZE,
        [24] = sizes.resident,
        [38] = SIGCHLD,
        [47] = layout->brk_start,
        [48] = layout->arg_start,
        [49] = layout->arg_end,
        [50] = layout->env_start,
        [51] = layout->env_end,
        [52] = open && process->state == PROCESS_ZOMBIE ? process->status : 0,
    };
    text_printf(text, "%d (%s) %c", process->pid, process->name, *state_of(process)); // 1 to 3
    text_numbers(text, fields + 4, 25 - 4);
    text_printf(text, " %lu", process->outer->limits[RLIMIT_RSS].current);
    text_numbers(text, fields + 26, sizeof fields / sizeof *fields - 26);
    text_append(text, "\n", 1);
}

static void show_pages(struct text *text, const char *name, uint64_t pages) {
    text_printf(text, "%s:\t%8lu kB\n", name, pages * KIB_PER_PAGE);
}

static void show_sizes(struct text *text, const struct process *process) {
    struct sizes sizes = measure(process->spt);
    show_pages(text, "VmSize", sizes.all);
    show_pages(text, "VmLck", process->spt->locked / PAGE_SIZE);
    show_pages(text, "VmHWM", process->usage.max_resident);
    show_pages(text, "VmRSS", sizes.resident);
    show_pages(text, "RssAnon", sizes.resident - sizes.resident_file);
    show_pages(text, "RssFile", sizes.resident_file);
    show_pages(text, "VmData", sizes.data);
    show_pages(text, "VmStk", sizes.stack);
    show_pages(text, "VmExe", sizes.text);
    show_pages(text, "VmSwap", sizes.swapped);
}

static void show_ids(struct text *text, const struct process *process) {
    const struct credentials *credentials = &process->outer->credentials;
    const struct ids *user = &credentials->user, *group = &credentials->group;
    text_printf(text, "Uid:\t%u\t%u\t%u\t%u\n", user->real, user->effective, user->saved,
                user->effective);
    text_printf(text, "Gid:\t%u\t%u\t%u\t%u\n", group->real, group->effective, group->saved,
                group->effective);
    text_printf(text, "FDSize:\t%d\nGroups:\t", process->files ? process->files->size : 0);
    for (uint32_t i = 0; i < credentials->group_count; i++)
        text_printf(text, "%u ", credentials->groups[i]);
    text_printf(text, "\n");
}

void show_process_status(struct text *text) {
    const struct process *process = text->process;
    text_printf(text, "Name:\t");
    for (const char *c = process->name; *c; c++) // it may be anything, but makes no line of its own
        text_printf(text, *c == '\n' ? "\\n" : *c == '\\' ? "\\\\" : "%c", *c);
    uint32_t umask = process->files ? process->files->umask : 0;
    text_printf(text, "\nUmask:\t%04o\n", umask);
    text_printf(text, "State:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
                state_of(process), process->pid, process->pid, parent_of(process));
    show_ids(text, process);
    if (process->spt)
        show_sizes(text, process);
    text_printf(
        text, "Threads:\t1\nSigPnd:\t%016lx\nSigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n",
        process->outer->signals.pending, process->outer->signals.blocked,
        signals_with(&process->outer->signals, SIG_IGN), signals_caught(&process->outer->signals));
}
