// The terminal: /dev/console and /dev/tty as files. line.c edits what is typed, job.c knows which
// processes may use the terminal, tty_ioctl.c changes its settings.
#include "kernel/linux/terminal/tty.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/files/poll.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/terminal/job.h"
#include "kernel/linux/terminal/screen.h"
#include "kernel/personality.h"
#include "proc/sched.h"

enum { PIECE = 256 };

struct line tty_line;
static bool at_screen; // the last byte came from the keyboard
static bool writing;   // a write is under way; sleep on it

void tty_init(void) {
    line_init(&tty_line);
}

void tty_input(char c) {
    int signal = line_input(&tty_line, c);
    if (signal)
        job_signal(signal);
    wake_up(&tty_line);
    file_changed();
}

void tty_keyboard_input(char c) {
    at_screen = true;
    tty_input(c);
}

void personality_console_input(char c) {
    at_screen = false;
    tty_input(c);
}

// A program may ask the terminal something. The terminal at the other end of the serial line gets
// the question, too: only the one at which the user types may answer.
static void pass_on_answer(void) {
    for (const char *c = screen_answer(); *c && at_screen; c++)
        tty_input(*c);
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

// Sleeps until a read of n bytes has a result, which may be none. Outside canonical mode VMIN bytes
// are enough. With VTIME, so are those that are there when no byte came for so many tenths of a
// second: after the first byte, or, if VMIN is 0, from the beginning.
static int wait_for_input(const struct file *file, uint64_t n) {
    size_t had = SIZE_MAX;
    uint64_t deadline = 0;
    for (;;) {
        int error = job_must_be_foreground(SIGTTIN);
        if (error < 0)
            return error;
        const uint8_t *characters = tty_line.settings.characters;
        bool canonical = tty_line.settings.local & ICANON;
        uint8_t least = characters[VMIN], time = canonical ? 0 : characters[VTIME];
        size_t have = line_waiting(&tty_line);
        size_t wanted = canonical || (least == 0 && time > 0) ? 1 : min(n, least);
        if (have >= wanted)
            return 0;
        if (file->flags & O_NONBLOCK)
            return have > 0 ? 0 : -EAGAIN;
        if (had != have)
            deadline = timer_now() + time * (NS_PER_SECOND / 10);
        had = have;
        bool timed = time > 0 && (least == 0 || have > 0);
        error = sleep_until(&tty_line, true, timed ? deadline : NEVER);
        if (error < 0)
            return error == -ETIMEDOUT ? 0 : error;
    }
}

// Readable if a read would return at once; with VTIME, if there is a byte.
static unsigned tty_poll(struct file *file) {
    (void)file;
    const uint8_t *characters = tty_line.settings.characters;
    bool counts = !(tty_line.settings.local & ICANON) && characters[VTIME] == 0;
    size_t wanted = counts ? max(characters[VMIN], 1) : 1;
    return POLL_WRITABLE | (line_waiting(&tty_line) >= wanted ? POLL_READABLE : 0);
}

static int64_t tty_read(struct file *file, struct uio *uio, uint64_t *position) {
    (void)position;
    uint64_t wanted = uio->left;
    int error = wait_for_input(file, wanted);
    char piece[PIECE];
    for (bool end = false; error == 0 && uio->left > 0 && !end;) {
        size_t got = line_take(&tty_line, piece, min(uio->left, PIECE), &end);
        if (got == 0)
            break;
        error = uio_copy_to(uio, piece, got);
    }
    return uio_result(uio, wanted, error);
}

static int64_t write_pieces(const struct file *file, struct uio *uio) {
    char piece[PIECE];
    uint64_t wanted = uio->left;
    int error = 0;
    while (uio->left > 0 && !signals_waiting(current)) {
        while (tty_line.stopped && error == 0)
            error = file->flags & O_NONBLOCK ? -EAGAIN : sleep_on(&tty_line, true);
        if (error < 0 || (error = uio_next(uio)) < 0)
            break;
        size_t n = min(uio->length, PIECE);
        if ((error = uio_copy_all(uio, piece, NULL, n)) < 0)
            break;
        line_output(&tty_line, piece, n);
        pass_on_answer();
        breathe();
    }
    return uio_result(uio, wanted, error ? error : -EINTR);
}

// One write at a time: copying from the user may sleep, and two outputs must not mix.
static int64_t tty_write(struct file *file, struct uio *uio, uint64_t *position) {
    (void)position;
    int error = tty_line.settings.local & TOSTOP ? job_must_be_foreground(SIGTTOU) : 0;
    while (error == 0 && writing)
        error = sleep_on(&writing, true);
    if (error < 0)
        return error;
    writing = true;
    int64_t result = write_pieces(file, uio);
    writing = false;
    wake_up(&writing);
    return result;
}

const struct file_ops tty_ops = {
    .open = tty_open,
    .read = tty_read,
    .write = tty_write,
    .ioctl = tty_ioctl,
    .poll = tty_poll,
};
