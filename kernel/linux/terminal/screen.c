// A terminal on the VGA: characters appear at a cursor, and escape sequences (escape.h) are
// commands (ECMA-48; the console_codes(4) manual page).
#include "kernel/linux/terminal/screen.h"
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/terminal/colours.h"
#include "kernel/linux/terminal/escape.h"
#include "kernel/linux/terminal/vga.h"

enum { UNKNOWN_CHARACTER = 0xfe };

static bool ready;

// Where and how the next character appears. column == VGA_COLUMNS: the line is full, and the next
// character begins another one. (So 80 characters and a newline leave no empty line.)
struct cursor {
    unsigned row, column;
    struct colours colours;
};
static struct cursor cursor, saved;

static unsigned top, end;    // the rows that scroll
static bool inserting;       // what is printed moves the rest of its line
static char answer[32];      // see screen_answer
static bool answer_is_taken; // it may be overwritten

static struct escape escape;

// ---- Cells

static uint16_t blank(void) {
    return colours_blank(&cursor.colours);
}

static unsigned cursor_column(void) {
    return min(cursor.column, VGA_COLUMNS - 1);
}

static void move_to(int row, int column) {
    cursor.row = row < 0 ? 0 : min(row, VGA_ROWS - 1);
    cursor.column = column < 0 ? 0 : min(column, VGA_COLUMNS - 1);
}

// Moves the cursor a line down (1) or up (-1), or, at the region's edge, the region.
static void feed(int lines) {
    if (cursor.row == (lines > 0 ? end - 1 : top))
        vga_scroll(top, end, lines, blank());
    else if (cursor.row != (lines > 0 ? VGA_ROWS - 1 : 0))
        cursor.row += lines;
}

static void print(uint8_t character) {
    if (cursor.column == VGA_COLUMNS) {
        cursor.column = 0;
        feed(1);
    }
    if (inserting)
        vga_shift(cursor.row, cursor.column, -1, blank());
    vga_put(cursor.row, cursor.column++, colours_cell(&cursor.colours, character));
}

static void erase_rows(unsigned first, unsigned last) {
    for (unsigned row = first; row < last; row++)
        vga_fill(row, 0, VGA_COLUMNS, blank());
}

// CSI n K erases from the cursor to the end (0), from the start to the cursor (1) or all (2) of the
// line; CSI n J, of the screen.
static void erase_line(unsigned how) {
    unsigned first = how == 0 ? cursor_column() : 0;
    vga_fill(cursor.row, first, how == 1 ? cursor_column() + 1 : VGA_COLUMNS, blank());
}

static void erase_screen(unsigned how) {
    erase_line(how);
    if (how != 1)
        erase_rows(cursor.row + 1, VGA_ROWS);
    if (how != 0)
        erase_rows(0, cursor.row);
}

// CSI n L and CSI n M: lines are inserted at the cursor's, or deleted there (n below 0).
static void insert_lines(int n) {
    if (cursor.row >= top && cursor.row < end)
        vga_scroll(cursor.row, end, -n, blank());
    cursor.column = 0;
}

// CSI top ; end r
static void set_region(void) {
    const unsigned *parameter = escape.parameter;
    unsigned first = parameter[0] ? parameter[0] - 1 : 0;
    unsigned last = parameter[1] ? min(parameter[1], VGA_ROWS) : VGA_ROWS;
    if (first + 1 >= last)
        return;
    top = first;
    end = last;
    move_to(0, 0);
}

static void reset(void) {
    cursor = saved = (struct cursor){.colours = colours_plain};
    top = 0;
    end = VGA_ROWS;
    inserting = false;
    erase_rows(0, VGA_ROWS);
    vga_show_cursor(true);
}

// ---- Sequences

// The colours of larger palettes (38 and 48 with more numbers behind) are left out.
static void set_colours(void) {
    for (unsigned i = 0; i <= escape.last; i++) {
        if (escape.parameter[i] == 38 || escape.parameter[i] == 48)
            return;
        colours_set(&cursor.colours, escape.parameter[i]);
    }
}

