// /proc tells about processes in Linux's formats: pid, parent, name, command line, program, working
// directory and state, of oneself and of a child asleep, stopped and dead; and about the one
// thread. test: portable
#include "test.h"
#include <sys/stat.h>

static const char *link_of(const char *path) {
    static char target[600];
    ssize_t n = readlink(path, target, sizeof target - 1);
    if (n == -1)
        return errno_name(errno);
    target[n] = '\0';
    return target;
}

static const char *file_of(pid_t pid, const char *name) {
    static char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    return path;
}

// The first fields of stat: pid (name) state parent group session.
static void show_stat(const char *what, pid_t pid, pid_t parent) {
    char name[64], state;
    int fields[4];
    check(sscanf(contents_of(file_of(pid, "stat")), "%d (%63[^)]) %c %d %d %d", &fields[0], name,
                 &state, &fields[1], &fields[2], &fields[3]) == 6);
    printf("%s: pid %d, %s, %c, parent %d, group %d, session %d\n", what, fields[0] == pid, name,
           state, fields[1] == parent, fields[2] == getpgid(pid), fields[3] == getsid(pid));
}

static void show_command_line(const char *path) {
    char text[200] = "";
    int fd = open(path, O_RDONLY);
    check(fd >= 0);
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    int arguments = 0;
    for (ssize_t i = 0; i < n; i++)
        arguments += text[i] == '\0';
    const char *last = strrchr(text, '/');
    printf("command line: %d arguments, %s\n", arguments, last == NULL ? text : last + 1);
}

// The only thread's folder has no threads in its turn: else who searches all of /proc never ends.
static void show_thread(const char *own) {
    char path[64];
    struct stat here, above;
    snprintf(path, sizeof path, "/proc/self/task/%s", own);
    check(chdir(path) == 0);
    printf("thread: stat %s", outcome(access("stat", F_OK)));
    printf(", threads %s", outcome(access("task", F_OK)));
    check(stat("..", &here) == 0 && stat("/proc/self/task", &above) == 0);
    printf(", above it %d\n", here.st_ino == above.st_ino);
    check(chdir("/") == 0);
}

int main(void) {
    pid_t me = getpid();
    char own[16], path[600];
    snprintf(own, sizeof own, "%d", me);
    printf("self: %d\n", strcmp(link_of("/proc/self"), own) == 0);
    show_thread(own);
    show_stat("me", me, getppid());
    printf("comm: %s", contents_of("/proc/self/comm"));
    show_command_line("/proc/self/cmdline");
    const char *program = strrchr(link_of("/proc/self/exe"), '/');
    printf("exe: %s\n", program == NULL ? "?" : program);
    check(chdir("/dev") == 0 && getcwd(path, sizeof path) != NULL);
    printf("cwd: %s\n", link_of("/proc/self/cwd"));

    pid_t child = start();
    if (child == 0) {
        for (;;)
            usleep(10000000);
    }
    await_state(child, 'S');
    show_stat("asleep", child, me);
    kill(child, SIGSTOP);
    await_state(child, 'T');
    show_stat("stopped", child, me);
    printf("its cwd: %s\n", link_of(file_of(child, "cwd")));
    kill(child, SIGKILL);
    await_state(child, 'Z');
    show_stat("dead", child, me);
    wait_for(child);
    printf("gone: %s\n", outcome(open(file_of(child, "stat"), O_RDONLY)));
    printf("nobody: %s\n", outcome(open("/proc/999999999/stat", O_RDONLY)));
    printf("no such file: %s\n", outcome(open("/proc/self/no-such-file", O_RDONLY)));
    return 0;
}
