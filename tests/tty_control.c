// Who a terminal belongs to: a session's leader takes it and gives it up, and its foreground group
// gets SIGHUP then; typed signals go to the foreground group; who reads or changes settings from
// the background is stopped. Window sizes, output that is stopped, and what is refused. test:
// portable
#include "terminal.h"
#include <sys/stat.h>

static void show_outcome(const char *what, long result) {
    printf("%s: %s\n", what, outcome(result));
}

static void wait_for_signal(void) {
    setpgid(0, 0);
    for (;;)
        usleep(1000000);
}

static pid_t start_group(void (*body)(void)) {
    pid_t pid = start_in(body);
    setpgid(pid, pid);
    return pid;
}

static void typed_signals(void) {
    static const char keys[] = {'C' & 31, '\\' & 31};
    signal(SIGTTOU, SIG_IGN);
    set_canonical();
    for (size_t i = 0; i < sizeof keys; i++) {
        pid_t pid = start_group(wait_for_signal);
        check(tcsetpgrp(terminal, pid) == 0);
        printf("in the foreground: %d\n", tcgetpgrp(terminal) == pid);
        type_bytes(&keys[i], 1);
        printf("key %d: %s\n", keys[i], status_text(wait_for(pid)));
    }
    int status;
    pid_t pid = start_group(wait_for_signal);
    check(tcsetpgrp(terminal, pid) == 0);
    type("\032");
    check(waitpid(pid, &status, WUNTRACED) == pid);
    printf("^Z: %s\n", status_text(status));
    kill(pid, SIGKILL);
    wait_for(pid);
    check(tcsetpgrp(terminal, getpgrp()) == 0);
}

static void read_it(void) {
    char byte;
    setpgid(0, 0);
    _exit(read(terminal, &byte, 1) == 1 ? 0 : errno == EIO ? 5 : 1);
}

static void set_it(void) {
    setpgid(0, 0);
    set_raw(1, 0);
}

static void ignore_and_read(void) {
    signal(SIGTTIN, SIG_IGN);
    read_it();
}

static void write_it(void) {
    setpgid(0, 0);
    _exit(write(terminal, "", 1) == 1 ? 0 : 1);
}

// What a read gives to a group that no shell looks after.
static void orphaned_read(void) {
    int result[2], status;
    check(pipe(result) == 0);
    pid_t child = start();
    if (child == 0) {
        pid_t parent = getpid();
        if (start() > 0)
            _exit(0);
        setpgid(0, 0);
        while (getppid() == parent)
            usleep(1000);
        char byte;
        int error = read(terminal, &byte, 1) == -1 ? errno : 0;
        check(write(result[1], &error, sizeof error) == sizeof error);
        _exit(0);
    }
    close(result[1]);
    wait_for(child);
    check(read(result[0], &status, sizeof status) == sizeof status);
    close(result[0]);
    printf("read, orphaned: %s\n", errno_name(status));
}

static void from_the_background(void) {
    int status;
    signal(SIGTTOU, SIG_DFL);
    pid_t pid = start_group(read_it);
    check(waitpid(pid, &status, WUNTRACED) == pid);
    printf("read: %s\n", status_text(status));
    type("x\n");
    check(tcsetpgrp(terminal, pid) == 0 && kill(-pid, SIGCONT) == 0);
    printf("continued in the foreground: %s\n", status_text(wait_for(pid)));
    signal(SIGTTOU, SIG_IGN);
    check(tcsetpgrp(terminal, getpgrp()) == 0);
    signal(SIGTTOU, SIG_DFL);
    check(ioctl(terminal, TCFLSH, 0) == 0);

    pid = start_group(set_it);
    check(waitpid(pid, &status, WUNTRACED) == pid);
    printf("settings: %s\n", status_text(status));
    kill(pid, SIGKILL);
    wait_for(pid);
    printf("read, SIGTTIN ignored: %s\n", status_text(wait_for(start_group(ignore_and_read))));
    orphaned_read();

    struct termios settings;
    check(tcgetattr(terminal, &settings) == 0);
    settings.c_lflag |= TOSTOP;
    check(tcsetattr(terminal, TCSANOW, &settings) == 0);
    pid = start_group(write_it);
    check(waitpid(pid, &status, WUNTRACED) == pid);
    printf("write, with TOSTOP: %s\n", status_text(status));
    kill(pid, SIGKILL);
    wait_for(pid);
    settings.c_lflag &= ~TOSTOP;
    check(tcsetattr(terminal, TCSANOW, &settings) == 0);
}

