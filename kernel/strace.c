// One table says what a call is called and what its arguments are. Its line is begun before the
// call and ended after it. If somebody else's call comes between, the line is broken off with
// "...", and the result comes on a line of its own.
#include "kernel/strace.h"
#include "kernel/abi.h"
#include "kernel/fs/path.h"
#include "kernel/params.h"
#include "kernel/printf.h"
#include "kernel/strace_names.h"
#include "kernel/string.h"
#include "kernel/trace.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// What a letter of `arguments` means; `result` is d, or p for an address.
//
//     d number    u unsigned     x hexadecimal   o octal (mode)   p address
//     f descriptor               s string        v strings, up to NULL (argv)
//     b bytes, as many as the next argument says
//     O open(2)   M mmap(2)      P protection    A access(2)      @ the *at calls' flags
//     W wait(2)   C clone(2)     S signal        T clock          F fcntl(2)   I ioctl(2)   K
//     whence
static const struct call {
    const char *name, *arguments;
    char result;
} calls[] = {
    [0] = {"read", "fpu"},
    [1] = {"write", "fbu"},
    [2] = {"open", "sOo"},
    [3] = {"close", "f"},
    [4] = {"stat", "sp"},
    [5] = {"fstat", "fp"},
    [6] = {"lstat", "sp"},
    [7] = {"poll", "pud"},
    [8] = {"lseek", "fdK"},
    [9] = {"mmap", "puPMfx", 'p'},
    [10] = {"mprotect", "puP"},
    [11] = {"munmap", "pu"},
    [12] = {"brk", "p", 'p'},
    [13] = {"rt_sigaction", "Sppu"},
    [14] = {"rt_sigprocmask", "dppu"},
    [15] = {"rt_sigreturn", ""},
    [16] = {"ioctl", "fIp"},
    [17] = {"pread64", "fpud"},
    [18] = {"pwrite64", "fbud"},
    [19] = {"readv", "fpd"},
    [20] = {"writev", "fpd"},
    [21] = {"access", "sA"},
    [22] = {"pipe", "p"},
    [23] = {"select", "dpppp"},
    [24] = {"sched_yield", ""},
    [25] = {"mremap", "puuxp", 'p'},
    [26] = {"msync", "pux"},
    [27] = {"mincore", "pup"},
    [28] = {"madvise", "pud"},
    [32] = {"dup", "f"},
    [33] = {"dup2", "ff"},
    [34] = {"pause", ""},
    [35] = {"nanosleep", "pp"},
    [36] = {"getitimer", "dp"},
    [37] = {"alarm", "u"},
    [38] = {"setitimer", "dpp"},
    [39] = {"getpid", ""},
    [40] = {"sendfile", "ffpu"},
    [41] = {"socket", "ddd"},
    [42] = {"connect", "fpu"},
    [53] = {"socketpair", "dddp"},
    [56] = {"clone", "Cpppp"},
    [57] = {"fork", ""},
    [58] = {"vfork", ""},
    [59] = {"execve", "svp"},
    [60] = {"exit", "d"},
    [61] = {"wait4", "dpWp"},
    [62] = {"kill", "dS"},
    [63] = {"uname", "p"},
    [72] = {"fcntl", "fFx"},
    [73] = {"flock", "fx"},
    [74] = {"fsync", "f"},
    [75] = {"fdatasync", "f"},
    [76] = {"truncate", "sd"},
    [77] = {"ftruncate", "fd"},
    [78] = {"getdents", "fpu"},
    [79] = {"getcwd", "pu"},
    [80] = {"chdir", "s"},
    [81] = {"fchdir", "f"},
    [82] = {"rename", "ss"},
    [83] = {"mkdir", "so"},
    [84] = {"rmdir", "s"},
    [85] = {"creat", "so"},
    [86] = {"link", "ss"},
    [87] = {"unlink", "s"},
    [88] = {"symlink", "ss"},
    [89] = {"readlink", "spu"},
    [90] = {"chmod", "so"},
    [91] = {"fchmod", "fo"},
    [92] = {"chown", "sdd"},
    [93] = {"fchown", "fdd"},
    [94] = {"lchown", "sdd"},
    [95] = {"umask", "o"},
    [96] = {"gettimeofday", "pp"},
    [97] = {"getrlimit", "dp"},
    [98] = {"getrusage", "dp"},
    [99] = {"sysinfo", "p"},
    [100] = {"times", "p"},
    [102] = {"getuid", ""},
    [103] = {"syslog", "dpd"},
    [104] = {"getgid", ""},
    [105] = {"setuid", "u"},
    [106] = {"setgid", "u"},
    [107] = {"geteuid", ""},
    [108] = {"getegid", ""},
    [109] = {"setpgid", "dd"},
    [110] = {"getppid", ""},
    [111] = {"getpgrp", ""},
    [112] = {"setsid", ""},
    [113] = {"setreuid", "dd"},
    [114] = {"setregid", "dd"},
    [115] = {"getgroups", "dp"},
    [116] = {"setgroups", "up"},
    [117] = {"setresuid", "ddd"},
    [119] = {"setresgid", "ddd"},
    [121] = {"getpgid", "d"},
    [124] = {"getsid", "d"},
    [127] = {"rt_sigpending", "pu"},
    [128] = {"rt_sigtimedwait", "pppu"},
    [130] = {"rt_sigsuspend", "pu"},
    [131] = {"sigaltstack", "pp"},
    [132] = {"utime", "sp"},
    [133] = {"mknod", "sox"},
    [137] = {"statfs", "sp"},
    [138] = {"fstatfs", "fp"},
    [140] = {"getpriority", "dd"},
    [141] = {"setpriority", "ddd"},
    [149] = {"mlock", "pu"},
    [157] = {"prctl", "dx"},
    [158] = {"arch_prctl", "xp"},
    [160] = {"setrlimit", "dp"},
    [162] = {"sync", ""},
    [165] = {"mount", "sssxp"},
    [166] = {"umount2", "sx"},
    [167] = {"swapon", "sx"},
    [168] = {"swapoff", "s"},
    [169] = {"reboot", "xxxp"},
    [170] = {"sethostname", "bu"},
    [186] = {"gettid", ""},
    [200] = {"tkill", "dS"},
    [201] = {"time", "p"},
    [202] = {"futex", "pddppd"},
    [203] = {"sched_setaffinity", "dup"},
    [204] = {"sched_getaffinity", "dup"},
    [217] = {"getdents64", "fpu"},
    [218] = {"set_tid_address", "p"},
    [219] = {"restart_syscall", ""},
    [227] = {"clock_settime", "Tp"},
    [228] = {"clock_gettime", "Tp"},
    [229] = {"clock_getres", "Tp"},
    [230] = {"clock_nanosleep", "Tdpp"},
    [231] = {"exit_group", "d"},
    [234] = {"tgkill", "ddS"},
    [235] = {"utimes", "sp"},
    [247] = {"waitid", "ddpWp"},
    [257] = {"openat", "fsOo"},
    [258] = {"mkdirat", "fso"},
    [259] = {"mknodat", "fsox"},
    [260] = {"fchownat", "fsdd@"},
    [262] = {"newfstatat", "fsp@"},
    [263] = {"unlinkat", "fs@"},
    [264] = {"renameat", "fsfs"},
    [265] = {"linkat", "fsfs@"},
    [266] = {"symlinkat", "sfs"},
    [267] = {"readlinkat", "fspu"},
    [268] = {"fchmodat", "fso"},
    [269] = {"faccessat", "fsA"},
    [270] = {"pselect6", "dppppp"},
    [271] = {"ppoll", "puppu"},
    [273] = {"set_robust_list", "pu"},
    [280] = {"utimensat", "fsp@"},
    [285] = {"fallocate", "fxdd"},
    [292] = {"dup3", "ffO"},
    [293] = {"pipe2", "pO"},
    [302] = {"prlimit64", "ddpp"},
    [316] = {"renameat2", "fsfsx"},
    [318] = {"getrandom", "pux"},
    [332] = {"statx", "fs@xp"},
    [334] = {"rseq", "puxx"},
    [435] = {"clone3", "pu"},
    [439] = {"faccessat2", "fsA@"},
};

