// Who a terminal belongs to: a session's leader takes it and gives it up, and its foreground group
// gets SIGHUP then; typed signals go to the foreground group; a group whose member reads or changes
// settings from the background is stopped, unless nobody could continue it. Window sizes, output
// that is stopped, and what is refused to other sessions.
// test: portable
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

static void read_it(void) {
    char byte;
    setpgid(0, 0);
    _exit(read(terminal, &byte, 1) == 1 ? 0 : errno == EIO ? 5 : 1);
}

// What becomes of a background process that does this.
static const char *fate(void (*body)(void)) {
    int status;
    pid_t pid = start_group(body);
    check(waitpid(pid, &status, WUNTRACED) == pid);
    if (WIFSTOPPED(status)) {
        kill(pid, SIGKILL);
        wait_for(pid);
    }
    return status_text(status);
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
    printf("nobody in the foreground: %s\n", fate(read_it));
    check(tcsetpgrp(terminal, getpgrp()) == 0);
}

static void set_it(void) {
    setpgid(0, 0);
    set_raw(1, 0);
}

static void flush_it(void) {
    setpgid(0, 0);
    ioctl(terminal, TCFLSH, 0);
}

static void break_it(void) {
    setpgid(0, 0);
    ioctl(terminal, 0x5409, 1);
}

static void take_it(void) {
    setpgid(0, 0);
    tcsetpgrp(terminal, getpid());
}

static void write_it(void) {
    setpgid(0, 0);
    check(write(terminal, "x", 1) == 1);
}

static void ignore_and_set(void) {
    signal(SIGTTOU, SIG_IGN);
    set_it();
}

static void ignore_and_read(void) {
    signal(SIGTTIN, SIG_IGN);
    read_it();
}

static void change_from_the_background(void) {
    struct termios settings;
    printf("settings: %s\n", fate(set_it));
    printf("flush: %s\n", fate(flush_it));
    printf("break: %s\n", fate(break_it));
    printf("group: %s\n", fate(take_it));
    check(tcgetattr(terminal, &settings) == 0);
    settings.c_lflag |= TOSTOP;
    check(tcsetattr(terminal, TCSANOW, &settings) == 0);
    printf("write: %s\n", fate(write_it));
    settings.c_lflag &= ~TOSTOP;
    check(tcsetattr(terminal, TCSANOW, &settings) == 0);
    printf("settings, SIGTTOU ignored: %s\n", fate(ignore_and_set));
    printf("read, SIGTTIN ignored: %s\n", fate(ignore_and_read));
}

static void whole_group(void) {
    int status;
    pid_t other = start_group(wait_for_signal), reader = start();
    if (reader == 0) {
        char byte;
        check(setpgid(0, other) == 0);
        check(read(terminal, &byte, 1) == 1);
    }
    check(waitpid(other, &status, WUNTRACED) == other);
    printf("the reader's friend: %s\n", status_text(status));
    check(waitpid(reader, &status, WUNTRACED) == reader);
    printf("the reader: %s\n", status_text(status));
    kill(-other, SIGKILL);
    wait_for(other);
    wait_for(reader);
}

// The child of one that has ended: its group has nobody who could continue it.
static void orphan(void) {
    int report[2], error = 0;
    check(pipe(report) == 0);
    pid_t parent = start();
    if (parent == 0) {
        char byte;
        parent = getpid();
        check(setpgid(0, 0) == 0);
        if (start() != 0)
            _exit(0);
        while (getppid() == parent)
            usleep(1000);
        error = read(terminal, &byte, 1) < 0 ? errno : 0;
        check(write(report[1], &error, sizeof error) == sizeof error);
        _exit(0);
    }
    wait_for(parent);
    check(read(report[0], &error, sizeof error) == sizeof error);
    printf("an orphan: %s\n", errno_name(error));
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

    change_from_the_background();
    whole_group();
    orphan();
}

static volatile int changes;
static void count(int signal) {
    (void)signal;
    changes++;
}

static void windows(void) {
    signal(SIGWINCH, count);
    struct winsize size = {24, 132, 0, 0}, told;
    check(ioctl(terminal, TIOCSWINSZ, &size) == 0 && ioctl(terminal, TIOCGWINSZ, &told) == 0);
    printf("window: %d x %d\n", told.ws_row, told.ws_col);
    check(ioctl(terminal, TIOCSWINSZ, &size) == 0); // the same: no change
    printf("changes: %d\n", changes);
    signal(SIGWINCH, SIG_DFL);
    show_outcome("TCSBRK", ioctl(terminal, 0x5409, 1));
    show_outcome("TCFLSH, wrong", ioctl(terminal, TCFLSH, 9));
    show_outcome("unknown", ioctl(terminal, 0x54ff, 0));
    show_outcome("seek", lseek(terminal, 0, SEEK_SET));
    show_outcome("of a file", ioctl(open("/", O_RDONLY), TCGETS, &told));
}

// Its group cannot be in the foreground here, nor can it have a terminal that is taken.
static void other_session(void) {
    int ready[2], gate[2];
    char byte;
    check(pipe(ready) == 0 && pipe(gate) == 0);
    pid_t pid = start();
    if (pid == 0) {
        close(gate[1]);
        check(setsid() == getpid());
        show_outcome("another session takes it", ioctl(terminal, TIOCSCTTY, 0));
        show_outcome("and asks for its group", tcgetpgrp(terminal));
        fflush(stdout);
        check(write(ready[1], "!", 1) == 1);
        _exit(read(gate[0], &byte, 1));
    }
    check(read(ready[0], &byte, 1) == 1);
    show_outcome("a group of another session", tcsetpgrp(terminal, pid));
    close(gate[1]);
    check(wait_for(pid) == 0);
}

static void member_takes_it(void) {
    show_outcome("taken by a member", ioctl(terminal, TIOCSCTTY, 0));
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
    other_session();
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
    kill(pid, SIGSTOP);
    check(waitpid(pid, NULL, WUNTRACED) == pid);
    show_outcome("given up", ioctl(terminal, TIOCNOTTY));
    printf("its foreground group: %s\n", status_text(wait_for(pid)));
    show_outcome("/dev/tty", open("/dev/tty", O_RDWR) >= 0 ? 0 : -1);
    show_outcome("group", tcgetpgrp(terminal));
    show_outcome("given up again", ioctl(terminal, TIOCNOTTY));
    check(status_of(member_takes_it) == 0);
    show_outcome("opened", open(terminal_path, O_RDWR | O_NOCTTY) >= 0 ? 0 : -1);
    show_outcome("/dev/tty", open("/dev/tty", O_RDWR) >= 0 ? 0 : -1);
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
