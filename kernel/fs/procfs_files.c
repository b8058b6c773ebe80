// The files of /proc that tell about the whole system. The numbers are read where they are kept;
// nothing is counted for /proc alone.
#include "kernel/fs/procfs_files.h"
#include "kernel/cpu.h"
#include "kernel/dev/clock.h"
#include "kernel/dev/timer.h"
#include "kernel/errno.h"
#include "kernel/fs/pagecache.h"
#include "kernel/fs/path.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/printf.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/system.h"
#include "mm/counters.h"
#include "mm/heap.h"
#include "mm/swap.h"

enum { KIB_PER_PAGE = PAGE_SIZE / 1024 };
#define NS_PER_SECOND 1000000000ul
#define NS_PER_TICK (NS_PER_SECOND / TIMER_HZ)

// ---- Memory

static void add_bytes(void *sum, const char *name, uint64_t active, uint64_t total, uint64_t size) {
    (void)name, (void)active;
    *(uint64_t *)sum += total * size;
}

// There is no cache of blocks beside the page cache; the line is for programs that look for it.
void show_meminfo(struct text *text) {
    uint64_t slab = 0;
    heap_report(add_bytes, &slab);
    const uint64_t *count = frame_count;
    const struct {
        const char *name;
        uint64_t kib;
    } lines[] = {
        {"MemTotal:", (frame_total - count[FRAME_RESERVED]) * KIB_PER_PAGE},
        {"MemFree:", count[FRAME_FREE] * KIB_PER_PAGE},
        {"MemAvailable:", (count[FRAME_FREE] + count[FRAME_FILE]) * KIB_PER_PAGE},
        {"Buffers:", 0},
        {"Cached:", count[FRAME_FILE] * KIB_PER_PAGE},
        {"SwapTotal:", swap_total * KIB_PER_PAGE},
        {"SwapFree:", (swap_total - swap_used) * KIB_PER_PAGE},
        {"Dirty:", pagecache_dirty_count * KIB_PER_PAGE},
        {"AnonPages:", count[FRAME_ANON] * KIB_PER_PAGE},
        {"Slab:", slab / 1024},
        {"KernelStack:", count[FRAME_STACK] * KIB_PER_PAGE},
        {"PageTables:", count[FRAME_TABLE] * KIB_PER_PAGE},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(text, "%-16s%8lu kB\n", lines[i].name, lines[i].kib);
}

// Linux's names where Linux has the counter; pgfault_… and syscalls_unknown are ours.
void show_vmstat(struct text *text) {
    static const struct {
        const char *name;
        const uint64_t *value;
    } lines[] = {
        {"nr_free_pages", &frame_count[FRAME_FREE]},
        {"nr_anon_pages", &frame_count[FRAME_ANON]},
        {"nr_file_pages", &frame_count[FRAME_FILE]},
        {"nr_page_table_pages", &frame_count[FRAME_TABLE]},
        {"nr_kernel_stack", &frame_count[FRAME_STACK]},
        {"nr_kernel_pages", &frame_count[FRAME_KERNEL]},
        {"pgalloc", &vm_counters.allocated},
        {"pgfree", &vm_counters.freed},
        {"pgfault", &vm_counters.faults},
        {"pgmajfault", &vm_counters.major_faults},
        {"pgfault_file", &vm_counters.filled},
        {"pgfault_zero", &vm_counters.zeroed},
        {"pgfault_copy", &vm_counters.copied},
        {"nr_swap_used", &swap_used},
        {"nr_written", &vm_counters.written},
        {"pgsteal_file", &vm_counters.dropped},
        {"pswpin", &vm_counters.swapped_in},
        {"pswpout", &vm_counters.swapped_out},
        {"syscalls_unknown", &syscalls_unknown},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(text, "%s %lu\n", lines[i].name, *lines[i].value);
}

static void show_slab(void *context, const char *name, uint64_t active, uint64_t total,
                      uint64_t size) {
    uint64_t in_slab = PAGE_SIZE / size, slabs = total / in_slab;
    text_printf(context,
                "%-17s %6lu %6lu %6lu %4lu %4d : tunables %4d %4d %4d : slabdata %6lu %6lu %6d\n",
                name, active, total, size, in_slab, 1, 0, 0, 0, slabs, slabs, 0);
}

void show_slabinfo(struct text *text) {
    text_printf(text, "slabinfo - version: 2.1\n"
                      "# name            <active_objs> <num_objs> <objsize> <objperslab> "
                      "<pagesperslab> : tunables <limit> <batchcount> <sharedfactor> "
                      ": slabdata <active_slabs> <num_slabs> <sharedavail>\n");
    heap_report(show_slab, text);
}

int store_drop_caches(const char *word) {
    enum { PAGES = 1, INODES = 2 };
    int what = word[0] - '0';
    if (what < PAGES || what > (PAGES | INODES) || (word[1] != '\0' && word[1] != '\n'))
        return -EINVAL;
    mount_sync(); // only what is on the disk can be dropped
    if (what & PAGES)
        pagecache_reclaim(SIZE_MAX);
    if (what & INODES)
        inode_drop_unused();
    return 0;
}

// ---- Time and load

struct load {
    unsigned processes, running, waiting; // waiting for a disk
    int last_pid;
    uint64_t user_ns, system_ns, idle_ns; // since boot
};

// The time of a dead process was added to its parent's `children`, so the sum is that of all that
// ever ran.
static struct load measure_load(void) {
    struct load load = {0};
    for (struct list *node = processes.next; node != &processes; node = node->next) {
        const struct process *process = list_entry(node, struct process, all);
        load.processes++;
        load.running += process->state == PROCESS_RUNNABLE;
        load.waiting += process->state == PROCESS_SLEEPING && !process->interruptible;
        load.last_pid = process->pid;
        load.user_ns += process->usage.user_ns + process->children.user_ns;
        load.system_ns += process->usage.system_ns + process->children.system_ns;
    }
    uint64_t now = timer_now(), busy = load.user_ns + load.system_ns;
    load.idle_ns = now > busy ? now - busy : 0; // the tick's resolution is coarse
    return load;
}

void show_uptime(struct text *text) {
    uint64_t up = timer_now() / NS_PER_TICK, idle = measure_load().idle_ns / NS_PER_TICK;
    text_printf(text, "%lu.%02lu %lu.%02lu\n", up / TIMER_HZ, up % TIMER_HZ, idle / TIMER_HZ,
                idle % TIMER_HZ);
}

// No averages are kept: all three are the load of this moment.
void show_loadavg(struct text *text) {
    struct load load = measure_load();
    unsigned now = load.running + load.waiting;
    text_printf(text, "%u.00 %u.00 %u.00 %u/%u %d\n", now, now, now, load.running, load.processes,
                load.last_pid);
}

void show_stat(struct text *text) {
    struct load load = measure_load();
    for (int line = 0; line < 2; line++) // all processors, then the only one
        text_printf(text, "%s %lu 0 %lu %lu 0 0 0 0 0 0\n", line == 0 ? "cpu " : "cpu0",
                    load.user_ns / NS_PER_TICK, load.system_ns / NS_PER_TICK,
                    load.idle_ns / NS_PER_TICK);
    text_printf(text, "btime %lu\nprocs_running %u\nprocs_blocked %u\n",
                (clock_realtime() - timer_now()) / NS_PER_SECOND, load.running, load.waiting);
}

// ---- The machine and the kernel

void show_version(struct text *text) {
    text_printf(text, "Linux version " KERNEL_RELEASE " (Pagoda, a teaching kernel)\n");
}

void show_cmdline(struct text *text) {
    const char *line = params_line();
    text_append(text, line, strlen(line));
    text_append(text, "\n", 1);
}

// Intel SDM vol. 2, CPUID: the vendor in leaf 0, the version in leaf 1, a name in three leaves.
void show_cpuinfo(struct text *text) {
    uint32_t regs[4];
    uint32_t name[13] = {0};
    cpuid(0, 0, regs);
    uint32_t vendor[4] = {regs[1], regs[3], regs[2], 0};
    cpuid(0x80000000, 0, regs);
    for (uint32_t leaf = 0x80000002; leaf <= 0x80000004 && leaf <= regs[0]; leaf++)
        cpuid(leaf, 0, &name[4 * (leaf - 0x80000002)]);
    cpuid(1, 0, regs);
    uint32_t family = regs[0] >> 8 & 15, model = regs[0] >> 4 & 15;
    if (family == 6 || family == 15)
        model += (regs[0] >> 16 & 15) << 4;
    if (family == 15)
        family += regs[0] >> 20 & 255;
    text_printf(text, "processor\t: 0\nvendor_id\t: %s\ncpu family\t: %u\nmodel\t\t: %u\n",
                (char *)vendor, family, model);
    text_printf(text, "model name\t: %s\nstepping\t: %u\n\n", (char *)name, regs[0] & 15);
}

void show_filesystems(struct text *text) {
    text_printf(text, "nodev\tproc\n\text2\n");
}

void show_mounts(struct text *text) {
    char *where = kmalloc(PATH_MAX);
    if (!where) {
        text->failed = true;
        return;
    }
    const struct file_system *fs;
    for (size_t i = 0; (fs = mount_number(i)); i++) {
        struct inode *directory = fs->covered ? fs->covered : fs->root;
        if (path_of_directory(directory, where, PATH_MAX) < 0)
            continue;
        text_printf(text, "%s ", fs->source);
        text_append(text, where, strlen(where));
        text_printf(text, " %s %s 0 0\n", fs->type, fs->writable ? "rw" : "ro");
    }
    kfree(where);
}

int store_sysrq_trigger(const char *word) {
    if (*word == 'c')
        panic("sysrq");
    return 0; // Linux knows more keys, and lets unknown ones pass
}

int64_t link_self(const struct process *none, char *to) {
    (void)none;
    return ksnprintf(to, PATH_MAX, "%d", current->pid);
}
