// The lists of names for strace: what is not in them is shown as a number.
#include "kernel/strace_names.h"
#include <stddef.h>

// A name from an array that starts with number 0.
#define NAME_FROM(array, number)                                                                   \
    ((number) >= 0 && (size_t)(number) < sizeof(array) / sizeof *(array) ? (array)[number] : NULL)

const char *errno_name(int error) {
    static const char *const names[] = {
        [1] = "EPERM",
        "ENOENT",
        "ESRCH",
        "EINTR",
        "EIO",
        "ENXIO",
        "E2BIG",
        "ENOEXEC",
        "EBADF",
        "ECHILD",
        "EAGAIN",
        "ENOMEM",
        "EACCES",
        "EFAULT",
        "ENOTBLK",
        "EBUSY",
        "EEXIST",
        "EXDEV",
        "ENODEV",
        "ENOTDIR",
        "EISDIR",
        "EINVAL",
        "ENFILE",
        "EMFILE",
        "ENOTTY",
        "ETXTBSY",
        "EFBIG",
        "ENOSPC",
        "ESPIPE",
        "EROFS",
        "EMLINK",
        "EPIPE",
        "EDOM",
        "ERANGE",
        "EDEADLK",
        "ENAMETOOLONG",
        "ENOLCK",
        "ENOSYS",
        "ENOTEMPTY",
        "ELOOP",
        [75] = "EOVERFLOW",
        [88] = "ENOTSOCK",
        [95] = "EOPNOTSUPP",
        [97] = "EAFNOSUPPORT",
        [110] = "ETIMEDOUT",
    };
    return NAME_FROM(names, error);
}

const char *signal_name(int number) {
    static const char *const names[] = {
        "0",         "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
        "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
        "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
        "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS",
    };
    return NAME_FROM(names, number);
}

const char *clock_name(int clock) {
    static const char *const names[] = {
        "CLOCK_REALTIME",          "CLOCK_MONOTONIC",     "CLOCK_PROCESS_CPUTIME_ID",
        "CLOCK_THREAD_CPUTIME_ID", "CLOCK_MONOTONIC_RAW", "CLOCK_REALTIME_COARSE",
        "CLOCK_MONOTONIC_COARSE",  "CLOCK_BOOTTIME",
    };
    return NAME_FROM(names, clock);
}

const char *fcntl_name(int command) {
    static const char *const names[] = {"F_DUPFD", "F_GETFD", "F_SETFD", "F_GETFL",
                                        "F_SETFL", "F_GETLK", "F_SETLK", "F_SETLKW"};
    return command == 1030 ? "F_DUPFD_CLOEXEC" : NAME_FROM(names, command);
}

const char *ioctl_name(uint32_t request) {
    static const char *const names[] = {
        "TCGETS",
        "TCSETS",
        "TCSETSW",
        "TCSETSF",
        "TCGETA",
        "TCSETA",
        "TCSETAW",
        "TCSETAF",
        "TCSBRK",
        "TCXONC",
        "TCFLSH",
        "TIOCEXCL",
        "TIOCNXCL",
        "TIOCSCTTY",
        "TIOCGPGRP",
        "TIOCSPGRP",
        "TIOCOUTQ",
        "TIOCSTI",
        "TIOCGWINSZ",
        "TIOCSWINSZ",
        [0x1b] = "FIONREAD",
        [0x21] = "FIONBIO",
        "TIOCNOTTY",
        [0x29] = "TIOCGSID",
        "TCGETS2",
        "TCSETS2",
        "TCSETSW2",
        "TCSETSF2",
        [0x50] = "FIONCLEX",
        "FIOCLEX",
    };
    return (request >> 8 & 0xff) == 0x54 ? NAME_FROM(names, (int)(request & 0xff)) : NULL;
}

const char *whence_name(int whence) {
    static const char *const names[] = {"SEEK_SET", "SEEK_CUR", "SEEK_END", "SEEK_DATA",
                                        "SEEK_HOLE"};
    return NAME_FROM(names, whence);
}

// O_RDONLY is 0; O_SYNC and O_TMPFILE, which are several bits, come before the one that they share.
const struct flag_name open_flags[] = {
    {01, "O_WRONLY"},
    {02, "O_RDWR"},
    {0100, "O_CREAT"},
    {0200, "O_EXCL"},
    {0400, "O_NOCTTY"},
    {01000, "O_TRUNC"},
    {02000, "O_APPEND"},
    {04000, "O_NONBLOCK"},
    {04010000, "O_SYNC"},
    {010000, "O_DSYNC"},
    {040000, "O_DIRECT"},
    {0100000, "O_LARGEFILE"},
    {020200000, "O_TMPFILE"},
    {0200000, "O_DIRECTORY"},
    {0400000, "O_NOFOLLOW"},
    {01000000, "O_NOATIME"},
    {02000000, "O_CLOEXEC"},
    {010000000, "O_PATH"},
    {0, NULL},
};

const struct flag_name map_flags[] = {
    {0x01, "MAP_SHARED"},
    {0x02, "MAP_PRIVATE"},
    {0x10, "MAP_FIXED"},
    {0x20, "MAP_ANONYMOUS"},
    {0x100, "MAP_GROWSDOWN"},
    {0x800, "MAP_DENYWRITE"},
    {0x4000, "MAP_NORESERVE"},
    {0x8000, "MAP_POPULATE"},
    {0x20000, "MAP_STACK"},
    {0x100000, "MAP_FIXED_NOREPLACE"},
    {0, NULL},
};

const struct flag_name prot_flags[] = {
    {1, "PROT_READ"}, {2, "PROT_WRITE"}, {4, "PROT_EXEC"}, {0, NULL}};

const struct flag_name at_flags[] = {{0x100, "AT_SYMLINK_NOFOLLOW"}, {0x200, "AT_REMOVEDIR"},
                                     {0x400, "AT_SYMLINK_FOLLOW"},   {0x800, "AT_NO_AUTOMOUNT"},
                                     {0x1000, "AT_EMPTY_PATH"},      {0, NULL}};

const struct flag_name access_flags[] = {{4, "R_OK"}, {2, "W_OK"}, {1, "X_OK"}, {0, NULL}};

const struct flag_name wait_flags[] = {
    {1, "WNOHANG"}, {2, "WUNTRACED"}, {4, "WEXITED"}, {8, "WCONTINUED"}, {0, NULL}};

const struct flag_name clone_flags[] = {{0x100, "CLONE_VM"},
                                        {0x200, "CLONE_FS"},
                                        {0x400, "CLONE_FILES"},
                                        {0x800, "CLONE_SIGHAND"},
                                        {0x4000, "CLONE_VFORK"},
                                        {0x8000, "CLONE_PARENT"},
                                        {0x10000, "CLONE_THREAD"},
                                        {0x40000, "CLONE_SYSVSEM"},
                                        {0x80000, "CLONE_SETTLS"},
                                        {0x100000, "CLONE_PARENT_SETTID"},
                                        {0x200000, "CLONE_CHILD_CLEARTID"},
                                        {0x1000000, "CLONE_CHILD_SETTID"},
                                        {17, "SIGCHLD"},
                                        {0, NULL}};