// CSI 5 n: is all well? CSI 6 n: where is the cursor?
static void report(unsigned what) {
    answer_is_taken = false;
    if (what == 5)
        ksnprintf(answer, sizeof answer, "\033[0n");
    else if (what == 6)
        ksnprintf(answer, sizeof answer, "\033[%u;%uR", cursor.row + 1, cursor_column() + 1);
}

static void set_mode(unsigned mode, bool on) {
    if (escape.private && mode == 25)
        vga_show_cursor(on);
    else if (!escape.private && mode == 4)
        inserting = on;
}

// CSI parameters letter
static void do_sequence(char letter) {
    const unsigned *parameter = escape.parameter;
    int n = parameter[0] ? parameter[0] : 1; // a missing count means one
    int row = cursor.row, column = cursor_column();
    switch (letter) {
    case '@':
        return vga_shift(row, column, -n, blank());
    case 'A':
        return move_to(row - n, column);
    case 'B':
    case 'e':
        return move_to(row + n, column);
    case 'C':
    case 'a':
        return move_to(row, column + n);
    case 'D':
        return move_to(row, column - n);
    case 'E':
        return move_to(row + n, 0);
    case 'F':
        return move_to(row - n, 0);
    case 'G':
    case '`':
        return move_to(row, n - 1);
    case 'H':
    case 'f':
        return move_to(n - 1, (int)parameter[1] - 1);
    case 'J':
        return erase_screen(parameter[0]);
    case 'K':
        return erase_line(parameter[0]);
    case 'L':
        return insert_lines(n);
    case 'M':
        return insert_lines(-n);
    case 'P':
        return vga_shift(row, column, n, blank());
    case 'S':
        return vga_scroll(top, end, n, blank());
    case 'T':
        return vga_scroll(top, end, -n, blank());
    case 'X':
        return vga_fill(row, column, min(column + n, VGA_COLUMNS), blank());
    case 'd':
        return move_to(n - 1, column);
    case 'h':
    case 'l':
        return set_mode(parameter[0], letter == 'h');
    case 'm':
        return set_colours();
    case 'n':
        return report(parameter[0]);
    case 'r':
        return set_region();
    case 's':
        saved = cursor;
        return;
    case 'u':
        cursor = saved;
        return;
    }
}

// ESC letter
static void do_escape(char letter) {
    switch (letter) {
    case '7':
        saved = cursor;
        return;
    case '8':
        cursor = saved;
        return;
    case 'D':
        return feed(1);
    case 'E':
        cursor.column = 0;
        return feed(1);
    case 'M':
        return feed(-1);
    case 'c':
        return reset();
    }
}

static void do_character(uint8_t c) {
    if (c == '\n' || c == '\v' || c == '\f')
        feed(1);
    else if (c == '\r')
        cursor.column = 0;
    else if (c == '\b')
        move_to(cursor.row, (int)cursor.column - 1);
    else if (c == '\t')
        move_to(cursor.row, (cursor.column | 7) + 1);
    else if (c >= ' ' && c < 0x7f)
        print(c);
    else if (c >= 0xc0) // the first byte of a UTF-8 character, which the font does not have;
        print(UNKNOWN_CHARACTER); // the bytes after it are 0x80 to 0xbf and show nothing
}

void screen_putc(char c) {
    if (!ready)
        return;
    switch (escape_next(&escape, c)) {
    case EVENT_CHARACTER:
        do_character(c);
        break;
    case EVENT_ESCAPE:
        do_escape(c);
        break;
    case EVENT_SEQUENCE:
        do_sequence(c);
        break;
    case EVENT_NONE:
        return;
    }
    vga_move_cursor(cursor.row, cursor_column());
}

const char *screen_answer(void) {
    const char *result = answer_is_taken ? "" : answer;
    answer_is_taken = true;
    return result;
}

void screen_init(void) {
    vga_init();
    reset();
    ready = true;
}
