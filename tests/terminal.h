// A terminal for tests, and hands that type on it. In Pagoda it is the console, and its TIOCSTI; on
// Linux a pseudo-terminal, so that the test needs no console there. Nothing is echoed or written,
// for the console is where tests report.
#pragma once
#include "poll.h"
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <termios.h>

#define TIOCSPTLCK_ 0x40045431
#define TIOCGPTN_ 0x80045430

static int terminal, keyboard = -1; // the latter: a pseudo-terminal's other side
static char terminal_path[32] = "/dev/console";

// Makes the caller, who must not lead a group, a session's leader that the terminal controls.
static inline void open_terminal(void) {
    check(setsid() >= 0);
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    if (keyboard >= 0) {
        int number, locked = 0;
        check(ioctl(keyboard, TIOCSPTLCK_, &locked) == 0);
        check(ioctl(keyboard, TIOCGPTN_, &number) == 0);
        snprintf(terminal_path, sizeof terminal_path, "/dev/pts/%d", number);
    } else {
        struct utsname names;
        check(uname(&names) == 0 &&
              strncmp(names.version, "Pagoda", 6) == 0); // not at Linux's console
    }
    terminal = open(terminal_path, O_RDWR);
    check(terminal >= 0);
}

static inline void type_bytes(const char *bytes, size_t n) {
    for (size_t i = 0; i < n && keyboard < 0; i++)
        check(ioctl(terminal, TIOCSTI, bytes + i) == 0);
    check(keyboard < 0 || write(keyboard, bytes, n) == (ssize_t)n);
    if (keyboard >= 0)
        usleep(50000); // Linux hands it over in its own time
}

static inline void type(const char *text) {
    type_bytes(text, strlen(text));
}

// Settings without echo: canonical, or raw with these VMIN and VTIME.
static inline void set_canonical(void) {
    struct termios settings;
    check(tcgetattr(terminal, &settings) == 0);
    settings.c_lflag = ISIG | ICANON | IEXTEN;
    settings.c_iflag = ICRNL | IXON;
    check(tcsetattr(terminal, TCSAFLUSH, &settings) == 0);
}

static inline void set_raw(int least, int time) {
    struct termios settings;
    check(tcgetattr(terminal, &settings) == 0);
    settings.c_lflag = 0;
    settings.c_iflag = 0;
    settings.c_cc[VMIN] = least;
    settings.c_cc[VTIME] = time;
    check(tcsetattr(terminal, TCSANOW, &settings) == 0);
}

// What a read of n bytes gets.
static inline void show_read(const char *what, size_t n) {
    char bytes[256];
    ssize_t got = read(terminal, bytes, n);
    printf("%s: %zd %s:", what, got, outcome(got));
    for (ssize_t i = 0; i < got; i++)
        printf(bytes[i] >= ' ' && bytes[i] < 127 ? "%c" : "<%02x>", (unsigned char)bytes[i]);
    printf("\n");
}
