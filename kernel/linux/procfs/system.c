// The files of /proc about the machine and the system as a whole, except memory.
#include "kernel/cpu.h"
#include "kernel/dev/clock.h"
#include "kernel/fs/path.h"
#include "kernel/lib/string.h"
#include "kernel/linux/procfs/entries.h"
#include "kernel/linux/procfs/load_average.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/linux/uname.h"
#include "kernel/multiboot.h"
#include "kernel/panic.h"
#include "mm/heap.h"
#include "proc/check.h"
#include "proc/cpu_time.h"
#include "proc/sched.h"

// ---- Time and load

void show_uptime(struct text *text) {
    uint64_t up = timer_now() / NS_PER_TICK, idle = cpu_time[CPU_IDLE] / NS_PER_TICK;
    text_printf(text, "%lu.%02lu %lu.%02lu\n", up / 100, up % 100, idle / 100, idle % 100);
}

// A load average in hundredths.
static uint64_t hundredths(uint64_t average) {
    return (average * 100 + (1 << LOAD_BITS) / 2) >> LOAD_BITS;
}

void show_loadavg(struct text *text) {
    struct load load = load_now();
    for (int i = 0; i < 3; i++)
        text_printf(text, "%lu.%02lu ", hundredths(load_average[i]) / 100,
                    hundredths(load_average[i]) % 100);
    text_printf(text, "%u/%u %d\n", load.running, load.processes, process_last_pid);
}

void show_stat(struct text *text) {
    struct load load = load_now();
    for (int line = 0; line < 2; line++) // all processors, then the only one
        text_printf(text, "%s %lu %lu %lu %lu 0 0 0 0 0 0\n", line == 0 ? "cpu " : "cpu0",
                    cpu_time[CPU_USER] / NS_PER_TICK, cpu_time[CPU_NICE] / NS_PER_TICK,
                    cpu_time[CPU_SYSTEM] / NS_PER_TICK, cpu_time[CPU_IDLE] / NS_PER_TICK);
    text_printf(text, "ctxt %lu\nbtime %lu\nprocesses %lu\n", sched_switches,
                (clock_realtime() - timer_now()) / NS_PER_SECOND, processes_made);
    text_printf(text, "procs_running %u\nprocs_blocked %u\n", load.running, load.waiting);
}

// ---- The machine and the kernel

void show_version(struct text *text) {
    text_printf(text, "%s version %s (%s)\n", host.system, host.release, host.version);
}

void show_cmdline(struct text *text) {
    text_append(text, boot_info.command_line, strlen(boot_info.command_line));
    text_append(text, "\n", 1);
}

// Intel SDM vol. 2, CPUID: the vendor in leaf 0, a name in three leaves.
void show_cpuinfo(struct text *text) {
    uint32_t regs[4], name[13] = {0};
    cpuid(0, 0, regs);
    uint32_t vendor[4] = {regs[1], regs[3], regs[2], 0};
    cpuid(0x80000000, 0, regs);
    for (uint32_t leaf = 0x80000002; leaf <= 0x80000004 && leaf <= regs[0]; leaf++)
        cpuid(leaf, 0, &name[4 * (leaf - 0x80000002)]);
    text_printf(text, "processor\t: 0\nvendor_id\t: %s\nmodel name\t: %s\n\n", (char *)vendor,
                (char *)name);
}

// A line of `mounts` or, with the file system above, of `mountinfo`. All processes see the same
// ones; the cursor is a file system's number.
void show_process_mounts(struct text *text) {
    const struct file_system *fs = mount_number(text->cursor);
    char *where = fs ? kmalloc(PATH_MAX) : NULL;
    text->failed |= fs && !where;
    if (!where)
        return;
    const struct inode *directory = fs->covered ? fs->covered : fs->root;
    uint64_t number = fs->device_number, above = fs->covered ? directory->fs->device_number : 0;
    const char *access = fs->writable ? "rw" : "ro";
    if (path_of(directory, NULL, where, PATH_MAX) < 0)
        string_copy(where, "(too long)", PATH_MAX);
    if (text->second)
        text_printf(text, "%lu %lu 0:%lu / ", number, above, number);
    else
        text_printf(text, "%s ", fs->source);
    text_escaped(text, where, " \t\n\\");
    if (text->second)
        text_printf(text, " %s - %s %s %s\n", access, fs->type, fs->source, access);
    else
        text_printf(text, " %s %s 0 0\n", fs->type, access);
    kfree(where);
    text->cursor++;
}

// Unknown keys have no effect, as on Linux.
void store_sysrq_trigger(int key) {
    if (key == 'c')
        panic("sysrq");
    if (key == 'm')
        memory_check();
}
