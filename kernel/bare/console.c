// The console without Linux's terminals: a line can be read when it was typed to its end. Until
// then backspace takes back its last character. Ctrl-D ends the line without a newline; an empty
// line that ends so is the end of the file.
#include "kernel/bare/console.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/printf.h"
#include "kernel/sleep.h"
#include "mm/usercopy.h"

enum { TIOCGWINSZ = 0x5413 };
enum { BACKSPACE = '\b', DELETE = 0x7f, CTRL_D = 4 };
enum { INPUT_SIZE = 1024, PIECE = 256 };

// Typed characters. The counters never go back; a character's place is its number % INPUT_SIZE.
static char input[INPUT_SIZE];
static uint32_t head, ready, tail; // to be read next; end of the complete lines; of all
static bool end_of_file;

static void add(char c) {
    if (tail - head == INPUT_SIZE)
        return;
    input[tail++ % INPUT_SIZE] = c;
    console_putc(c);
}

void personality_console_input(char c) {
    if (c == BACKSPACE || c == DELETE) {
        if (tail == ready)
            return;
        tail--;
        for (const char *erase = "\b \b"; *erase; erase++)
            console_putc(*erase);
    } else if (c != CTRL_D) {
        add(c == '\r' ? '\n' : c);
    }
    if (c == CTRL_D && tail == ready)
        end_of_file = true;
    if (c == CTRL_D || c == '\r' || c == '\n')
        ready = tail;
    wake_up(input);
}

static int64_t read_line(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    uint64_t wanted = uio->left;
    int error = 0;
    while (head == ready && !end_of_file)
        if ((error = sleep_on(input, true)) < 0)
            return error;
    end_of_file = end_of_file && head != ready;
    for (char c = 0; error == 0 && head != ready && uio->left > 0 && c != '\n';) {
        c = input[head % INPUT_SIZE];
        if ((error = uio_copy_to(uio, &c, 1)) == 0)
            head++;
    }
    return uio_result(uio, wanted, error);
}

static int64_t print(struct file *file, struct uio *uio, uint64_t *position) {
    (void)file, (void)position;
    char piece[PIECE];
    uint64_t wanted = uio->left;
    int error = 0;
    while (uio->left > 0 && (error = uio_next(uio)) == 0) {
        size_t n = min(uio->length, PIECE);
        if ((error = uio_copy_all(uio, piece, NULL, n)) < 0)
            break;
        for (size_t i = 0; i < n; i++)
            console_putc(piece[i]);
        breathe();
    }
    return uio_result(uio, wanted, error);
}

// Programs ask for a window's size to know whether a file is a terminal. This one's is unknown.
static int64_t control(struct file *file, uint64_t request, uint64_t to) {
    (void)file;
    enum { SIZE = 8 };
    return request == TIOCGWINSZ ? zero_user(to, SIZE) : -ENOTTY;
}

const struct file_ops console_ops = {.read = read_line, .write = print, .ioctl = control};
