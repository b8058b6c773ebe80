// The terminal: a line discipline between the console's two keyboards (serial, PS/2) and its two
// screens (serial, VGA). Canonical mode with echo, erase (^H, DEL), kill (^U), word erase (^W), end
// of file (^D), ^C ^\ ^Z as signals to the foreground process group; termios flags ICANON ECHO ISIG
// ICRNL OPOST ONLCR are honoured.
#pragma once
#include "kernel/fs/file.h"

void tty_init(void);

// A byte from a keyboard or the serial line. Called from interrupts.
void tty_input(char c);

// /dev/console and /dev/tty. read sleeps for input (-EINTR on a signal); ioctl: TCGETS, TCSETS,
// TCSETSW, TCSETSF, TIOCGWINSZ, TIOCGPGRP, TIOCSPGRP, FIONREAD.
extern const struct file_ops tty_ops;
