// What can be asked of a terminal and set in it (ioctl_tty(2)): the line discipline's settings, the
// window's size, whose terminal it is, and what becomes of bytes under way.
#include "kernel/dev/job.h"
#include "kernel/dev/tty.h"
#include "kernel/errno.h"
#include "kernel/fs/poll.h"
#include "kernel/string.h"
#include "mm/usercopy.h"
#include "proc/sched.h"
#include "proc/signal.h"

enum { COLUMNS = 80, ROWS = 25 };

struct window_size {
    uint16_t rows, columns, x_pixels, y_pixels;
};

static struct window_size window = {.rows = ROWS, .columns = COLUMNS};

static int64_t set_settings(uint64_t from, bool flush) {
    struct termios settings;
    if (copy_from_user(&settings, from, sizeof settings) < 0)
        return -EFAULT;
    int error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (flush)
        line_flush(&tty_line);
    line_set(&tty_line, &settings);
    wake_up(&tty_line); // what the sleeping readers wait for may be something else now
    poll_wake();
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

// TCXONC: the output waits or goes on, as by VSTOP and VSTART. The input is no other computer's, to
// be asked to wait.
static int64_t control_flow(uint64_t action) {
    enum { OUTPUT_OFF, OUTPUT_ON, INPUT_OFF, INPUT_ON };
    if (action > INPUT_ON)
        return -EINVAL;
    int error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (action == OUTPUT_OFF || action == OUTPUT_ON)
        tty_line.stopped = action == OUTPUT_OFF;
    wake_up(&tty_line);
    return 0;
}

static int64_t type_byte(uint64_t from) {
    char c;
    if (copy_from_user(&c, from, 1) < 0)
        return -EFAULT;
    tty_input(c);
    return 0;
}

int64_t tty_ioctl(struct file *file, uint64_t request, uint64_t argument) {
    enum {
        TCGETS = 0x5401,
        TCSETS = 0x5402,
        TCSETSW = 0x5403,
        TCSETSF = 0x5404,
        TCSBRK = 0x5409,
        TCXONC = 0x540a,
        TCFLSH = 0x540b,
        TIOCSCTTY = 0x540e,
        TIOCGPGRP = 0x540f,
        TIOCSPGRP = 0x5410,
        TIOCOUTQ = 0x5411,
        TIOCSTI = 0x5412,
        TIOCGWINSZ = 0x5413,
        TIOCSWINSZ = 0x5414,
        FIONREAD = 0x541b,
        TIOCNOTTY = 0x5422,
        TIOCGETD = 0x5424,
        TCSBRKP = 0x5425,
        TIOCGSID = 0x5429,
    };
    (void)file;
    switch (request) {
    case TCGETS:
        return copy_to_user(argument, &tty_line.settings, sizeof tty_line.settings);
    case TCSETS:
    case TCSETSW: // output is shown at once, so there is none to wait for
        return set_settings(argument, false);
    case TCSETSF:
        return set_settings(argument, true);
    case TCSBRK: // a break, or tcdrain; nothing is kept that could be waited for
    case TCSBRKP:
        return job_must_be_foreground(SIGTTOU);
    case TCXONC:
        return control_flow(argument);
    case TCFLSH:
        return flush(argument);
    case TIOCSCTTY:
        return job_take_terminal();
    case TIOCGPGRP:
        return job_is_controlling() ? put_number(argument, job_foreground()) : -ENOTTY;
    case TIOCSPGRP:
        return set_foreground(argument);
    case TIOCOUTQ:
    case TIOCGETD: // the usual line discipline
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
