// The screen: VGA text mode, 80 x 25 cells of two bytes (character, colours) in video memory. The
// memory has room for eight screens, so scrolling moves the window over it instead of the text in
// it: video memory is slow, above all in an emulator. A small state machine picks the ANSI escape
// sequences out of the text (ECMA-48; the console_codes(4) manual page).
#include "kernel/dev/vga.h"
#include "kernel/io.h"
#include "mm/layout.h"
#include <stdbool.h>
#include <stddef.h>

#define TEXT_MEMORY 0xb8000ul

enum { ROWS = 25, COLUMNS = 80, SCREEN = ROWS * COLUMNS, MEMORY_CELLS = 0x8000 / 2 };

// The CRT controller: an index port, a data port behind it, 16-bit values in register pairs.
enum { CRTC = 0x3d4, CRTC_CURSOR_SHAPE = 0x0a, CRTC_START = 0x0c, CRTC_CURSOR = 0x0e };
enum { CURSOR_OFF = 0x20, CURSOR_FIRST_LINE = 13, CURSOR_LAST_LINE = 14 };

enum { BLACK = 0, GREY = 7, BRIGHT = 8, UNKNOWN_CHARACTER = 0xfe };

static volatile uint16_t *memory; // NULL until vga_init
static unsigned origin;           // the cell in the screen's top left corner

// column == COLUMNS: the line is full, and the next character goes to the next one. Only then, so
// that a line of 80 does not leave an empty one behind it.
static unsigned row, column, saved_row, saved_column;

static uint8_t foreground, background;
static bool bold, reverse;

static enum { TEXT, ESCAPE, SEQUENCE } state;
enum { PARAMETERS = 8 };
static unsigned parameter[PARAMETERS], parameters; // of the sequence under way
static bool private;                               // it began with a ?

static void crtc_write(uint8_t index, uint8_t value) {
    outw(CRTC, index | value << 8);
}

static void crtc_write_pair(uint8_t index, uint16_t value) {
    crtc_write(index, value >> 8);
    crtc_write(index + 1, value & 0xff);
}

static uint16_t cell(uint8_t character) {
    uint8_t front = foreground | (bold ? BRIGHT : 0);
    uint8_t back = background;
    if (reverse) {
        front = background;
        back = foreground & ~BRIGHT; // which would make the background blink
    }
    return character | front << 8 | back << 12;
}

// Blanks cells of the screen, counted from its top left corner.
static void erase(unsigned first, unsigned end) {
    for (unsigned i = first; i < end; i++)
        memory[origin + i] = cell(' ');
}

static void scroll(void) {
    unsigned next = origin + COLUMNS;
    if (next + SCREEN > MEMORY_CELLS) { // the end of the memory: go on at its start
        for (unsigned i = 0; i < SCREEN - COLUMNS; i++)
            memory[i] = memory[next + i];
        next = 0;
    }
    origin = next;
    erase(SCREEN - COLUMNS, SCREEN);
    crtc_write_pair(CRTC_START, origin);
}

static void line_feed(void) {
    if (row < ROWS - 1)
        row++;
    else
        scroll();
}

static void print(uint8_t character) {
    if (column == COLUMNS) {
        column = 0;
        line_feed();
    }
    memory[origin + row * COLUMNS + column++] = cell(character);
}

static void move_to(int to_row, int to_column) {
    row = to_row < 0 ? 0 : to_row >= ROWS ? ROWS - 1 : to_row;
    column = to_column < 0 ? 0 : to_column >= COLUMNS ? COLUMNS - 1 : to_column;
}

static void save_cursor(void) {
    saved_row = row;
    saved_column = column;
}

static void reset_colours(void) {
    foreground = GREY;
    background = BLACK;
    bold = reverse = false;
}

// ANSI counts red 1, green 2, blue 4; VGA counts blue 1, green 2, red 4.
static uint8_t vga_colour(unsigned ansi) {
    return (ansi & 1) << 2 | (ansi & 2) | (ansi & 4) >> 2;
}

// CSI … m
static void set_colour(unsigned code) {
    if (code == 0)
        reset_colours();
    else if (code == 1 || code == 22)
        bold = code == 1;
    else if (code == 7 || code == 27)
        reverse = code == 7;
    else if (code >= 30 && code <= 37)
        foreground = vga_colour(code - 30);
    else if (code == 39)
        foreground = GREY;
    else if (code >= 40 && code <= 47)
        background = vga_colour(code - 40);
    else if (code == 49)
        background = BLACK;
    else if (code >= 90 && code <= 97)
        foreground = vga_colour(code - 90) | BRIGHT;
}

