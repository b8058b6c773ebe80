// ioctl of a terminal (ioctl_tty(2)): the line discipline's settings, the window's size, whose
// terminal it is, and bytes that nobody has read yet.
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/linux/abi.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/terminal/job.h"
#include "kernel/linux/terminal/tty.h"
#include "kernel/linux/users/credentials.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum { COLUMNS = 80, ROWS = 25 };

struct window_size {
    uint16_t rows, columns, x_pixels, y_pixels;
};

static struct window_size window = {.rows = ROWS, .columns = COLUMNS};

// For TCGETS2 and TCSETS2, which glibc 2.42 and newer use: the speeds as numbers, too. They are
// kept and reported, but change nothing.
struct termios2 {
    struct termios settings;
    uint32_t input_speed, output_speed;
};
_Static_assert(sizeof(struct termios2) == 44, "Linux x86-64 ABI");

static uint32_t input_speed = 38400, output_speed = 38400;

// In bits per second, by the bits of CBAUD or CIBAUD; `other` where they name none (BOTHER).
static uint32_t speed(uint32_t bits, uint32_t other) {
    enum { FAST = 010000, BOTHER = FAST };
    static const uint32_t speeds[2][16] = {
        {0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400},
        {0, 57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000,
         2000000, 2500000, 3000000, 3500000, 4000000}};
    return (bits & (FAST | 15)) == BOTHER ? other : speeds[(bits & FAST) != 0][bits & 15];
}

// As much of it as `size` says.
static int64_t get_settings(uint64_t to, size_t size) {
    struct termios2 now = {tty_line.settings, input_speed, output_speed};
    return copy_to_user(to, &now, size);
}

static int64_t set_settings(uint64_t from, size_t size, bool flush) {
    enum { CIBAUD_SHIFT = 16 };
    struct termios2 wanted = {.input_speed = input_speed, .output_speed = output_speed};
    int error = copy_from_user(&wanted, from, size);
    if (error == 0)
        error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (flush)
        line_flush(&tty_line);
    line_set(&tty_line, &wanted.settings);
    uint32_t control = wanted.settings.control;
    output_speed = speed(control, wanted.output_speed);
    input_speed = speed(control >> CIBAUD_SHIFT, wanted.input_speed);
    input_speed = input_speed ? input_speed : output_speed;
    wake_up(&tty_line); // readers may now wait for something else
    file_changed();
    return 0;
}

static int64_t set_window(uint64_t from) {
    struct window_size size;
    int error = copy_from_user(&size, from, sizeof size);
    if (error < 0 || memcmp(&window, &size, sizeof size) == 0)
        return error;
    window = size;
    job_signal(SIGWINCH);
    return 0;
}

static int64_t put_number(uint64_t to, int number) {
    return copy_to_user(to, &number, sizeof number);
}

static int64_t set_foreground(uint64_t from) {
    int group;
    int error = copy_from_user(&group, from, sizeof group);
    return error < 0 ? error : job_set_foreground(group);
}

static int64_t flush(uint64_t queue) {
    enum { INPUT, OUTPUT, BOTH };
    int error = queue > BOTH ? -EINVAL : job_must_be_foreground(SIGTTOU);
    if (error == 0 && queue != OUTPUT) // output is shown at once
        line_flush(&tty_line);
    return error;
}

// A process of another session could type commands into this one's shell.
static int64_t type_byte(uint64_t from) {
    char c;
    bool may = job_is_controlling() || credentials_privileged();
    int error = may ? copy_from_user(&c, from, 1) : -EPERM;
    if (error == 0)
        tty_input(c);
    return error;
}

int64_t tty_ioctl(struct file *file, uint64_t request, uint64_t argument) {
    (void)file;
    switch (request) {
    case TCGETS:
        return get_settings(argument, sizeof(struct termios));
    case TCGETS2:
        return get_settings(argument, sizeof(struct termios2));
    case TCSETS:
    case TCSETSW: // output is shown at once, so there is none to wait for
    case TCSETSF:
        return set_settings(argument, sizeof(struct termios), request == TCSETSF);
    case TCSETS2:
    case TCSETSW2:
    case TCSETSF2:
        return set_settings(argument, sizeof(struct termios2), request == TCSETSF2);
    case TCSBRK: // a break, or tcdrain: no output waits
    case TCSBRKP:
        return job_must_be_foreground(SIGTTOU);
    case TCFLSH:
        return flush(argument);
    case TIOCSCTTY:
        return job_take_terminal();
    case TIOCGPGRP:
    case TIOCGSID:
        return job_is_controlling()
                   ? put_number(argument, request == TIOCGSID ? job_session : job_foreground)
                   : -ENOTTY;
    case TIOCSPGRP:
        return set_foreground(argument);
    case TIOCOUTQ:
        return put_number(argument, 0);
    case TIOCSTI:
        return type_byte(argument);
    case TIOCGWINSZ:
        return copy_to_user(argument, &window, sizeof window);
    case TIOCSWINSZ:
        return set_window(argument);
    case FIONREAD:
        return put_number(argument, line_waiting(&tty_line));
    case TIOCNOTTY:
        return job_give_up_terminal();
    default:
        return -ENOTTY;
    }
}
