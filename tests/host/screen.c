// Shows what the screen makes of text with escape sequences: where characters appear, what is
// erased, scrolled and moved, what it answers, and that no sequence, however strange, gets out of
// the screen's bounds.
#include "kernel/linux/terminal/screen.c"
#include "kernel/lib/format.h"
#include "kernel/linux/terminal/colours.c"
#include "kernel/linux/terminal/escape.c"
#include "tests/host/host.h"
#include <string.h>

// ---- The cells, with bounds that are watched

static uint16_t cells[VGA_ROWS][VGA_COLUMNS];
static unsigned shown_row, shown_column;
static bool visible;

static void in_bounds(unsigned row, unsigned first, unsigned end) {
    expect(row < VGA_ROWS && first <= end && end <= VGA_COLUMNS, "cells %u to %u of row %u", first,
           end, row);
}

void vga_init(void) {
    memset(cells, 0, sizeof cells);
}
void vga_put(unsigned row, unsigned column, uint16_t cell) {
    in_bounds(row, column, column + 1);
    cells[row][column] = cell;
}
void vga_fill(unsigned row, unsigned first, unsigned end, uint16_t cell) {
    in_bounds(row, first, end);
    for (; first < end; first++)
        cells[row][first] = cell;
}
void vga_scroll(unsigned top, unsigned end, int lines, uint16_t blank) {
    expect(top < end && end <= VGA_ROWS, "rows %u to %u", top, end);
    for (; lines != 0; lines += lines < 0 ? 1 : -1) {
        unsigned height = end - top - 1, from = lines > 0 ? top + 1 : top;
        memmove(cells[lines > 0 ? top : top + 1], cells[from], height * sizeof cells[0]);
        vga_fill(lines > 0 ? end - 1 : top, 0, VGA_COLUMNS, blank);
    }
}
void vga_shift(unsigned row, unsigned column, int count, uint16_t blank) {
    in_bounds(row, column, column + 1);
    for (; count != 0; count += count < 0 ? 1 : -1) {
        uint16_t *at = &cells[row][column];
        unsigned rest = VGA_COLUMNS - column - 1;
        memmove(count > 0 ? at : at + 1, count > 0 ? at + 1 : at, rest * sizeof *at);
        cells[row][count > 0 ? VGA_COLUMNS - 1 : column] = blank;
    }
}
void vga_move_cursor(unsigned row, unsigned column) {
    in_bounds(row, column, column + 1);
    shown_row = row;
    shown_column = column;
}
void vga_show_cursor(bool on) {
    visible = on;
}
int ksnprintf(char *to, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return n;
}

// ---- One screen

static void write_text(const char *text) {
    while (*text)
        screen_putc(*text++);
}

// A fresh screen with this on it.
static void show(const char *text) {
    screen_init();
    write_text(text);
}

// The rows from `first` on, without blanks at their ends.
static void expect_rows(const char *what, unsigned first, const char *const *rows, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        char row[VGA_COLUMNS + 1];
        unsigned length = 0;
        for (unsigned column = 0; column < VGA_COLUMNS; column++) {
            row[column] = cells[first + i][column] & 0xff;
            length = row[column] == ' ' ? length : column + 1;
        }
        row[length] = '\0';
        expect(strcmp(row, rows[i]) == 0, "%s, row %u: \"%s\", not \"%s\"", what, first + i, row,
               rows[i]);
    }
}

// (A macro, to count the rows.)
#define EXPECT(text, first, ...)                                                                   \
    do {                                                                                           \
        const char *rows[] = {__VA_ARGS__};                                                        \
        show(text);                                                                                \
        expect_rows(text, first, rows, sizeof rows / sizeof *rows);                                \
    } while (0)

static void expect_cursor(const char *text, unsigned row, unsigned column) {
    show(text);
    expect(shown_row == row && shown_column == column, "cursor of \"%s\": %u, %u, not %u, %u", text,
           shown_row, shown_column, row, column);
}

#define LINES "1\r\n2\r\n3\r\n4\r\n5\r\n6"

static void plain_text(void) {
    EXPECT("one\r\ntwo\tx\b\by", 0, "one", "two    yx");
    EXPECT("\033[1;80Habc\033[1;80H\033[X", 0, "", "bc");
    expect_cursor("\033[1;79Hab", 0, 79); // the line is full, no more
    expect_cursor("\033[1;79Hab\r\n", 1, 0);
    EXPECT("a\303\244b", 0,
           "a\xfe"
           "b");
    EXPECT("\033]0;a title\007x\033]2;two\033\\y\033(Bz\033)0w", 0, "xyzw");
    EXPECT("\033[25;1Hlast\nx", 23, "last", "    x");
}

