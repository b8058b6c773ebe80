// What can be asked of a terminal and set in it (ioctl_tty(2)): the line discipline's settings, the
// window's size, whose terminal it is, and what becomes of bytes under way.
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
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

// What TCGETS2 shows and TCSETS2 sets, which glibc 2.42 and newer uses: the speeds as numbers, too.
// Nothing is sent the slower for it.
struct termios2 {
    struct termios settings;
    uint32_t input_speed, output_speed;
};
_Static_assert(sizeof(struct termios2) == 44, "Linux x86-64 ABI");

static uint32_t input_speed = 38400, output_speed = 38400;

// In bits per second, by the bits of CBAUD or CIBAUD; `other` where they name none (BOTHER).
static uint32_t speed(uint32_t bits, uint32_t other) {
    enum { FAST = 010000, BOTHER = FAST };
    static const uint32_t slow[16] = {0,   50,   75,   110,  134,  150,  200,   300,
                                      600, 1200, 1800, 2400, 4800, 9600, 19200, 38400};
    static const uint32_t fast[16] = {0,       57600,   115200,  230400,  460800,  500000,
                                      576000,  921600,  1000000, 1152000, 1500000, 2000000,
                                      2500000, 3000000, 3500000, 4000000};
    bits &= FAST | 15;
    return bits == BOTHER ? other : bits & FAST ? fast[bits & 15] : slow[bits];
}

// As much of it as `size` says.
static int64_t get_settings(uint64_t to, size_t size) {
    struct termios2 now = {tty_line.settings, input_speed, output_speed};
    return copy_to_user(to, &now, size);
}

static int64_t set_settings(uint64_t from, size_t size, bool flush) {
    enum { CIBAUD_SHIFT = 16 };
    struct termios2 wanted = {.input_speed = input_speed, .output_speed = output_speed};
    if (copy_from_user(&wanted, from, size) < 0)
        return -EFAULT;
    int error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (flush)
        line_flush(&tty_line);
    line_set(&tty_line, &wanted.settings);
    uint32_t control = wanted.settings.control,
             input = speed(control >> CIBAUD_SHIFT, wanted.input_speed);
    output_speed = speed(control, wanted.output_speed);
    input_speed = input ? input : output_speed;
    wake_up(&tty_line); // what the sleeping readers wait for may be something else now
    wake_up(&file_changes);
    return 0;
}

static int64_t set_window(uint64_t from) {
    struct window_size size;
    if (copy_from_user(&size, from, sizeof size) < 0)
        return -EFAULT;
    if (memcmp(&window, &size, sizeof size) == 0)
        return 0;
    window = size;
    job_signal(SIGWINCH);
    return 0;
}

static int64_t put_number(uint64_t to, int number) {
    return copy_to_user(to, &number, sizeof number);
}

static int64_t set_foreground(uint64_t from) {
    int group;
    if (copy_from_user(&group, from, sizeof group) < 0)
        return -EFAULT;
    return job_set_foreground(group);
}

static int64_t flush(uint64_t queue) {
    enum { INPUT, OUTPUT, BOTH };
    if (queue > BOTH)
        return -EINVAL;
    int error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (queue != OUTPUT) // which is never kept
        line_flush(&tty_line);
    return 0;
}

// Others than the terminal's own session would type commands into its shell.
static int64_t type_byte(uint64_t from) {
    char c;
    if (!job_is_controlling() && !credentials_privileged())
        return -EPERM;
    if (copy_from_user(&c, from, 1) < 0)
        return -EFAULT;
    tty_input(c);
    return 0;
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
        return set_settings(argument, sizeof(struct termios), false);
    case TCSETS2:
    case TCSETSW2:
        return set_settings(argument, sizeof(struct termios2), false);
    case TCSETSF:
        return set_settings(argument, sizeof(struct termios), true);
    case TCSETSF2:
        return set_settings(argument, sizeof(struct termios2), true);
    case TCSBRK: // a break, or tcdrain; nothing is kept that could be waited for
    case TCSBRKP:
        return job_must_be_foreground(SIGTTOU);
    case TCFLSH:
        return flush(argument);
    case TIOCSCTTY:
        return job_take_terminal();
    case TIOCGPGRP:
        return job_is_controlling() ? put_number(argument, job_foreground()) : -ENOTTY;
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
    case TIOCGSID:
        return job_is_controlling() ? put_number(argument, job_session()) : -ENOTTY;
    default:
        return -ENOTTY;
    }
}
