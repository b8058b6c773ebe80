// The first process of a test boot. Its first argument is a number that is new in each boot; the
// others name programs (program:a:b means the program with the arguments a and b), which it runs
// one after the other. It reports in the manner of TAP:
//
//     # begin stack_top          the program starts
//     | below the top: lives     a line of its output; what the kernel itself says has no prefix
//     |-at the top               a part of one: the line is long, or its end is missing
//     # exit status 1            why it failed
//     not ok 3 - stack_top
//     ok 4 - stack_gap 0123456789abcdef    with the proof that init ran, of the number and the name
//
// What a test leaves behind is a failure, too: as many frames, slots and kernel objects must be in
// use after it as before, and as many blocks and inodes of the disk. (The core has no /proc to ask:
// it compares by itself when the machine stops.) In the end init leaves a proof
// on the disk, in the file /proof, and exits with the number of failures.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proof.h"

enum {
    FAILURES_MAX = 63, // what fits in QEMU's status
    SWEEP = SIGXCPU,   // a deadly signal that no test ignores
    ARGUMENTS_MAX = 8, // of a program, with its name and the NULL behind them
};

static const char *boot_number;
static bool has_proc;

// --- What is in use ------------------------------------------------------------------------------

static const char *const kinds[] = {
    "nr_anon_pages", "nr_page_table_pages", "nr_kernel_stack", "objects", "blocks", "inodes"};
enum { ANONYMOUS, OBJECTS = 3, BLOCKS, INODES, KINDS };

struct in_use {
    long count[KINDS];
};

static void die(const char *what) {
    dprintf(1, "Bail out! init cannot go on: %s (%s)\n", what, strerror(errno));
    exit(FAILURES_MAX);
}

static char text[16384]; // what was read last

static char *contents(const char *path) {
    size_t length = 0;
    ssize_t n;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        die(path);
    while ((n = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += n;
    close(fd);
    text[length] = '\0';
    return text;
}

// The rest of the line that begins with this word.
static const char *line_of(const char *text, const char *word) {
    size_t length = strlen(word);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        if (strncmp(line, word, length) == 0 && line[length] == ' ')
            return line + length;
        if (!strchr(line, '\n'))
            break;
    }
    die(word);
    return NULL;
}

// The sum of the second column of /proc/slabinfo, below its two lines of headings.
static long active_objects(void) {
    long sum = 0;
    for (char *line = contents("/proc/slabinfo"); line; line = strchr(line, '\n')) {
        line += *line == '\n';
        char *name_end = strchr(line, ' ');
        if (name_end && *line != '#' && strncmp(line, "slabinfo", 8) != 0)
            sum += strtol(name_end, NULL, 10);
    }
    return sum;
}

static struct in_use count_in_use(void) {
    struct in_use now = {0};
    if (!has_proc)
        return now;
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    if (fd < 0 || write(fd, "3", 1) != 1)
        die("/proc/sys/vm/drop_caches");
    close(fd);
    const char *vmstat = contents("/proc/vmstat");
    for (int i = 0; i < OBJECTS; i++)
        now.count[i] = strtol(line_of(vmstat, kinds[i]), NULL, 10);
    now.count[ANONYMOUS] +=
        strtol(line_of(vmstat, "nr_swap_used"), NULL, 10) - // wherever they are,
        strtol(line_of(vmstat, "nr_swapcached"), NULL, 10); // or in both places
    now.count[OBJECTS] = active_objects();
    struct statfs disk;
    if (statfs("/", &disk) < 0)
        die("statfs");
    now.count[BLOCKS] = disk.f_blocks - disk.f_bfree;
    now.count[INODES] = disk.f_files - disk.f_ffree;
    return now;
}

// The kernel compares all it knows of memory, and panics if something is wrong: proc/check.c.
static void check_memory(void) {
    if (!has_proc)
        return;
    int fd = open("/proc/sysrq-trigger", O_WRONLY);
    if (fd < 0 || write(fd, "m", 1) != 1)
        die("/proc/sysrq-trigger");
    close(fd);
}

// Whether the same is in use as before; says what is not. Only a file that was there before, which
// the test removed or cut off, may have given blocks back.
static bool nothing_leaked(const struct in_use *before) {
    struct in_use now = count_in_use();
    bool same = true;
    for (int i = 0; i < KINDS; i++) {
        if (now.count[i] == before->count[i] || (i == BLOCKS && now.count[i] < before->count[i]))
            continue;
        dprintf(1, "# leaked: %s %+ld\n", kinds[i], now.count[i] - before->count[i]);
        same = false;
    }
    return same;
}

// --- One test ------------------------------------------------------------------------------------

static char line[4096 + 3]; // the prefix, the text, the line's end
static size_t line_length;

// Each line goes out in one piece, so that the kernel's own cannot fall into it.
static void put_line(char sort) {
    line[0] = '|';
    line[1] = sort;
    line[2 + line_length] = '\n';
    write(1, line, 2 + line_length + 1);
    line_length = 0;
}

// Passes on what is written to the pipe until nobody holds its other end.
static void relay(int from) {
    char input[512];
    ssize_t n;
    while ((n = read(from, input, sizeof input)) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            if (input[i] == '\n') {
                put_line(' ');
                continue;
            }
            line[2 + line_length++] = input[i];
            if (line_length == sizeof line - 3)
                put_line('-');
        }
    }
    if (line_length > 0)
        put_line('-');
}

