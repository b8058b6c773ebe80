// Set-user-ID and set-group-ID programs: as whom they run, what they are told, and what they may;
// who may run a program at all. A script has no such rights. access() asks for whoever started the
// program, faccessat() for whoever it runs as. Other rights, by a program or a call, end the wish
// for a signal when the parent ends; and a parent needs the right to send it.
// test: portable root
#include "rights.h"
#include <sys/auxv.h>
#include <sys/prctl.h>

// ---- The program

static void show_ids(long number) {
    uint32_t real, effective, saved;
    check(syscall(number, &real, &effective, &saved) == 0);
    printf(" %u %u %u,", real, effective, saved);
}

static const char *of_file(const char *path, int rights) {
    int fd = open(path, rights == R_OK ? O_RDONLY : O_WRONLY);
    close(fd);
    static char text[100];
    int length = snprintf(text, sizeof text, "access %s", outcome(access(path, rights)));
    length += snprintf(text + length, sizeof text - length, ", effective %s",
                       outcome(syscall(SYS_faccessat2, AT_FDCWD, path, rights, AT_EACCESS)));
    snprintf(text + length, sizeof text - length, ", open %s", fd < 0 ? "no" : "yes");
    return text;
}

static int end_signal(void) {
    int signal;
    check(prctl(PR_GET_PDEATHSIG, &signal) == 0);
    return signal;
}

static int report(void) {
    show_ids(SYS_getresuid);
    show_ids(SYS_getresgid);
    printf(" told %lu %lu %lu %lu, secure %lu, dumpable %d, signal %d\n", getauxval(AT_UID),
           getauxval(AT_EUID), getauxval(AT_GID), getauxval(AT_EGID), getauxval(AT_SECURE),
           prctl(PR_GET_DUMPABLE) == 1, end_signal());
    printf("  a file of another's: %s\n", of_file("others", R_OK));
    printf("  in a directory of another's: %s\n", of_file("closed/file", R_OK));
    printf("  one of the user's own: %s\n", of_file("mine", W_OK));
    uid_t real = getuid(), effective = geteuid();
    check(syscall(SYS_setresuid, -1, real, -1) == 0);
    check(syscall(SYS_setresuid, -1, effective, -1) == 0);
    return 0;
}

// ---- Running it

static void run(const char *path, uid_t user) {
    pid_t child = start();
    if (child == 0) {
        const gid_t more = MORE_GROUP;
        check(syscall(SYS_setgroups, 1, &more) == 0);
        check(syscall(SYS_setresgid, MY_GROUP, MY_GROUP, MY_GROUP) == 0);
        check(syscall(SYS_setresuid, user, user, user) == 0);
        check(prctl(PR_SET_PDEATHSIG, SIGUSR1) == 0);
        execl(path, path, "report", (char *)NULL);
        printf(" %s\n", outcome(-1));
        fflush(stdout);
        _exit(0);
    }
    check(wait_for(child) == 0);
}

static void copy_self(const char *from, const char *to) {
    static char piece[16384];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0700);
    check(in >= 0 && out >= 0);
    ssize_t n;
    while ((n = read(in, piece, sizeof piece)) > 0)
        check(write(out, piece, n) == n);
    check(n == 0 && close(in) == 0 && close(out) == 0);
}

static void show(uid_t owner, gid_t group, mode_t mode, uid_t user) {
    give("program", owner, group, mode);
    printf("program of %u %u, %o, run by %u:", owner, group, mode, user);
    run("./program", user);
}

static void modes(void) {
    static const mode_t modes[] = {0755,  04755, 02755, 06755, 02745, 04711, 0711,  04655,
                                   04644, 0001,  0100,  0010,  0677,  0754,  04750, 0};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        show(OTHER, OTHER_GROUP, modes[i], ME);
        show(0, MORE_GROUP, modes[i], ME);
        show(ME, MY_GROUP, modes[i], ME);
        show(OTHER, OTHER_GROUP, modes[i], 0);
    }
}

static void show_script(const char *what, mode_t mode, uid_t owner, gid_t group, mode_t program) {
    give("script", OTHER, OTHER_GROUP, mode);
    give("program", owner, group, program);
    printf("%s:", what);
    run("./script", ME);
}

static void scripts(void) {
    put_file("script", "#!./program report\n");
    show_script("a script", 06755, ME, MY_GROUP, 0755);
    show_script("one that may not be run", 0644, ME, MY_GROUP, 0755);
    show_script("by a program that may not be run", 0755, OTHER, OTHER_GROUP, 0700);
    show_script("by one with rights", 0755, OTHER, OTHER_GROUP, 04755);
}

// Whoever else is on this machine must not find a program with rights: only members of a group that
// nobody is in come into the directory.
static void enter(const char *self) {
    static char path[4096];
    check(*self == '/' || getcwd(path, sizeof path - 512) != NULL);
    snprintf(path + strlen(path), 512, "%s%s", *path ? "/" : "", self);
    umask(022);
    check(mkdir("rights-program", 0700) == 0 && chdir("rights-program") == 0);
    check(chown(".", 0, MORE_GROUP) == 0 && chmod(".", 0710) == 0);
    copy_self(path, "program");
}

// What one call leaves of the wish; only effective ids count.
static void change_ids(void) {
    static const struct {
        long number;
        uid_t real, effective, saved;
    } calls[] = {{SYS_setresuid, 0, 0, 0},          {SYS_setresuid, ME, -1, -1},
                 {SYS_setresuid, 0, -1, ME},        {SYS_setresgid, MY_GROUP, -1, MY_GROUP},
                 {SYS_setresgid, -1, MY_GROUP, -1}, {SYS_setresgid, -1, MY_GROUP, -1},
                 {SYS_setresuid, -1, ME, -1},       {SYS_setresuid, -1, 0, -1},
                 {SYS_setuid, OTHER, 0, 0}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        check(prctl(PR_SET_PDEATHSIG, SIGUSR1) == 0);
        check(syscall(calls[i].number, calls[i].real, calls[i].effective, calls[i].saved) == 0);
        printf("call %zu: signal %d\n", i, end_signal());
    }
}

// A parent without rights ends: the wish of its child, who has them, is not fulfilled.
static void orphan(void) {
    pid_t self = getpid();
    int ready[2], status;
    char byte;
    check(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && pipe(ready) == 0);
    pid_t parent = start();
    if (parent == 0 && start() == 0) {
        check(prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && write(ready[1], "", 1) == 1);
        while (getppid() != self)
            pause_for(1);
        _exit(0);
    }
    if (parent == 0) {
        check(read(ready[0], &byte, 1) == 1 && setuid(ME) == 0);
        _exit(0);
    }
    check(wait_for(parent) == 0 && wait(&status) > 0);
    printf("an orphan: %s\n", status_text(status));
}

int main(int argc, char *argv[]) {
    if (argc > 1)
        return report();
    enter(argv[0]);
    make_file("others", OTHER, OTHER_GROUP, 0400);
    make_file("mine", ME, MY_GROUP, 0200);
    check(mkdir("closed", 0700) == 0);
    put_file("closed/file", "contents");
    give("closed", OTHER, OTHER_GROUP, 0700);
    modes();
    scripts();
    check(status_of(change_ids) == 0 && status_of(orphan) == 0);
    remove_contents();
    check(chdir("..") == 0 && rmdir("rights-program") == 0);
    return 0;
}
