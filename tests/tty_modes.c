// Reading from a terminal: by lines in canonical mode, with editing, ends of file and literal
// bytes; in raw mode by VMIN and VTIME; what poll and FIONREAD say of either; what changing the
// mode does to what was typed before.
// test: portable
#include "terminal.h"

static void by_lines(void) {
    set_canonical();
    type("hel");
    show("half a line", terminal);
    type("lo\rnext\n");
    show("lines", terminal);
    int waiting = -1;
    check(ioctl(terminal, FIONREAD, &waiting) == 0);
    printf("waiting: %d\n", waiting);
    show_read("a part", 3);
    show_read("its rest", 100);
    show_read("next", 100);
    type("abc\177\177x\025one two\027three\n");
    show_read("edited", 100);
    type("a\026\003\026\n\026\026b\n");
    show_read("literal", 100);
    type("some\004");
    show_read("without an end", 100);
    type("\004");
    show("end of file", terminal);
    show_read("end of file", 100);
    type("x\023y\021z\n");
    show_read("flow control", 100);
    type_bytes("a\0b\n", 4);
    show_read("with a NUL", 100);
    type("exact\004");
    show_read("as many as there are", 5);
    check(fcntl(terminal, F_SETFL, O_NONBLOCK) == 0);
    show_read("nothing", 100);
    type("gone");
    check(ioctl(terminal, TCFLSH, 0) == 0);
    type("here\n");
    show_read("flushed", 100);
    check(fcntl(terminal, F_SETFL, 0) == 0);
}

// When the parent reads.
static void type_later(void) {
    check(sleeps(getppid()));
    type("de");
}

static void type_much_later(void) {
    check(sleeps(getppid()));
    pause_for(900);
    type("hi");
}

static void timed_read(const char *what, size_t n, long least) {
    long start = milliseconds(CLOCK_MONOTONIC);
    show_read(what, n);
    long took = milliseconds(CLOCK_MONOTONIC) - start;
    printf("  in time: %d\n", took >= least && took < 10000);
}

static void raw(void) {
    set_raw(1, 0);
    type("\r\n\003\004\023\177");
    show_read("as typed", 100);
    set_raw(0, 0);
    show_read("nothing", 100);
    show("nothing", terminal);
    type("abc");
    show_read("two of three", 2);
    show_read("what is there", 100);
    set_raw(0, 2);
    timed_read("a time-out", 100, 200);
    type("f");
    timed_read("no time-out", 100, 0);
    set_raw(3, 1);
    type("g");
    timed_read("no more comes", 100, 100);
    set_raw(5, 0);
    type("abc");
    show("three of five", terminal);
    pid_t child = start_in(type_later);
    show_read("all five", 100);
    check(wait_for(child) == 0);
    set_raw(9, 5);
    child = start_in(type_much_later);
    show_read("the first may take its time", 100);
    check(wait_for(child) == 0);
    set_raw(5, 0);
    type("abc");
    show_read("asked for less", 2);
    check(fcntl(terminal, F_SETFL, O_NONBLOCK) == 0);
    show_read("less than VMIN", 100);
    set_raw(1, 0);
    show_read("nothing", 100);
    check(fcntl(terminal, F_SETFL, 0) == 0);
}

static void translations(void) {
    struct termios settings;
    set_raw(1, 0);
    check(tcgetattr(terminal, &settings) == 0);
    settings.c_iflag = INLCR | IGNCR;
    check(tcsetattr(terminal, TCSANOW, &settings) == 0);
    type("a\rb\nc");
    show_read("INLCR, IGNCR", 100);
    settings.c_iflag = ICRNL | INLCR;
    check(tcsetattr(terminal, TCSANOW, &settings) == 0);
    type("a\rb\nc");
    show_read("ICRNL, INLCR", 100);
}

static void changes(void) {
    set_canonical();
    type("half");
    set_raw(1, 0);
    show("half a line, now raw", terminal);
    show_read("half a line, now raw", 100);
    struct termios settings;
    set_raw(1, 0);
    type("lost");
    check(tcgetattr(terminal, &settings) == 0);
    check(tcsetattr(terminal, TCSAFLUSH, &settings) == 0);
    type("new");
    show_read("flushed by TCSETSF", 100);
}

// By the requests of newer C libraries.
struct termios2 {
    struct termios settings;
    unsigned input_speed, output_speed;
};
#define TCGETS2_ 0x802c542a
#define TCSETS2_ 0x402c542b
#define TCSETSF2_ 0x402c542d

static void show_speeds(const char *what, unsigned control, unsigned input, unsigned output) {
    struct termios2 settings;
    check(ioctl(terminal, TCGETS2_, &settings) == 0);
    settings.settings.c_cflag = (settings.settings.c_cflag & ~010017) | control;
    settings.input_speed = input;
    settings.output_speed = output;
    check(ioctl(terminal, TCSETS2_, &settings) == 0);
    check(ioctl(terminal, TCGETS2_, &settings) == 0);
    printf("%s: %o, %u, %u\n", what, settings.settings.c_cflag & 010017, settings.input_speed,
           settings.output_speed);
}

static void speeds(void) {
    struct termios2 settings;
    set_raw(1, 0);
    check(ioctl(terminal, TCGETS2_, &settings) == 0);
    printf("speeds: %u, %u, raw %d\n", settings.input_speed, settings.output_speed,
           settings.settings.c_lflag == 0);
    show_speeds("9600", 015, 1, 2);
    show_speeds("115200", 010002, 1, 2);
    show_speeds("others", 010000, 12345, 54321);
    show_speeds("38400", 017, 38400, 38400);
    type("lost");
    check(ioctl(terminal, TCSETSF2_, &settings) == 0);
    type("new");
    show_read("flushed by TCSETSF2", 100);
}

static void session(void) {
    struct termios before;
    open_terminal();
    check(tcgetattr(terminal, &before) == 0);
    by_lines();
    raw();
    translations();
    changes();
    speeds();
    check(tcsetattr(terminal, TCSAFLUSH, &before) == 0);
    signal(SIGHUP, SIG_IGN); // for the end of the session
}

int main(void) {
    printf("%s\n", status_text(status_of(session)));
    return 0;
}
