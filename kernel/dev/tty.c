// The terminal: /dev/console and /dev/tty as files. What happens to the bytes is the part of
// line.c, and who may use the terminal that of job.c.
#include "kernel/dev/tty.h"
#include "kernel/dev/job.h"
#include "kernel/dev/line.h"
#include "kernel/dev/timer.h"
#include "kernel/errno.h"
#include "kernel/fs/poll.h"
#include "kernel/fs/uio.h"
#include "mm/usercopy.h"
#include "proc/sched.h"
#include "proc/signal.h"

enum { PIECE = 256, COLUMNS = 80, ROWS = 25 };
#define DEVICE_TTY 0x500u // number 5:0: whatever terminal controls the process
#define NS_PER_DECISECOND 100000000ul

struct window_size {
    uint16_t rows, columns, x_pixels, y_pixels;
};

static struct line line; // sleep on it for input
static struct window_size window = {.rows = ROWS, .columns = COLUMNS};
static bool writing; // somebody's write is under way; sleep on it

void tty_init(void) {
    line_init(&line);
}

void tty_input(char c) {
    int signal = line_input(&line, c);
    if (signal)
        job_signal(signal);
    wake_up(&line);
    poll_wake();
}

// ---- Files

// A leader of a session without a terminal gets this one by opening it.
static int tty_open(struct file *file) {
    if (file->inode->device == DEVICE_TTY)
        return job_is_controlling() ? 0 : -ENXIO;
    if (!(file->flags & O_NOCTTY))
        job_take_terminal();
    return 0;
}

// Sleeps until a read of n bytes can be answered, perhaps with nothing. Outside canonical mode VMIN
// bytes are enough, or those that are there when for VTIME tenths of a second none came: after the
// first byte, or if VMIN is 0, from the beginning.
static int wait_for_input(const struct file *file, uint64_t n) {
    size_t had = SIZE_MAX;
    uint64_t deadline = 0;
    for (;;) {
        int error = job_must_be_foreground(SIGTTIN);
        if (error < 0)
            return error;
        const uint8_t *characters = line.settings.characters;
        bool canonical = line.settings.local & ICANON;
        uint8_t least = characters[VMIN], time = canonical ? 0 : characters[VTIME];
        size_t have = line_waiting(&line);
        size_t wanted = canonical || (least == 0 && time > 0) ? 1 : n < least ? n : least;
        if (have >= wanted)
            return 0;
        if (file->flags & O_NONBLOCK)
            return have > 0 ? 0 : -EAGAIN;
        if (had != have)
            deadline = timer_now() + time * NS_PER_DECISECOND;
        had = have;
        bool timed = time > 0 && (least == 0 || have > 0);
        error = timed ? sleep_until(&line, deadline) : sleep_on(&line, true);
        if (error < 0)
            return error == -ETIMEDOUT ? 0 : error;
    }
}

// Readable with what a read would return at once; with VTIME, a byte makes that a matter of time.
static unsigned tty_poll(struct file *file) {
    (void)file;
    const uint8_t *characters = line.settings.characters;
    bool counts = !(line.settings.local & ICANON) && characters[VTIME] == 0 && characters[VMIN] > 0;
    size_t wanted = counts ? characters[VMIN] : 1;
    return POLL_WRITABLE | (line_waiting(&line) >= wanted ? POLL_READABLE : 0);
}

static int64_t tty_read(struct file *file, uint64_t buffer, uint64_t n, uint64_t *position) {
    (void)position;
    int error = wait_for_input(file, n);
    if (error < 0)
        return error;
    char piece[PIECE];
    uint64_t done = 0;
    for (bool end = false; done < n && !end;) {
        size_t got = line_take(&line, piece, n - done < PIECE ? n - done : PIECE, &end);
        if (got == 0)
            break;
        if (copy_to_user(buffer + done, piece, got) < 0)
            return done ? (int64_t)done : -EFAULT;
        done += got;
    }
    return done;
}

