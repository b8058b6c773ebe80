// The entries of /proc, and the functions that write their texts. Only procfs's own files use this.
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

// The kinds of files. The first appends the text, or the next part of it (text_buffer.h). If it
// sleeps, it finds the process again.
typedef void proc_show(struct text *text);
// The `index`th word of a file that is an array of 64-bit words. Never sleeps.
typedef uint64_t proc_word(const struct process *process, uint64_t index);
// Obeys the number that was written; of a file without `most`, the first character.
typedef void proc_store(int what);
// Where a link leads, as a string in `to` (PATH_MAX bytes): its length or a negative errno; or the
// file itself. Never sleep.
typedef int64_t proc_link(char *to);
typedef struct proc_target proc_find_target(const struct process *process, unsigned fd);

// One file, folder or link. The files of a process are in the table once, below PROC_PROCESS, which
// stands for every /proc/PID.
struct proc_entry {
    uint32_t folder; // the number of the entry that it is in
    uint32_t mode;
    const char *name; // NULL: a number, see enum
    // One of these, by the mode and the folder.
    proc_show *show;
    bool second; // the second of the two files that it writes
    proc_word *word;
    proc_store *store;
    proc_link *link;
    proc_find_target *target;
    const char *string; // the text is this line
    uint64_t *number;   // the text is this number; what is written becomes it
    uint64_t most;      // what is written must be a number, up to this one
    bool guarded;       // only for processes that may look into this one
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

// The number that a name spells, of 7 digits at most; -1: it is none.
int proc_number(const char *name, size_t length);

extern const struct proc_entry proc_entries[];
extern const uint32_t proc_entry_count;

// How a file is read and written (reading.c).
extern const struct file_ops proc_text_ops;

// The entry that an inode of /proc stands for.
const struct proc_entry *proc_entry_of(const struct inode *inode);

// The process whose file it is, valid until the next sleep; NULL: it has ended, or the inode
// belongs to none. And whether it belongs to one that has ended.
const struct process *proc_process_of(const struct inode *inode);
bool proc_is_gone(const struct inode *inode);

// Whether the current process may not read the file, or follow the link.
bool proc_is_refused(const struct inode *inode);

// After a sleep: the process if it is still the same, else NULL.
const struct process *proc_again(int pid, uint64_t started);

// ---- The files

// faults.c
proc_show show_faults;
proc_store store_faults;

// memory.c
proc_show show_meminfo, show_slabinfo, show_swaps, show_vmstat;
proc_store store_drop_caches;
enum { DROP_PAGES = 1, DROP_INODES = 2, DROP_ALL = DROP_PAGES | DROP_INODES };

// system.c
proc_show show_cmdline, show_cpuinfo, show_loadavg, show_stat, show_uptime, show_version,
    show_process_mounts;
proc_store store_sysrq_trigger;

// process.c
proc_show show_process_comm, show_process_stat, show_process_statm, show_process_status;

// maps.c, strings.c
proc_show show_process_maps, show_process_strings;

// pagemap.c
proc_word proc_frame_flags, proc_frame_mappings, proc_page_state;
extern const struct file_ops proc_words_ops;

// links.c
proc_link link_self, link_mounts;
proc_find_target target_process_cwd, target_process_exe, target_process_fd, target_process_root;

// The name of such a file as a string in `to`. Never sleeps.
int64_t proc_target_name(struct proc_target target, char *to);
