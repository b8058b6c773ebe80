// The terminal: a line discipline (line.h) between the console's two keyboards (serial, PS/2) and
// its two screens (serial, VGA), and job control. Canonical mode with echo, erase (^H, DEL), kill
// (^U), word erase (^W), end of file (^D), ^C ^\ ^Z as signals to the foreground process group.
#pragma once
#include "kernel/fs/file.h"

void tty_init(void);

// A byte from a keyboard or the serial line. Called from interrupts.
void tty_input(char c);

// /dev/console and /dev/tty. read sleeps for input (-EINTR on a signal, -EAGAIN with O_NONBLOCK);
// a read from the background sends SIGTTIN. ioctl: termios, window size, process groups, FIONREAD.
extern const struct file_ops tty_ops;