// What is proved of a test: it ran in this boot.
static const char *seed_of(const char *name) {
    static char seed[256];
    snprintf(seed, sizeof seed, "%s %s", boot_number, name);
    return seed;
}

// Without a name: nothing, which is over at once.
static void become_test(const char *name, int output) {
    char path[256], proof[300], *argv[ARGUMENTS_MAX] = {NULL};
    char *environment[] = {"DATA=/tests/data", "PATH=/bin:/tests:/sbin:/usr/bin:/usr/sbin", proof,
                           NULL};
    if (!name)
        _exit(0);
    setpgid(0, 0);
    signal(SWEEP, SIG_DFL);
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    close(nothing);
    dup2(output, 1);
    dup2(output, 2);
    snprintf(path, sizeof path, "/tests/%s", name);
    snprintf(proof, sizeof proof, "PROOF=%s", seed_of(name));
    char *rest = path;
    for (int i = 0; i < ARGUMENTS_MAX - 1 && rest; i++)
        argv[i] = strsep(&rest, ":");
    execve(path, argv, environment);
    dprintf(2, "cannot run %s\n", path);
    _exit(127);
}

// A child for which init goes on to wait.
static pid_t start(void) {
    pid_t pid = fork();
    if (pid < 0)
        die("no process");
    return pid;
}

// The wait status of this child, once it has ended; orphans, which are init's children too, are
// waited for in passing.
static int wait_for(pid_t pid) {
    int status;
    for (pid_t ended; (ended = wait(&status)) != pid;)
        if (ended < 0)
            die("wait finds no child, though fork made one");
    return status;
}

// The wait status of a test. Its output is a child's task: init itself must be there for orphans.
static int run(const char *name) {
    int output[2];
    if (pipe2(output, O_CLOEXEC) < 0)
        die("no pipe");
    pid_t reader = start();
    if (reader == 0) {
        close(output[1]);
        relay(output[0]);
        _exit(0);
    }
    pid_t test = start();
    if (test == 0)
        become_test(name, output[1]);
    int status = wait_for(test);
    close(output[0]);
    close(output[1]); // not before, or the reader might be the first to end
    kill(-1, SWEEP);  // ends whoever is left but the reader, who has more to read
    kill(-1, SIGCONT);
    wait_for(reader);
    kill(-1, SIGKILL);
    while (wait(NULL) > 0)
        continue;
    return status;
}

