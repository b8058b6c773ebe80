// The line discipline: what happens to typed bytes before a program reads them, and to written ones
// before the screen shows them (POSIX.1-2017, chapter 11, "General Terminal Interface"). It knows
// neither files nor processes; tty.c does.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Linux's kernel structure (ioctl_tty(2)), and those of its flags that are honoured.
enum { LINE_CHARACTERS = 19 };
struct termios {
    uint32_t input, output, control, local;
    uint8_t discipline;
    uint8_t characters[LINE_CHARACTERS];
};
_Static_assert(sizeof(struct termios) == 36, "Linux x86-64 ABI");

enum { INLCR = 0100, IGNCR = 0200, ICRNL = 0400, IXON = 02000, IXANY = 04000, IUTF8 = 040000 };
enum { OPOST = 1, ONLCR = 4 };
enum { ISIG = 01, ICANON = 02, ECHO = 010, ECHOE = 020, ECHOK = 040, ECHONL = 0100, NOFLSH = 0200 };
enum { TOSTOP = 0400, ECHOCTL = 01000, ECHOKE = 04000, IEXTEN = 0100000 };

// Indices of characters[]; the character 0 means that there is none.
enum { VINTR, VQUIT, VERASE, VKILL, VEOF, VTIME, VMIN };
enum { VSTART = 8, VSTOP, VSUSP, VEOL, VREPRINT, VWERASE = 14, VLNEXT, VEOL2 };

enum { LINE_MAX = 4096 }; // as much unread input as there is space for; a power of two

// The input is a queue; its last part, the line being typed, can still be edited.
//
//       head                    ready                tail
//         | what read() may take  | the line being typed |
//
// The three count for ever; the place of number i is i % LINE_MAX. All zero is an empty line
// without settings.
struct line {
    struct termios settings;
    uint32_t head, ready, tail;
    uint16_t input[LINE_MAX]; // a byte, and the marks below
    unsigned column;          // of the cursor, as far as it is known
    unsigned start_column;    // where the line being typed begins
    bool literal;             // the next byte has no special meaning (VLNEXT)
    bool stopped;             // output is to wait (VSTOP); sleep on the line
};

enum {
    LINE_END = 0x100,         // the last byte of a line
    LINE_END_OF_FILE = 0x300, // a line's end that no reader sees
};

// The settings that a terminal has at first.
void line_init(struct line *line);

// A typed byte. Returns the signal that it means to the foreground process group, else 0. Never
// sleeps.
int line_input(struct line *line, char c);

// Written bytes, to the console. Never sleeps.
void line_output(struct line *line, const char *bytes, size_t n);

// How many bytes wait to be read; an end of file counts for one.
size_t line_waiting(const struct line *line);

// Takes at most `size` (at least 1) of the waiting bytes, and no more than a line. Returns how
// many. *end: the line was taken to its end.
size_t line_take(struct line *line, char *to, size_t size, bool *end);

// Forgets all input.
void line_flush(struct line *line);

// New settings. What was typed until now can be read at once if lines are no longer edited.
void line_set(struct line *line, const struct termios *settings);
