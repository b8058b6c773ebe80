// Numbers that programs give to system calls, with their names on Linux. The flags of open are a
// list, for strace takes their names from it; where several share a bit, the longest is first. mmap
// knows its flags from the other list.
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
#define CONSTANT(value, name) name = value,
enum { OPEN_FLAGS(CONSTANT) O_RDONLY = 0, O_ACCMODE = 3 };
enum { MAP_FLAGS(CONSTANT) MAP_SHARED_VALIDATE = 3, MAP_TYPE = 0x0f };
enum { PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4, PROT_NONE = 0 };
enum { AT_SYMLINK_NOFOLLOW = 0x100, AT_REMOVEDIR = 0x200, AT_SYMLINK_FOLLOW = 0x400,
    AT_NO_AUTOMOUNT = 0x800, AT_EMPTY_PATH = 0x1000, AT_FDCWD = -100, AT_EACCESS = AT_REMOVEDIR };
enum { R_OK = 4, W_OK = 2, X_OK = 1, F_OK = 0 };
enum { WNOHANG = 1, WUNTRACED = 2, WEXITED = 4, WCONTINUED = 8, WNOWAIT = 0x1000000, WSTOPPED = WUNTRACED };
enum { SEEK_SET = 0, SEEK_CUR = 1, SEEK_END = 2, SEEK_DATA = 3, SEEK_HOLE = 4 };
// clang-format on

// The longest path, with its NUL, and the longest name, without.
#define PATH_MAX 4096
#define NAME_MAX 255
