// System calls on processes that are a little more than one line of syscalls.asm.
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t wait(int *status) {
    return wait4(-1, status, 0, NULL);
}

pid_t waitpid(pid_t pid, int *status, int options) {
    return wait4(pid, status, options, NULL);
}

pid_t wait3(int *status, int options, struct rusage *usage) {
    return wait4(-1, status, options, usage);
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options) {
    return (int)syscall(SYS_waitid, type, id, info, options, NULL);
}

int execv(const char *path, char *const argv[]) {
    return execve(path, argv, environ);
}

int execvp(const char *file, char *const argv[]) {
    return execvpe(file, argv, environ);
}

// Tries every directory of PATH until one has the file. A file that is there but may not be run is
// a better answer than that there is none.
int execvpe(const char *file, char *const argv[], char *const envp[]) {
    if (strchr(file, '/') != NULL)
        return execve(file, argv, envp);
    const char *path = getenv("PATH");
    if (path == NULL)
        path = "/bin";
    bool denied = false;
    for (;;) {
        size_t length = strcspn(path, ":");
        char candidate[length + strlen(file) + 2];
        memcpy(candidate, path, length);
        candidate[length] = '\0';
        if (length > 0) // an empty entry means the working directory
            strcat(candidate, "/");
        strcat(candidate, file);
        execve(candidate, argv, envp);
        if (errno == EACCES)
            denied = true;
        else if (errno != ENOENT && errno != ENOTDIR)
            return -1;
        if (path[length] == '\0')
            break;
        path += length + 1;
    }
    errno = denied ? EACCES : ENOENT;
    return -1;
}

// The list forms gather their arguments into an array.
enum { LIST_MAX = 128 };

static int gather(char *argv[LIST_MAX], const char *first, va_list *args) {
    const char *arg = first;
    for (size_t count = 0; count < LIST_MAX; count++) {
        argv[count] = (char *)arg;
        if (arg == NULL)
            return 0;
        arg = va_arg(*args, const char *);
    }
    errno = E2BIG;
    return -1;
}

int execl(const char *path, const char *arg, ...) {
    char *argv[LIST_MAX];
    va_list args;
    va_start(args, arg);
    int result = gather(argv, arg, &args);
    va_end(args);
    return result < 0 ? -1 : execv(path, argv);
}

int execlp(const char *file, const char *arg, ...) {
    char *argv[LIST_MAX];
    va_list args;
    va_start(args, arg);
    int result = gather(argv, arg, &args);
    va_end(args);
    return result < 0 ? -1 : execvp(file, argv);
}

// The environment comes after the null pointer.
int execle(const char *path, const char *arg, ...) {
    char *argv[LIST_MAX];
    va_list args;
    va_start(args, arg);
    int result = gather(argv, arg, &args);
    char *const *envp = result < 0 ? NULL : va_arg(args, char *const *);
    va_end(args);
    return result < 0 ? -1 : execve(path, argv, envp);
}

// The kernel answers with the new break, which is the old one if it couldn't move.
int brk(void *end) {
    if ((void *)syscall(SYS_brk, end) >= end)
        return 0;
    errno = ENOMEM;
    return -1;
}

void *sbrk(intptr_t increment) {
    char *end = (char *)syscall(SYS_brk, NULL);
    if (increment == 0)
        return end;
    if (syscall(SYS_brk, end + increment) == (long)(end + increment))
        return end;
    errno = ENOMEM;
    return (void *)-1;
}

// The kernel gives 20 - priority, since a negative result means an error.
int getpriority(int which, id_t who) {
    long result = syscall(SYS_getpriority, which, who);
    return result < 0 ? -1 : 20 - (int)result;
}

int nice(int increment) {
    errno = 0;
    int priority = getpriority(PRIO_PROCESS, 0);
    if (priority == -1 && errno != 0)
        return -1;
    return setpriority(PRIO_PROCESS, 0, priority + increment) < 0 ? -1 : priority + increment;
}

// The two first arguments guard against an accident (Linux reboot(2)).
int reboot(int action) {
    return (int)syscall(SYS_reboot, 0xfee1deadul, 672274793ul, action, NULL);
}

long sysconf(int name) {
    struct sysinfo info;
    struct rlimit files;
    switch (name) {
    case _SC_ARG_MAX:
        return 131072;
    case _SC_CLK_TCK:
        return 100;
    case _SC_OPEN_MAX:
        return getrlimit(RLIMIT_NOFILE, &files) < 0 ? -1 : (long)files.rlim_cur;
    case _SC_PAGESIZE:
        return 4096;
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        return 1;
    case _SC_PHYS_PAGES:
        return sysinfo(&info) < 0 ? -1 : (long)(info.totalram * info.mem_unit / 4096);
    case _SC_AVPHYS_PAGES:
        return sysinfo(&info) < 0 ? -1 : (long)(info.freeram * info.mem_unit / 4096);
    default:
        errno = EINVAL;
        return -1;
    }
}

int getpagesize(void) {
    return 4096;
}

int gethostname(char *to, size_t size) {
    struct utsname name;
    if (uname(&name) < 0)
        return -1;
    strlcpy(to, name.nodename, size);
    return 0;
}

int getentropy(void *to, size_t n) {
    return getrandom(to, n, 0) == (ssize_t)n ? 0 : -1;
}
