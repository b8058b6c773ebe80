// What there is in /proc, and who says what is in it. Only procfs's own files use this.
#pragma once
#include "kernel/fs/inode.h"
#include "kernel/layout.h"
#include "kernel/linux/procfs/text_buffer.h"
#include "proc/process.h"

enum { KIB_PER_PAGE = PAGE_SIZE / 1024 };

// Where a link leads; no inode: nowhere. No references.
struct proc_target {
    struct inode *inode;
    struct name *name; // NULL for a directory, and for what has none
};

// One file, folder or link. The files of a process are in the table once, below PROC_PROCESS, which
// stands for every /proc/PID.
struct proc_entry {
    uint32_t folder; // the number of the entry that it is in
    uint32_t mode;
    const char *name; // NULL: a number, see enum
    // One of these, by the mode and the folder.
    void (*show)(struct text *text);
    void (*show_process)(struct text *text, const struct process *process);
    void (*show_part)(struct text *text, const struct process *process, uint64_t *cursor);
    int64_t (*link)(char *to);
    struct proc_target (*target)(const struct process *process, unsigned fd);
    int (*store)(const char *word);
    bool guarded; // only for whoever may look into the process
};

enum { PROC_FOLDER = S_IFDIR | 0555 }; // the mode of a folder in which all may look

enum {
    PROC_ROOT,
    PROC_PROCESS, // in the root: its name is a pid
    PROC_TASK,    // the folder of a process's threads
    PROC_THREAD,  // in there: its name is a pid; it has what a PROC_PROCESS has, but no threads
    PROC_FD,      // the folder of its open files
    PROC_OPEN,    // in there: its name is a descriptor
    PROC_SYS,
    PROC_SYS_KERNEL,
    PROC_SYS_VM,
};

extern const struct proc_entry proc_entries[];
extern const uint32_t proc_entry_count;

// How a file is read and written, by its mode (reading.c).
extern const struct file_ops proc_text_ops, proc_control_ops, proc_setting_ops;

// The entry that an inode of /proc stands for.
const struct proc_entry *proc_entry_of(const struct inode *inode);

// The process that it tells about, good until the next sleep; NULL: it is no more, or the inode
// tells about none. And whether there was one, and it is no more.
const struct process *proc_process_of(const struct inode *inode);
bool proc_is_gone(const struct inode *inode);

// Whether the current process may not see what the inode tells, or where it leads.
bool proc_is_refused(const struct inode *inode);

// For whoever slept: the process if it is still the same, else NULL.
const struct process *proc_again(int pid, uint64_t started);

// ---- The files. They append to the text; show_part a part of it, from *cursor on (first 0), which
// moves on, and nothing at the end.

// memory.c
void show_meminfo(struct text *text);
void show_slabinfo(struct text *text);
void show_swaps(struct text *text);
void show_vmstat(struct text *text);
void show_overcommit_memory(struct text *text);
void show_overcommit_ratio(struct text *text);
int store_drop_caches(const char *word);
int store_overcommit_memory(const char *word);
int store_overcommit_ratio(const char *word);

// system.c
void show_cmdline(struct text *text);
void show_cpuinfo(struct text *text);
void show_domainname(struct text *text);
void show_filesystems(struct text *text);
void show_hostname(struct text *text);
void show_loadavg(struct text *text);
void show_osrelease(struct text *text);
void show_ostype(struct text *text);
void show_pid_max(struct text *text);
void show_stat(struct text *text);
void show_uptime(struct text *text);
void show_version(struct text *text);

// What was written, without what is beyond 15 bytes. 0 or -EINVAL.
int store_sysrq_trigger(const char *word);

// process.c: these never sleep, so that the process stays there. (Others may.)
void show_process_comm(struct text *text, const struct process *process);
void show_process_limits(struct text *text, const struct process *process);
void show_process_stat(struct text *text, const struct process *process);
void show_process_statm(struct text *text, const struct process *process);
void show_process_status(struct text *text, const struct process *process);

// Pages that a process's records of a sort cover. All 0 without an address space (a zombie).
struct proc_sizes {
    uint64_t all, resident, resident_file, swapped, text, data, stack;
};
struct proc_sizes proc_measure(const struct spt *spt);

// maps.c, strings.c, system.c: these sleep, and look for the process again.
void show_process_cmdline(struct text *text, const struct process *process, uint64_t *cursor);
void show_process_environ(struct text *text, const struct process *process, uint64_t *cursor);
void show_process_maps(struct text *text, const struct process *process, uint64_t *cursor);
void show_process_mountinfo(struct text *text, const struct process *process, uint64_t *cursor);
void show_process_mounts(struct text *text, const struct process *process, uint64_t *cursor);
void show_process_smaps(struct text *text, const struct process *process, uint64_t *cursor);

// links.c. Where a link leads, as a string in `to` (PATH_MAX bytes): its length or a
// negative errno; or the file itself, and that file's name as such a string. Never sleep.
int64_t link_self(char *to);
int64_t link_thread_self(char *to);
int64_t link_mounts(char *to);
int64_t proc_target_name(struct proc_target target, char *to);
struct proc_target target_process_cwd(const struct process *process, unsigned fd);
struct proc_target target_process_exe(const struct process *process, unsigned fd);
struct proc_target target_process_fd(const struct process *process, unsigned fd);
struct proc_target target_process_root(const struct process *process, unsigned fd);
