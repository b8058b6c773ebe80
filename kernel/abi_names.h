// Numbers that programs give to system calls, with their names on Linux. Each list stands once: the
// constants below are made of it, and so are the names that strace shows
// (kernel/linux/strace/names.c). Where several flags share a bit, the longest comes first.
#pragma once

// clang-format off
#define OPEN_FLAGS(N)                                                                              \
    N(01, O_WRONLY) N(02, O_RDWR) N(0100, O_CREAT) N(0200, O_EXCL) N(0400, O_NOCTTY)               \
    N(01000, O_TRUNC) N(02000, O_APPEND) N(04000, O_NONBLOCK) N(04010000, O_SYNC)                  \
    N(010000, O_DSYNC) N(040000, O_DIRECT) N(0100000, O_LARGEFILE) N(020200000, O_TMPFILE)         \
    N(0200000, O_DIRECTORY) N(0400000, O_NOFOLLOW) N(01000000, O_NOATIME) N(02000000, O_CLOEXEC)   \
    N(010000000, O_PATH)
#define MAP_FLAGS(N)                                                                               \
    N(0x01, MAP_SHARED) N(0x02, MAP_PRIVATE) N(0x10, MAP_FIXED) N(0x20, MAP_ANONYMOUS)             \
    N(0x40, MAP_32BIT) N(0x80, MAP_ABOVE4G) N(0x100, MAP_GROWSDOWN) N(0x800, MAP_DENYWRITE)        \
    N(0x1000, MAP_EXECUTABLE) N(0x2000, MAP_LOCKED) N(0x4000, MAP_NORESERVE)                       \
    N(0x8000, MAP_POPULATE) N(0x10000, MAP_NONBLOCK) N(0x20000, MAP_STACK)                         \
    N(0x40000, MAP_HUGETLB) N(0x100000, MAP_FIXED_NOREPLACE)
#define PROTECTIONS(N) N(1, PROT_READ) N(2, PROT_WRITE) N(4, PROT_EXEC)
#define CLONE_FLAGS(N)                                                                             \
    N(0x100, CLONE_VM) N(0x200, CLONE_FS) N(0x400, CLONE_FILES) N(0x800, CLONE_SIGHAND)            \
    N(0x4000, CLONE_VFORK) N(0x8000, CLONE_PARENT) N(0x10000, CLONE_THREAD)                        \
    N(0x40000, CLONE_SYSVSEM) N(0x80000, CLONE_SETTLS) N(0x100000, CLONE_PARENT_SETTID)            \
    N(0x200000, CLONE_CHILD_CLEARTID) N(0x400000, CLONE_DETACHED) N(0x1000000, CLONE_CHILD_SETTID)
#define AT_FLAGS(N)                                                                                \
    N(0x100, AT_SYMLINK_NOFOLLOW) N(0x200, AT_REMOVEDIR) N(0x400, AT_SYMLINK_FOLLOW)               \
    N(0x800, AT_NO_AUTOMOUNT) N(0x1000, AT_EMPTY_PATH)
#define ACCESS_FLAGS(N) N(4, R_OK) N(2, W_OK) N(1, X_OK)
#define WAIT_FLAGS(N)                                                                              \
    N(1, WNOHANG) N(2, WUNTRACED) N(4, WEXITED) N(8, WCONTINUED) N(0x1000000, WNOWAIT)
#define CLOCKS(N)                                                                                  \
    N(0, CLOCK_REALTIME) N(1, CLOCK_MONOTONIC) N(2, CLOCK_PROCESS_CPUTIME_ID)                      \
    N(3, CLOCK_THREAD_CPUTIME_ID) N(4, CLOCK_MONOTONIC_RAW) N(5, CLOCK_REALTIME_COARSE)            \
    N(6, CLOCK_MONOTONIC_COARSE) N(7, CLOCK_BOOTTIME) N(11, CLOCK_TAI)
#define FCNTL_COMMANDS(N)                                                                          \
    N(0, F_DUPFD) N(1, F_GETFD) N(2, F_SETFD) N(3, F_GETFL) N(4, F_SETFL) N(5, F_GETLK)            \
    N(6, F_SETLK) N(7, F_SETLKW) N(36, F_OFD_GETLK) N(37, F_OFD_SETLK) N(38, F_OFD_SETLKW)         \
    N(1030, F_DUPFD_CLOEXEC) N(1031, F_SETPIPE_SZ) N(1032, F_GETPIPE_SZ)
#define IOCTL_REQUESTS(N)                                                                          \
    N(0x5401, TCGETS) N(0x5402, TCSETS) N(0x5403, TCSETSW) N(0x5404, TCSETSF) N(0x5409, TCSBRK)    \
    N(0x540a, TCXONC) N(0x540b, TCFLSH) N(0x540e, TIOCSCTTY) N(0x540f, TIOCGPGRP)                  \
    N(0x5410, TIOCSPGRP) N(0x5411, TIOCOUTQ) N(0x5412, TIOCSTI) N(0x5413, TIOCGWINSZ)              \
    N(0x5414, TIOCSWINSZ) N(0x541b, FIONREAD) N(0x5421, FIONBIO) N(0x5422, TIOCNOTTY)              \
    N(0x5424, TIOCGETD) N(0x5425, TCSBRKP) N(0x5429, TIOCGSID) N(0x5450, FIONCLEX)                 \
    N(0x5451, FIOCLEX) N(0x802c542a, TCGETS2) N(0x402c542b, TCSETS2) N(0x402c542c, TCSETSW2)       \
    N(0x402c542d, TCSETSF2)
#define WHENCES(N)                                                                                 \
    N(0, SEEK_SET) N(1, SEEK_CUR) N(2, SEEK_END) N(3, SEEK_DATA) N(4, SEEK_HOLE)
// clang-format on

#define CONSTANT(value, name) name = value,
enum { OPEN_FLAGS(CONSTANT) O_RDONLY = 0, O_ACCMODE = 3 };
enum { MAP_FLAGS(CONSTANT) MAP_SHARED_VALIDATE = 3, MAP_TYPE = 0x0f };
enum { PROTECTIONS(CONSTANT) PROT_NONE = 0 };
enum { CLONE_FLAGS(CONSTANT) CLONE_SIGNAL = 0xff }; // what the parent gets at the child's end
enum { AT_FLAGS(CONSTANT) AT_FDCWD = -100, AT_EACCESS = AT_REMOVEDIR };
enum { ACCESS_FLAGS(CONSTANT) F_OK = 0 };
enum { WAIT_FLAGS(CONSTANT) WSTOPPED = WUNTRACED };
enum clock { CLOCKS(CONSTANT) };
enum { FCNTL_COMMANDS(CONSTANT) FD_CLOEXEC = 1 };
enum { IOCTL_REQUESTS(CONSTANT) };
enum { WHENCES(CONSTANT) };

// The longest path, with its NUL, and the longest name, without.
#define PATH_MAX 4096
#define NAME_MAX 255
