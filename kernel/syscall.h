// System calls: every function here is one call of the Linux x86-64 ABI and behaves as its page in
// section 2 of the manual says. Arguments come as the registers held them; the result is the value
// or a negative errno. All may sleep. The table that gives them their numbers is in
// syscall_table.c.
#pragma once
#include <stdint.h>

struct trap_frame;

// Carries out the system call that the current process asks for, and leaves the result in
// frame->rax.
void syscall_dispatch(struct trap_frame *frame);

// How many calls were asked for that nobody has implemented (/proc/vmstat).
extern uint64_t syscalls_unknown;

// kernel/fs/fd.c
int64_t sys_close(int fd);
int64_t sys_dup(int fd);
int64_t sys_dup2(int old, int new);
int64_t sys_dup3(int old, int new, uint32_t flags);
int64_t sys_pipe(uint64_t fds);
int64_t sys_pipe2(uint64_t fds, uint32_t flags);
int64_t sys_close_range(uint32_t first, uint32_t last, uint32_t flags);

// kernel/fs/fcntl.c, kernel/fs/ioctl.c
int64_t sys_fcntl(int fd, uint32_t command, uint64_t argument);
int64_t sys_flock(int fd, int operation);
int64_t sys_ioctl(int fd, uint32_t request, uint64_t argument);

// kernel/fs/poll.c, kernel/fs/select.c
int64_t sys_poll(uint64_t files, uint32_t n, int milliseconds);
int64_t sys_ppoll(uint64_t files, uint32_t n, uint64_t timeout, uint64_t mask, uint64_t mask_size);
int64_t sys_select(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout);
int64_t sys_pselect6(int n, uint64_t in, uint64_t out, uint64_t urgent, uint64_t timeout,
                     uint64_t mask);

// kernel/fs/readwrite.c
int64_t sys_read(int fd, uint64_t buffer, uint64_t n);
int64_t sys_write(int fd, uint64_t buffer, uint64_t n);
int64_t sys_readv(int fd, uint64_t vector, uint64_t count);
int64_t sys_writev(int fd, uint64_t vector, uint64_t count);
int64_t sys_pread64(int fd, uint64_t buffer, uint64_t n, int64_t offset);
int64_t sys_pwrite64(int fd, uint64_t buffer, uint64_t n, int64_t offset);
int64_t sys_preadv(int fd, uint64_t vector, uint64_t count, int64_t offset);
int64_t sys_pwritev(int fd, uint64_t vector, uint64_t count, int64_t offset);
int64_t sys_lseek(int fd, int64_t offset, int whence);
int64_t sys_sendfile(int to, int from, uint64_t offset, uint64_t n);

// kernel/fs/stat.c
int64_t sys_stat(uint64_t path, uint64_t status);
int64_t sys_lstat(uint64_t path, uint64_t status);
int64_t sys_fstat(int fd, uint64_t status);
int64_t sys_newfstatat(int directory, uint64_t path, uint64_t status, uint32_t flags);
int64_t sys_statfs(uint64_t path, uint64_t status);
int64_t sys_fstatfs(int fd, uint64_t status);
int64_t sys_access(uint64_t path, uint32_t mode);
int64_t sys_faccessat(int directory, uint64_t path, uint32_t mode);
int64_t sys_faccessat2(int directory, uint64_t path, uint32_t mode, uint32_t flags);
int64_t sys_readlink(uint64_t path, uint64_t buffer, uint64_t size);
int64_t sys_readlinkat(int directory, uint64_t path, uint64_t buffer, uint64_t size);

// kernel/fs/statx.c
int64_t sys_statx(int directory, uint64_t path, uint32_t flags, uint32_t mask, uint64_t to);

// kernel/fs/mount_calls.c
int64_t sys_mount(uint64_t source, uint64_t target, uint64_t type, uint64_t flags);
int64_t sys_umount2(uint64_t target, uint32_t flags);

// kernel/fs/devices.c
int64_t sys_getrandom(uint64_t buffer, uint64_t n, uint32_t flags);

// kernel/fs/open.c
int64_t sys_open(uint64_t path, uint32_t flags, uint32_t mode);
int64_t sys_openat(int directory, uint64_t path, uint32_t flags, uint32_t mode);
int64_t sys_creat(uint64_t path, uint32_t mode);
int64_t sys_umask(uint32_t mask);

// kernel/fs/names.c
int64_t sys_mkdir(uint64_t path, uint32_t mode);
int64_t sys_mkdirat(int directory, uint64_t path, uint32_t mode);
int64_t sys_mknod(uint64_t path, uint32_t mode, uint32_t device);
int64_t sys_mknodat(int directory, uint64_t path, uint32_t mode, uint32_t device);
int64_t sys_symlink(uint64_t target, uint64_t path);
int64_t sys_symlinkat(uint64_t target, int directory, uint64_t path);
int64_t sys_link(uint64_t old, uint64_t new);
int64_t sys_linkat(int old_directory, uint64_t old, int new_directory, uint64_t new,
                   uint32_t flags);