static void motion(void) {
    expect_cursor("\033[5;10H", 4, 9);
    expect_cursor("\033[H", 0, 0);
    expect_cursor("\033[99;999H", 24, 79);
    expect_cursor("\033[5;10H\033[2A\033[3C\033[B\033[D", 3, 11);
    expect_cursor("\033[99A\033[99D", 0, 0);
    expect_cursor("\033[5;10H\033[2E", 6, 0);
    expect_cursor("\033[5;10H\033[2F", 2, 0);
    expect_cursor("\033[5;10H\033[7G\033[3d", 2, 6);
    expect_cursor("\033[5;10H\0337\033[H\0338", 4, 9);
    expect_cursor("\033[5;10H\033[s\033[H\033[u", 4, 9);
    expect_cursor("\033[5\0335", 0, 0); // broken off
    expect_cursor("\033M\033D\033D\033E", 3, 0);
}

static void erasing(void) {
    EXPECT("abcdef\033[3D\033[K", 0, "abc");
    EXPECT("abcdef\033[3D\033[1K", 0, "    ef");
    EXPECT("abcdef\033[3D\033[2K", 0, "");
    EXPECT(LINES "\033[3;1H\033[J", 0, "1", "2", "", "", "");
    EXPECT(LINES "\033[3;1H\033[1J", 0, "", "", "", "4", "5");
    EXPECT(LINES "\033[2J", 0, "", "", "", "", "", "");
    EXPECT("abcdef\033[4D\033[2X", 0, "ab  ef");
    EXPECT("abcdef\033[4D\033[2P", 0, "abef");
    EXPECT("abcdef\033[4D\033[2@", 0, "ab  cdef");
    EXPECT("abcdef\033[4D\033[4hXY\033[4lZ", 0, "abXYZdef");
    EXPECT("abc\033[999P\033[999@\033[999X", 0, "abc");
}

static void scrolling(void) {
    EXPECT(LINES "\033[2;1H\033[2L", 0, "1", "", "", "2", "3");
    EXPECT(LINES "\033[2;1H\033[2M", 0, "1", "4", "5", "6", "");
    EXPECT(LINES "\033[2;4r\033[4;1H\nx", 0, "1", "3", "4", "x", "5", "6");
    EXPECT(LINES "\033[2;4r\033[2;1H\033Mx", 0, "1", "x", "2", "3", "5", "6");
    EXPECT(LINES "\033[2;4r\033[3;1H\033[L", 0, "1", "2", "", "3", "5", "6");
    EXPECT(LINES "\033[2;4r\033[5;1H\033[L", 0, "1", "2", "3", "4", "5", "6"); // outside
    EXPECT(LINES "\033[2;4r\033[S", 0, "1", "3", "4", "", "5", "6");
    EXPECT(LINES "\033[2;4r\033[T", 0, "1", "", "2", "3", "5", "6");
    EXPECT(LINES "\033[2;4r\033[r\033[25;1H\n", 0, "2", "3", "4", "5", "6");
    EXPECT(LINES "\033[4;2r\033[25;1H\n", 0, "2"); // no such region
    EXPECT(LINES "\033[2;4r\033[25;1H\n\nx", 0, "1", "2", "3", "4", "5", "6");
    expect_cursor(LINES "\033[2;4r", 0, 0);
    EXPECT(LINES "\033[2;4r\033cx", 0, "x", "", "");
}

static void expect_cell(const char *text, uint8_t front, uint8_t back) {
    show(text);
    expect(cells[0][0] == vga_cell('x', front, back), "colours of \"%s\": %04x", text, cells[0][0]);
}

static void colours(void) {
    expect_cell("x", 7, 0);
    expect_cell("\033[1mx", 15, 0);
    expect_cell("\033[7mx", 0, 7);
    expect_cell("\033[31;44mx", 4, 1);
    expect_cell("\033[1;31m\033[mx", 7, 0);
    expect_cell("\033[1;7;32m\033[22;27mx", 2, 0);
    expect_cell("\033[31m\0337\033[0m\0338x", 4, 0);
    expect_cell("\033[38;5;44mx", 7, 0);
    expect_cell("\033[93mx", 14, 0);
    show("\033[?25l");
    expect(!visible, "the cursor shows");
    write_text("\033[?25h");
    expect(visible, "the cursor does not show");
}

static void answers(void) {
    show("\033[5;10H\033[6n");
    expect(strcmp(screen_answer(), "\033[5;10R") == 0, "where is the cursor?");
    expect(*screen_answer() == '\0', "told twice");
    write_text("\033[5n");
    expect(strcmp(screen_answer(), "\033[0n") == 0, "how are you?");
}

static void noise(void) {
    screen_init();
    for (int i = 0; i < 2000000; i++) {
        static const char likely[] = "\033\033[[[0123456789;;?@ABCDEFGHJKLMPSTXrhlmnsu78\n\r\b\tx";
        screen_putc(random_below(4) ? likely[random_below(sizeof likely - 1)]
                                    : (char)random_below(256));
        screen_answer();
    }
}

int main(void) {
    write_text("before there is a screen");
    plain_text();
    motion();
    erasing();
    scrolling();
    colours();
    answers();
    noise();
    return finish();
}