// Interrupts on for a moment: a long output to a slow port must not swallow what is typed and the
// timer's ticks. Interrupts do not switch processes while the kernel runs.
static void let_interrupts_in(void) {
    asm volatile("sti; nop; cli" : : : "memory");
}

static int64_t write_pieces(struct uio *uio) {
    char piece[PIECE];
    uint64_t wanted = uio->left;
    while (uio->left > 0) {
        if (uio_next(uio) < 0)
            break;
        size_t n = uio->length < PIECE ? uio->length : PIECE;
        if (uio_copy_from(uio, piece, n) < 0)
            break;
        line_output(&line, piece, n);
        let_interrupts_in();
        if (signal_waiting(current))
            break;
    }
    return uio->left < wanted ? (int64_t)(wanted - uio->left) : -EFAULT;
}

// One write at a time: copying from the user may sleep, and two outputs must not mix there.
static int64_t tty_writev(struct file *file, struct uio *uio) {
    (void)file;
    int error = line.settings.local & TOSTOP ? job_must_be_foreground(SIGTTOU) : 0;
    while (error == 0 && writing)
        error = sleep_on(&writing, true);
    if (error < 0)
        return error;
    writing = true;
    int64_t result = write_pieces(uio);
    writing = false;
    wake_up(&writing);
    return result;
}

static int64_t tty_write(struct file *file, uint64_t buffer, uint64_t n, uint64_t *position) {
    (void)position;
    struct uio uio = uio_buffer(buffer, n);
    return tty_writev(file, &uio);
}

// ---- Settings

static int64_t set_settings(uint64_t from, bool flush) {
    struct termios settings;
    if (copy_from_user(&settings, from, sizeof settings) < 0)
        return -EFAULT;
    int error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (flush)
        line_flush(&line);
    line_set(&line, &settings);
    wake_up(&line); // what the sleeping readers wait for may be something else now
    poll_wake();
    return 0;
}

static int64_t set_window(uint64_t from) {
    struct window_size size;
    if (copy_from_user(&size, from, sizeof size) < 0)
        return -EFAULT;
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
    if (queue != OUTPUT) // which is never kept
        line_flush(&line);
    return 0;
}

static int64_t tty_ioctl(struct file *file, uint64_t request, uint64_t argument) {
    enum {
        TCGETS = 0x5401,
        TCSETS = 0x5402,
        TCSETSW = 0x5403,
        TCSETSF = 0x5404,
        TCFLSH = 0x540b,
        TIOCSCTTY = 0x540e,
        TIOCGPGRP = 0x540f,
        TIOCSPGRP = 0x5410,
        TIOCGWINSZ = 0x5413,
        TIOCSWINSZ = 0x5414,
        FIONREAD = 0x541b,
        TIOCNOTTY = 0x5422,
        TIOCGSID = 0x5429,
    };
    (void)file;
    switch (request) {
    case TCGETS:
        return copy_to_user(argument, &line.settings, sizeof line.settings);
    case TCSETS:
    case TCSETSW: // output is shown at once, so there is none to wait for
        return set_settings(argument, false);
    case TCSETSF:
        return set_settings(argument, true);
    case TCFLSH:
        return flush(argument);
    case TIOCSCTTY:
        return job_take_terminal();
    case TIOCGPGRP:
        return job_is_controlling() ? put_number(argument, job_foreground()) : -ENOTTY;
    case TIOCSPGRP:
        return set_foreground(argument);
    case TIOCGWINSZ:
        return copy_to_user(argument, &window, sizeof window);
    case TIOCSWINSZ:
        return set_window(argument);
    case FIONREAD:
        return put_number(argument, line_waiting(&line));
    case TIOCNOTTY:
        return job_give_up_terminal();
    case TIOCGSID:
        return job_is_controlling() ? put_number(argument, job_session()) : -ENOTTY;
    default:
        return -ENOTTY;
    }
}

const struct file_ops tty_ops = {
    .open = tty_open,
    .read = tty_read,
    .write = tty_write,
    .writev = tty_writev,
    .ioctl = tty_ioctl,
    .poll = tty_poll,
};
