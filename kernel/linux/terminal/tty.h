// The terminal: a line discipline (line.h) between the console's two keyboards (serial, PS/2) and
// its two screens (serial, VGA), and job control. Canonical mode with echo, erase (^H, DEL), kill
// (^U), word erase (^W), end of file (^D), ^C ^\ ^Z as signals to the foreground process group.
#pragma once
#include "kernel/fs/file.h"
#include "kernel/linux/terminal/line.h"

void tty_init(void);

// A byte from the PS/2 keyboard. Called from the interrupt.
void tty_keyboard_input(char c);

// /dev/console and /dev/tty. read sleeps for input (-EINTR on a signal, -EAGAIN with O_NONBLOCK);
// a read from the background sends SIGTTIN. ioctl: termios, window size, process groups, FIONREAD.
extern const struct file_ops tty_ops;

// ---- What tty.c and tty_ioctl.c share

extern struct line tty_line; // sleep on it for input, for output to go on, and for settings

// A byte as if it were typed. Never sleeps.
void tty_input(char c);

int64_t tty_ioctl(struct file *file, uint64_t request, uint64_t argument);
