// What of a process /proc shows to whom: its memory, files and places only to root and to its own
// user, and to nobody else once it has been somebody else.
// test: portable root
#include "rights.h"
#include <sys/prctl.h>

static const char *const files[] = {"environ", "maps", "pagemap", "smaps", "fd",     "fd/0",  "exe",
                                    "cwd",     "root", "cmdline", "stat",  "status", "statm", "."};

static pid_t target;

static const char *path_of(const char *name, bool thread) {
    static char path[64];
    char task[24] = "";
    if (thread)
        snprintf(task, sizeof task, "task/%d/", target);
    snprintf(path, sizeof path, "/proc/%d/%s%s", target, task, name);
    return path;
}

static void show(const char *name, bool thread) {
    const char *path = path_of(name, thread);
    struct stat status;
    char text[256];
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    printf("  %s: open %s", name, outcome(fd));
    if (fd >= 0 && strcmp(name, "fd/0") != 0)
        printf(", read %s", outcome(read(fd, text, sizeof text)));
    close(fd);
    int error = outcome_of(readlink(path, text, sizeof text));
    printf(", link %s", errno_name(error));
    error = outcome_of(lstat(path, &status));
    if (error == 0 && strcmp(name, "fd/0") != 0)
        printf(", of %u, %o\n", status.st_uid, status.st_mode);
    else
        printf(", %s\n", errno_name(error));
}

// Where the arguments are: the 48th field.
static void show_address(void) {
    const char *field = strrchr(contents_of(path_of("stat", false)), ')');
    for (int i = 2; i < 48; i++)
        field = strchr(field + 1, ' ');
    printf("  the address of the arguments: %s\n", strtoul(field, NULL, 10) ? "known" : "hidden");
}

static void show_all(const char *who, uid_t viewer, gid_t group) {
    pid_t child = start();
    if (child == 0) {
        become(viewer, group);
        check(prctl(PR_SET_DUMPABLE, 1) == 0);
        printf("%s:\n", who);
        for (size_t i = 0; i < sizeof files / sizeof *files; i++)
            show(files[i], false);
        show("environ", true);
        show_address();
        fflush(stdout);
        _exit(0);
    }
    check(wait_for(child) == 0);
}

// A process of this user, who may have been somebody else before.
static void of_process(const char *what, uid_t user, uid_t saved, bool dumpable) {
    int ready[2];
    check(pipe(ready) == 0);
    target = start();
    if (target == 0) {
        become(0, user == 0 ? 0 : MY_GROUP);
        check(syscall(SYS_setresuid, user, user, saved) == 0);
        check(dup2(open("/dev/null", O_RDONLY), 0) == 0);
        check(!dumpable || prctl(PR_SET_DUMPABLE, 1) == 0);
        check(write(ready[1], "x", 1) == 1);
        for (;;)
            pause();
    }
    char byte;
    check(read(ready[0], &byte, 1) == 1);
    close(ready[0]);
    close(ready[1]);
    printf("--- %s\n", what);
    show_all("to its user", ME, MY_GROUP);
    show_all("to its user in another group", ME, OTHER_GROUP);
    show_all("to another", OTHER, MY_GROUP);
    show_all("to root", 0, 0);
    check(kill(target, SIGKILL) == 0);
    wait_for(target);
}

// A process sees its own, whoever it has become; and a descriptor from before is of no more use.
static void own(void) {
    become(ME, MY_GROUP);
    target = getpid();
    printf("--- one's own\n");
    int fd = open("/proc/self/environ", O_RDONLY);
    printf("  maps: %s\n", outcome(open(path_of("maps", false), O_RDONLY)));
    printf("  fd: %s\n", outcome(open(path_of("fd", false), O_RDONLY)));
    printf("  dumpable: %d\n", prctl(PR_GET_DUMPABLE) == 1);
    close(fd);
    target = getppid();
    fd = open(path_of(".", false), O_RDONLY | O_DIRECTORY);
    printf("  beside the parent's directory: %s\n", outcome(openat(fd, "environ", O_RDONLY)));
    printf("  and its descriptors: %s\n", outcome(openat(fd, "fd/0", O_RDONLY)));
    printf("  and to its place: %s\n", outcome(openat(fd, "cwd/.", O_RDONLY)));
}

int main(void) {
    of_process("a process of the user", ME, ME, true);
    of_process("one that was root", ME, ME, false);
    of_process("one that may be root again", ME, 0, true);
    of_process("one of root's", 0, 0, true);
    check(status_of(own) == 0);
    return 0;
}