// ---- Writing a line

enum { LINE = 400, STRING_SHOWN = 48, STRINGS_SHOWN = 6, ARGUMENTS_MAX = 6 };

struct line {
    char text[LINE];
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    line->length += kvsnprintf(line->text + line->length, LINE - line->length, format, args);
    va_end(args);
    if (line->length > LINE - 1)
        line->length = LINE - 1;
}

static void add_quoted(struct line *line, const char *bytes, size_t n, bool more) {
    add(line, "\"");
    for (size_t i = 0; i < n; i++) {
        char c = bytes[i];
        if (c == '\n')
            add(line, "\\n");
        else if (c == '"' || c == '\\')
            add(line, "\\%c", c);
        else if (c >= ' ' && c <= '~')
            add(line, "%c", c);
        else
            add(line, "\\x%02x", (uint8_t)c);
    }
    add(line, more ? "\"..." : "\"");
}

static void add_bytes(struct line *line, uint64_t from, uint64_t n) {
    char bytes[STRING_SHOWN];
    size_t shown = n < sizeof bytes ? n : sizeof bytes;
    if (copy_from_user(bytes, from, shown) < 0)
        add(line, "0x%lx", from);
    else
        add_quoted(line, bytes, shown, n > shown);
}

static void add_string(struct line *line, uint64_t from) {
    int64_t length = from ? user_string_length(from, PATH_MAX) : 0;
    if (!from || length < 0)
        add(line, from ? "0x%lx" : "NULL", from);
    else
        add_bytes(line, from, length);
}