static bool passes(const char *name) {
    struct in_use before = count_in_use();
    dprintf(1, "# begin %s\n", name);
    int status = run(name);
    if (WIFSIGNALED(status))
        dprintf(1, "# signal %d\n", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        dprintf(1, "# exit status %d\n", WEXITSTATUS(status));
    check_memory();
    return nothing_leaked(&before) && status == 0;
}

// What init itself touches for the first time would look like a leak of the test just run.
static void touch_own_pages(void) {
    volatile char stack[16384];
    for (size_t i = 0; i < sizeof stack; i++)
        stack[i] = 0;
    memset(text, 0, sizeof text);
}

// Who looks at the disk afterwards finds it there.
static void leave_proof(void) {
    int fd = open("/proof", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || dprintf(fd, "%016lx\n", proof_for(boot_number)) < 0 || close(fd) < 0)
        die("/proof");
}

// At a wrong place, some instruction that wants a multiple of 16 fails much later.
static void check_stack(char *argv[]) {
    uintptr_t start = (uintptr_t)(argv - 1);
    if (start % 16 == 0)
        return;
    dprintf(1, "Bail out! argc is at %#lx: a stack must begin at a multiple of 16\n", start);
    _exit(FAILURES_MAX);
}

// A loader's commonest mistake shows here first: what is behind a segment's bytes in the file comes
// into memory, where zeroes belong. Then init's variables are wrong, too, and it says no more.
static void check_bss(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uintptr_t at = (uintptr_t)&bytes[i];
        if (bytes[i] == 0)
            continue;
        dprintf(1,
                "Bail out! init's bss is not zero: its page %#lx has %#x at byte %lu. Is that the "
                "file's, behind the segment's own bytes?\n",
                at & ~4095ul, (unsigned char)bytes[i], at & 4095);
        _exit(FAILURES_MAX);
    }
}

// A fork in which the child writes 2 to the word, and the parent 3. Neither touches its stack
// meanwhile: where fork goes wrong, that would be the other's, too. Returns the child's pid; the
// child ends with what it has found.
static pid_t fork_and_write(volatile int *word) {
    long pid = SYS_fork;
    asm volatile("syscall\n\t"
                 "test %%rax, %%rax\n\t"
                 "jnz 1f\n\t"
                 "movl (%1), %%edi\n\t"
                 "movl $2, (%1)\n\t"
                 "mov %2, %%eax\n\t"
                 "syscall\n"
                 "1: movl $3, (%1)"
                 : "+a"(pid)
                 : "r"(word), "i"(SYS_exit)
                 : "rcx", "rdi", "r11", "memory");
    return pid;
}

// The commonest mistake in fork: a page that both have is written to without a copy.
static void check_fork(void) {
    static volatile int word;
    int status = 0;
    word = 1; // so that the processor remembers that the page may be written to
    waitpid(fork_and_write(&word), &status, 0);
    if (word == 3 && status != 3 << 8)
        return;
    const char *whose = word == 3 ? "its child's" : "init's";
    dprintf(
        1,
        "Bail out! fork: what %s wrote is in %s page %#lx, at byte %lu. Was the page not copied "
        "when it was written to?\n",
        word == 3 ? "init" : "a child", whose, (uintptr_t)&word & ~4095ul, (uintptr_t)&word & 4095);
    _exit(FAILURES_MAX);
}

int main(int argc, char *argv[]) {
    check_stack(argv);
    check_bss(line, sizeof line);
    check_bss(text, sizeof text);
    check_fork();
    int failures = 0;
    if (argc < 2)
        die("its first argument must be a number");
    boot_number = argv[1];
    has_proc = access("/proc/vmstat", F_OK) == 0;
    signal(SWEEP, SIG_IGN); // the reader inherits that
    dprintf(1, "1..%d\n", argc - 2);
    touch_own_pages();
    count_in_use();
    run(NULL); // a rehearsal
    for (int i = 2; i < argc; i++) {
        bool passed = passes(argv[i]);
        dprintf(1, "%sok %d - %s %016lx\n", passed ? "" : "not ", i - 1, argv[i],
                proof_for(seed_of(argv[i])));
        failures += !passed;
    }
    leave_proof();
    return failures < FAILURES_MAX ? failures : FAILURES_MAX;
}