// CSI n J and CSI n K erase from the cursor to the end (0), from the start to the cursor (1) or all
// (2), of the screen or the line.
static void erase_part(unsigned how, unsigned start, unsigned end) {
    unsigned cursor = row * COLUMNS + (column < COLUMNS ? column : COLUMNS - 1);
    if (how == 0)
        erase(cursor, end);
    else if (how == 1)
        erase(start, cursor + 1);
    else
        erase(start, end);
}

static void end_sequence(char final) {
    int n = parameter[0] ? parameter[0] : 1; // a missing count means one
    switch (final) {
    case 'A':
        move_to((int)row - n, column);
        break;
    case 'B':
        move_to(row + n, column);
        break;
    case 'C':
        move_to(row, column + n);
        break;
    case 'D':
        move_to(row, (int)column - n);
        break;
    case 'G':
        move_to(row, n - 1);
        break;
    case 'd':
        move_to(n - 1, column);
        break;
    case 'H':
    case 'f':
        move_to(n - 1, (int)parameter[1] - 1);
        break;
    case 'J':
        erase_part(parameter[0], 0, SCREEN);
        break;
    case 'K':
        erase_part(parameter[0], row * COLUMNS, (row + 1) * COLUMNS);
        break;
    case 'm':
        for (unsigned i = 0; i <= parameters && i < PARAMETERS; i++)
            set_colour(parameter[i]);
        break;
    case 's':
        save_cursor();
        break;
    case 'u':
        move_to(saved_row, saved_column);
        break;
    case 'h':
    case 'l':
        if (private && parameter[0] == 25)
            crtc_write(CRTC_CURSOR_SHAPE, final == 'h' ? CURSOR_FIRST_LINE : CURSOR_OFF);
        break;
    }
}

// A byte after ESC [: a digit, a separator, or the letter that ends it.
static void sequence_byte(char c) {
    if (c >= '0' && c <= '9') {
        if (parameters < PARAMETERS && parameter[parameters] < 1000)
            parameter[parameters] = parameter[parameters] * 10 + c - '0';
    } else if (c == ';') {
        parameters++;
    } else if (c == '?') {
        private = true;
    } else if (c >= '@' && c <= '~') {
        state = TEXT;
        end_sequence(c);
    } else if (c == '\033') { // the last one was broken off
        state = ESCAPE;
    }
}

// The byte after ESC.
static void escape_byte(char c) {
    state = TEXT;
    if (c == '[') {
        state = SEQUENCE;
        parameters = 0;
        private = false;
        for (int i = 0; i < PARAMETERS; i++)
            parameter[i] = 0;
    } else if (c == '7') {
        save_cursor();
    } else if (c == '8') {
        move_to(saved_row, saved_column);
    }
}

static void text_byte(uint8_t c) {
    if (c == '\033')
        state = ESCAPE;
    else if (c == '\n')
        line_feed();
    else if (c == '\r')
        column = 0;
    else if (c == '\b')
        move_to(row, (int)column - 1);
    else if (c == '\t')
        move_to(row, (column | 7) + 1);
    else if (c >= ' ' && c < 0x7f)
        print(c);
    else if (c >= 0xc0) // the first byte of a UTF-8 character, which the font does not have;
        print(UNKNOWN_CHARACTER); // the bytes after it are 0x80 to 0xbf and show nothing
}

void vga_putc(char c) {
    if (memory == NULL)
        return;
    if (state == TEXT)
        text_byte(c);
    else if (state == ESCAPE)
        escape_byte(c);
    else
        sequence_byte(c);
    crtc_write_pair(CRTC_CURSOR,
                    origin + row * COLUMNS + (column < COLUMNS ? column : COLUMNS - 1));
}

void vga_init(void) {
    memory = phys_to_virt(TEXT_MEMORY);
    reset_colours();
    erase(0, SCREEN);
    crtc_write_pair(CRTC_START, 0);
    crtc_write(CRTC_CURSOR_SHAPE, CURSOR_FIRST_LINE);
    crtc_write(CRTC_CURSOR_SHAPE + 1, CURSOR_LAST_LINE);
}