int64_t sys_rmdir(uint64_t path);
int64_t sys_unlink(uint64_t path);
int64_t sys_unlinkat(int directory, uint64_t path, uint32_t flags);

// kernel/fs/rename.c
int64_t sys_rename(uint64_t old, uint64_t new);
int64_t sys_renameat(int old_directory, uint64_t old, int new_directory, uint64_t new);
int64_t sys_renameat2(int old_directory, uint64_t old, int new_directory, uint64_t new,
                      uint32_t flags);

// kernel/fs/attributes.c
int64_t sys_chmod(uint64_t path, uint32_t mode);
int64_t sys_fchmod(int fd, uint32_t mode);
int64_t sys_fchmodat(int directory, uint64_t path, uint32_t mode);
int64_t sys_chown(uint64_t path, uint32_t uid, uint32_t gid);
int64_t sys_fchown(int fd, uint32_t uid, uint32_t gid);
int64_t sys_lchown(uint64_t path, uint32_t uid, uint32_t gid);
int64_t sys_fchownat(int directory, uint64_t path, uint32_t uid, uint32_t gid, uint32_t flags);
int64_t sys_utime(uint64_t path, uint64_t times);
int64_t sys_utimes(uint64_t path, uint64_t times);
int64_t sys_utimensat(int directory, uint64_t path, uint64_t times, uint32_t flags);

// kernel/fs/truncate.c
int64_t sys_truncate(uint64_t path, int64_t size);
int64_t sys_ftruncate(int fd, int64_t size);
int64_t sys_fallocate(int fd, uint32_t mode, int64_t offset, int64_t length);

// kernel/fs/advice.c
int64_t sys_readahead(int fd, int64_t offset, uint64_t n);
int64_t sys_fadvise64(int fd, int64_t offset, int64_t length, int advice);

// kernel/fs/sync.c
int64_t sys_fsync(int fd);
int64_t sys_fdatasync(int fd);
int64_t sys_sync_file_range(int fd, int64_t offset, int64_t length, uint32_t flags);
int64_t sys_syncfs(int fd);
int64_t sys_sync(void);

// kernel/fs/directory.c
int64_t sys_chdir(uint64_t path);
int64_t sys_fchdir(int fd);
int64_t sys_getcwd(uint64_t buffer, uint64_t size);
int64_t sys_getdents(int fd, uint64_t buffer, uint32_t size);
int64_t sys_getdents64(int fd, uint64_t buffer, uint32_t size);

// mm/syscalls.c
int64_t sys_brk(uint64_t wanted);
int64_t sys_swapon(uint64_t path, int flags);
int64_t sys_swapoff(uint64_t path);
int64_t sys_mincore(uint64_t start, uint64_t length, uint64_t vector);

// mm/mmap.c, mm/mremap.c
int64_t sys_mmap(uint64_t address, uint64_t length, uint64_t prot, uint64_t flags, int fd,
                 uint64_t offset);
int64_t sys_munmap(uint64_t address, uint64_t length);
int64_t sys_mprotect(uint64_t address, uint64_t length, uint64_t prot);
int64_t sys_mremap(uint64_t old, uint64_t old_length, uint64_t new_length, uint64_t flags,
                   uint64_t to);
int64_t sys_madvise(uint64_t address, uint64_t length, int advice);
int64_t sys_msync(uint64_t address, uint64_t length, int flags);

// mm/mlock.c
int64_t sys_mlock(uint64_t start, uint64_t length);
int64_t sys_mlock2(uint64_t start, uint64_t length, uint32_t flags);
int64_t sys_mlockall(uint32_t flags);
int64_t sys_munlock(uint64_t start, uint64_t length);
int64_t sys_munlockall(void);

// mm/limits.c
int64_t sys_prlimit64(int pid, unsigned resource, uint64_t from, uint64_t old);
int64_t sys_getrlimit(unsigned resource, uint64_t to);
int64_t sys_setrlimit(unsigned resource, uint64_t from);

// proc/
int64_t sys_fork(void);
int64_t sys_vfork(void);
int64_t sys_clone(uint64_t flags, uint64_t stack, uint64_t parent_tid, uint64_t child_tid,
                  uint64_t tls);
int64_t sys_execve(uint64_t path, uint64_t arguments, uint64_t environment);
int64_t sys_execveat(int directory, uint64_t path, uint64_t arguments, uint64_t environment,
                     int flags);