static void windows(void) {
    struct winsize size = {24, 132, 0, 0}, told;
    check(ioctl(terminal, TIOCSWINSZ, &size) == 0 && ioctl(terminal, TIOCGWINSZ, &told) == 0);
    printf("window: %d x %d\n", told.ws_row, told.ws_col);
    int zero = -1;
    show_outcome("TIOCGETD", ioctl(terminal, 0x5424, &zero));
    printf("discipline: %d\n", zero);
    show_outcome("TCSBRK", ioctl(terminal, 0x5409, 1));
    show_outcome("TCXONC, wrong", ioctl(terminal, 0x540a, 9));
    show_outcome("TCFLSH, wrong", ioctl(terminal, TCFLSH, 9));
    show_outcome("unknown", ioctl(terminal, 0x54ff, 0));
    show_outcome("seek", lseek(terminal, 0, SEEK_SET));
    show_outcome("of a file", ioctl(open("/", O_RDONLY), TCGETS, &told));
}

// What /proc/self/stat says: the terminal's number, and its foreground group.
static void told(void) {
    struct stat status;
    long number;
    int group;
    const char *fields = strrchr(contents_of("/proc/self/stat"), ')');
    check(sscanf(fields, ") %*c %*d %*d %*d %ld %d", &number, &group) == 2);
    check(fstat(terminal, &status) == 0);
    printf("told: %d %d\n", number == (long)status.st_rdev, group == getpgrp());
}

static void ownership(void) {
    int group = 0;
    check(ioctl(terminal, TIOCGSID, &group) == 0);
    printf("session: %d, group: %d\n", group == getsid(0), tcgetpgrp(terminal) == getpgrp());
    told();
    group = 99999;
    printf("no such group: %d\n", ioctl(terminal, TIOCSPGRP, &group) == -1);
    group = -5;
    show_outcome("negative group", ioctl(terminal, TIOCSPGRP, &group));
    show_outcome("/dev/tty", open("/dev/tty", O_RDWR) >= 0 ? 0 : -1);
    pid_t pid = start_group(wait_for_signal);
    check(tcsetpgrp(terminal, pid) == 0);
    show_outcome("given up", ioctl(terminal, TIOCNOTTY));
    printf("its foreground group: %s\n", status_text(wait_for(pid)));
    show_outcome("/dev/tty", open("/dev/tty", O_RDWR) >= 0 ? 0 : -1);
    show_outcome("group", tcgetpgrp(terminal));
    show_outcome("given up again", ioctl(terminal, TIOCNOTTY));
    show_outcome("taken", ioctl(terminal, TIOCSCTTY, 0));
    show_outcome("group", tcgetpgrp(terminal) == getpgrp() ? 0 : -1);
}

static void session(void) {
    struct termios before;
    signal(SIGHUP, SIG_DFL);
    open_terminal();
    check(tcgetattr(terminal, &before) == 0);
    windows();
    typed_signals();
    from_the_background();
    ownership();
    check(tcsetattr(terminal, TCSAFLUSH, &before) == 0);
    struct winsize size = {25, 80, 0, 0};
    check(ioctl(terminal, TIOCSWINSZ, &size) == 0);
    pid_t pid = start_group(wait_for_signal);
    signal(SIGTTOU, SIG_IGN);
    check(tcsetpgrp(terminal, pid) == 0);
}

int main(void) {
    printf("%s\n", status_text(status_of(session)));
    return 0;
}
