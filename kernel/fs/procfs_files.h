// What the files of /proc say, and what writing to them does; procfs.c gives them their names. Only
// procfs.c uses this.
#pragma once
#include "kernel/fs/text.h"
#include "proc/process.h"

// procfs_files.c: the system's files. They append to the text and may sleep.
void show_cmdline(struct text *text);
void show_cpuinfo(struct text *text);
void show_filesystems(struct text *text);
void show_loadavg(struct text *text);
void show_meminfo(struct text *text);
void show_mounts(struct text *text);
void show_slabinfo(struct text *text);
void show_stat(struct text *text);
void show_uptime(struct text *text);
void show_version(struct text *text);
void show_vmstat(struct text *text);

// What was written, without what is beyond 15 bytes. 0 or -EINVAL.
int store_drop_caches(const char *word);
int store_sysrq_trigger(const char *word);

// procfs_process.c: the files of a process. They never sleep, so that it stays there.
void show_process_cmdline(struct text *text, const struct process *process);
void show_process_comm(struct text *text, const struct process *process);
void show_process_environ(struct text *text, const struct process *process);
void show_process_maps(struct text *text, const struct process *process);
void show_process_stat(struct text *text, const struct process *process);
void show_process_statm(struct text *text, const struct process *process);
void show_process_status(struct text *text, const struct process *process);

// Where a link leads, as a string in `to` (PATH_MAX bytes): its length or a negative errno. Those
// that sleep do not touch the process afterwards.
int64_t link_self(const struct process *none, char *to);
int64_t link_process_cwd(const struct process *process, char *to);
int64_t link_process_exe(const struct process *process, char *to);