static void add_strings(struct line *line, uint64_t from) {
    uint64_t string = 0;
    add(line, "[");
    for (int i = 0; copy_from_user(&string, from + 8 * i, sizeof string) == 0 && string; i++) {
        add(line, i > 0 ? ", " : "");
        if (i == STRINGS_SHOWN) {
            add(line, "...");
            break;
        }
        add_string(line, string);
    }
    add(line, "]");
}

static void add_flags(struct line *line, uint64_t flags, const struct flag_name *names,
                      const char *zero) {
    const char *between = "";
    if (flags == 0)
        add(line, "%s", zero);
    for (; flags && names->name; names++) {
        if ((flags & names->bit) != names->bit)
            continue;
        add(line, "%s%s", between, names->name);
        between = "|";
        flags &= ~names->bit;
    }
    if (flags)
        add(line, "%s0x%lx", between, flags);
}

// By its name, or as a number.
static void add_named(struct line *line, const char *name, int value) {
    if (name)
        add(line, "%s", name);
    else
        add(line, "%d", value);
}

// ---- Calls

static void add_argument(struct line *line, char kind, uint64_t value, uint64_t next) {
    switch (kind) {
    case 'd':
        add(line, "%ld", (int64_t)value == (int)value ? (int64_t)value : (int64_t)(int)value);
        break;
    case 'u':
        add(line, "%lu", value);
        break;
    case 'o':
        add(line, "0%o", (unsigned)value);
        break;
    case 'f':
        add_named(line, (int)value == AT_FDCWD ? "AT_FDCWD" : NULL, value);
        break;
    case 's':
        add_string(line, value);
        break;
    case 'v':
        add_strings(line, value);
        break;
    case 'b':
        add_bytes(line, value, next);
        break;
    case 'O':
        add_flags(line, (uint32_t)value, open_flags, "O_RDONLY");
        break;
    case 'M':
        add_flags(line, value, map_flags, "0");
        break;
    case 'P':
        add_flags(line, value, prot_flags, "PROT_NONE");
        break;
    case 'A':
        add_flags(line, value, access_flags, "F_OK");
        break;
    case '@':
        add_flags(line, (uint32_t)value, at_flags, "0");
        break;
    case 'W':
        add_flags(line, (uint32_t)value, wait_flags, "0");
        break;
    case 'C':
        add_flags(line, value, clone_flags, "0");
        break;
    case 'S':
        add_named(line, signal_name(value), value);
        break;
    case 'T':
        add_named(line, clock_name(value), value);
        break;
    case 'F':
        add_named(line, fcntl_name(value), value);
        break;
    case 'K':
        add_named(line, whence_name(value), value);
        break;
    case 'I':
        if (ioctl_name(value)) {
            add(line, "%s", ioctl_name(value));
            break;
        }    // fall through
    default: // p, x
        add(line, value || kind != 'p' ? "0x%lx" : "NULL", value);
    }
}

static const struct call *find_call(uint64_t number) {
    static const struct call nameless = {NULL, "xxxxxx", 'd'};
    return number < sizeof calls / sizeof *calls && calls[number].name ? &calls[number] : &nameless;
}

static void add_name(struct line *line, const struct call *call, uint64_t number) {
    add(line, "%d %s: ", current->pid, current->name);
    if (call->name)
        add(line, "%s", call->name);
    else
        add(line, "syscall_%lu", number);
}

// ---- The port

static bool on;
static const char *only;  // NULL: everybody
static int line_open_for; // the process whose line has no end yet; 0: all have

void strace_init(void) {
    only = params_value("strace");
    on = only || params_has("strace");
}

static bool is_traced(void) {
    return on && (!only || strcmp(current->name, only) == 0);
}

void strace_begin(const struct trap_frame *frame) {
    if (!is_traced())
        return;
    const struct call *call = find_call(frame->rax);
    const uint64_t values[ARGUMENTS_MAX + 1] = {frame->rdi, frame->rsi, frame->rdx,
                                                frame->r10, frame->r8,  frame->r9};
    struct line line = {.length = 0};
    add_name(&line, call, frame->rax);
    for (int i = 0; call->arguments[i]; i++) {
        add(&line, i == 0 ? "(" : ", ");
        add_argument(&line, call->arguments[i], values[i], values[i + 1]);
    }
    add(&line, *call->arguments ? ")" : "()");
    trace_text(line_open_for ? " ...\n" : "");
    trace_text(line.text);
    line_open_for = current->pid;
}

void strace_end(uint64_t number, int64_t result) {
    enum { ERRNO_MAX = 4095 };
    if (!is_traced())
        return;
    const struct call *call = find_call(number);
    struct line line = {.length = 0};
    if (line_open_for != current->pid) {
        trace_text(line_open_for ? " ...\n" : "");
        add_name(&line, call, number);
        add(&line, " ...");
    }
    if (result < 0 && result >= -ERRNO_MAX && errno_name(-result))
        add(&line, " = -1 %s\n", errno_name(-result));
    else
        add(&line, call->result == 'p' ? " = 0x%lx\n" : " = %ld\n", result);
    trace_text(line.text);
    line_open_for = 0;
}
