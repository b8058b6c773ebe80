// The table of /proc.
#include "kernel/linux/procfs/entries.h"
#include "kernel/linux/memory/promise.h"
#include "kernel/linux/uname.h"

enum { FOLDER = PROC_FOLDER, PRIVATE_FOLDER = S_IFDIR | 0500, LINK = S_IFLNK | 0777 };
enum { FILE = S_IFREG | 0444, SECRET = S_IFREG | 0400 };
enum { CONTROL = S_IFREG | 0200, SETTING = S_IFREG | 0644 }; // can be written

static uint64_t pid_max = PID_MAX + 1;

const struct proc_entry proc_entries[] = {
    [PROC_ROOT] = {PROC_ROOT, FOLDER, .name = NULL},
    [PROC_PROCESS] = {PROC_ROOT, FOLDER, .name = NULL},
    [PROC_TASK] = {PROC_PROCESS, FOLDER, .name = "task"},
    [PROC_THREAD] = {PROC_TASK, FOLDER, .name = NULL},
    [PROC_FD] = {PROC_PROCESS, PRIVATE_FOLDER, .name = "fd"},
    [PROC_OPEN] = {PROC_FD, LINK, NULL, .target = target_process_fd},
    [PROC_SYS] = {PROC_ROOT, FOLDER, .name = "sys"},
    [PROC_SYS_KERNEL] = {PROC_SYS, FOLDER, .name = "kernel"},
    [PROC_SYS_VM] = {PROC_SYS, FOLDER, .name = "vm"},
    {PROC_ROOT, FILE, "cmdline", .show = show_cmdline},
    {PROC_ROOT, FILE, "cpuinfo", .show = show_cpuinfo},
    {PROC_ROOT, S_IFREG | 0600, "faults", .show = show_faults, .store = store_faults, .most = 1},
    {PROC_ROOT, FILE, "filesystems", .string = "nodev\tproc\n\text2"},
    {PROC_ROOT, SECRET, "kpagecount", .word = proc_frame_mappings},
    {PROC_ROOT, SECRET, "kpageflags", .word = proc_frame_flags},
    {PROC_ROOT, FILE, "loadavg", .show = show_loadavg},
    {PROC_ROOT, FILE, "meminfo", .show = show_meminfo},
    {PROC_ROOT, LINK, "mounts", .link = link_mounts},
    {PROC_ROOT, LINK, "self", .link = link_self},
    {PROC_ROOT, SECRET, "slabinfo", .show = show_slabinfo},
    {PROC_ROOT, FILE, "stat", .show = show_stat},
    {PROC_ROOT, FILE, "swaps", .show = show_swaps},
    {PROC_ROOT, CONTROL, "sysrq-trigger", .store = store_sysrq_trigger},
    {PROC_ROOT, FILE, "uptime", .show = show_uptime},
    {PROC_ROOT, FILE, "version", .show = show_version},
    {PROC_ROOT, FILE, "vmstat", .show = show_vmstat},
    {PROC_SYS_KERNEL, FILE, "hostname", .string = host.node},
    {PROC_SYS_KERNEL, FILE, "osrelease", .string = host.release},
    {PROC_SYS_KERNEL, FILE, "ostype", .string = host.system},
    {PROC_SYS_KERNEL, FILE, "pid_max", .number = &pid_max},
    {PROC_SYS_VM, CONTROL, "drop_caches", .store = store_drop_caches, .most = DROP_ALL},
    {PROC_SYS_VM, SETTING, "overcommit_memory", .number = &promise_mode, .most = PROMISE_MODES - 1},
    {PROC_SYS_VM, SETTING, "overcommit_ratio", .number = &promise_ratio, .most = 1000000},
    {PROC_PROCESS, FILE, "cmdline", .show = show_process_strings},
    {PROC_PROCESS, FILE, "comm", .show = show_process_comm},
    {PROC_PROCESS, LINK, "cwd", .target = target_process_cwd},
    {PROC_PROCESS, SECRET, "environ", .show = show_process_strings, .second = true,
     .guarded = true},
    {PROC_PROCESS, LINK, "exe", .target = target_process_exe},
    {PROC_PROCESS, FILE, "maps", .show = show_process_maps, .guarded = true},
    {PROC_PROCESS, FILE, "mountinfo", .show = show_process_mounts, .second = true},
    {PROC_PROCESS, FILE, "mounts", .show = show_process_mounts},
    {PROC_PROCESS, SECRET, "pagemap", .word = proc_page_state, .guarded = true},
    {PROC_PROCESS, LINK, "root", .target = target_process_root},
    {PROC_PROCESS, FILE, "smaps", .show = show_process_maps, .second = true, .guarded = true},
    {PROC_PROCESS, FILE, "stat", .show = show_process_stat},
    {PROC_PROCESS, FILE, "statm", .show = show_process_statm},
    {PROC_PROCESS, FILE, "status", .show = show_process_status},
};

const uint32_t proc_entry_count = sizeof proc_entries / sizeof *proc_entries;