int64_t sys_exit(int status);
int64_t sys_waitid(int type, int id, uint64_t info, unsigned options, uint64_t usage);
int64_t sys_wait4(int pid, uint64_t status, unsigned options, uint64_t usage);
int64_t sys_getrusage(int who, uint64_t usage);
int64_t sys_kill(int pid, int signal);
int64_t sys_tkill(int pid, int signal);
int64_t sys_tgkill(int group, int pid, int signal);
int64_t sys_rt_sigqueueinfo(int pid, int signal, uint64_t info);
int64_t sys_rt_sigaction(int signal, uint64_t action, uint64_t old, uint64_t set_size);
int64_t sys_sigaltstack(uint64_t stack, uint64_t old);
int64_t sys_rt_sigprocmask(int how, uint64_t set, uint64_t old, uint64_t set_size);
int64_t sys_rt_sigpending(uint64_t set, uint64_t set_size);
int64_t sys_rt_sigsuspend(uint64_t set, uint64_t set_size);
int64_t sys_rt_sigtimedwait(uint64_t set, uint64_t info, uint64_t timeout, uint64_t set_size);
int64_t sys_pause(void);

// proc/signal_frame.c
int64_t sys_rt_sigreturn(void);

// proc/futex.c
int64_t sys_futex(uint64_t word, int operation, uint32_t value, uint64_t timeout, uint64_t second,
                  uint32_t bits);

// proc/itimer.c
int64_t sys_getitimer(int kind, uint64_t value);
int64_t sys_setitimer(int kind, uint64_t value, uint64_t old);
int64_t sys_alarm(uint32_t seconds);
int64_t sys_getpid(void);
int64_t sys_gettid(void);
int64_t sys_getppid(void);
int64_t sys_getpgid(int pid);
int64_t sys_getpgrp(void);
int64_t sys_getsid(int pid);
int64_t sys_setpgid(int pid, int group);
int64_t sys_setsid(void);
int64_t sys_set_tid_address(uint64_t address);
int64_t sys_set_robust_list(uint64_t head, uint64_t size);
int64_t sys_arch_prctl(int code, uint64_t address);
int64_t sys_sched_yield(void);

// proc/credentials.c
int64_t sys_getuid(void);
int64_t sys_geteuid(void);
int64_t sys_getgid(void);
int64_t sys_getegid(void);
int64_t sys_setuid(uint32_t id);
int64_t sys_setgid(uint32_t id);
int64_t sys_setreuid(uint32_t real, uint32_t effective);
int64_t sys_setregid(uint32_t real, uint32_t effective);
int64_t sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved);
int64_t sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved);
int64_t sys_getresuid(uint64_t real, uint64_t effective, uint64_t saved);
int64_t sys_getresgid(uint64_t real, uint64_t effective, uint64_t saved);
int64_t sys_getgroups(int size, uint64_t to);
int64_t sys_setgroups(uint32_t count, uint64_t from);

// proc/priority.c
int64_t sys_getpriority(int which, int who);
int64_t sys_setpriority(int which, int who, int nice);
int64_t sys_sched_getscheduler(int pid);
int64_t sys_sched_setscheduler(int pid, int policy, uint64_t parameter);
int64_t sys_sched_getparam(int pid, uint64_t parameter);
int64_t sys_sched_setparam(int pid, uint64_t parameter);
int64_t sys_sched_get_priority_max(int policy);
int64_t sys_sched_get_priority_min(int policy);
int64_t sys_sched_rr_get_interval(int pid, uint64_t to);
int64_t sys_sched_getaffinity(int pid, uint32_t size, uint64_t to);
int64_t sys_sched_setaffinity(int pid, uint32_t size, uint64_t from);
int64_t sys_getcpu(uint64_t processor, uint64_t node);

// kernel/fs/tmpfs.c
int64_t sys_memfd_create(uint64_t name, uint32_t flags);

// proc/prctl.c
int64_t sys_prctl(int option, uint64_t argument);
int64_t sys_personality(uint32_t wanted);

// kernel/sleep.c
int64_t sys_nanosleep(uint64_t duration, uint64_t remaining);
int64_t sys_clock_nanosleep(int clock, uint32_t flags, uint64_t duration, uint64_t remaining);

// kernel/time.c
int64_t sys_clock_settime(int clock, uint64_t time);
int64_t sys_settimeofday(uint64_t time, uint64_t zone);
int64_t sys_times(uint64_t to);
int64_t sys_clock_gettime(int clock, uint64_t time);
int64_t sys_clock_getres(int clock, uint64_t resolution);
int64_t sys_gettimeofday(uint64_t time, uint64_t zone);
int64_t sys_time(uint64_t time);

// kernel/host.c
int64_t sys_uname(uint64_t to);
int64_t sys_sethostname(uint64_t name, int length);
int64_t sys_setdomainname(uint64_t name, int length);
int64_t sys_sysinfo(uint64_t to);

// kernel/log.c
int64_t sys_syslog(int action, uint64_t to, int size);

// kernel/absent.c
int64_t sys_absent(void);
int64_t sys_no_attributes(void);
int64_t sys_no_attributes_of(int fd);
int64_t sys_socket(void);
int64_t sys_on_socket(int fd);

// kernel/system.c
int64_t sys_reboot(unsigned magic, unsigned magic2, unsigned command);
