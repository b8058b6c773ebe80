// VGA text mode: 80 x 25 cells of two bytes (character, colours) in video memory. The memory has
// space for eight screens, so scrolling moves the window over it instead of the text in it: video
// memory is slow, above all in an emulator.
#include "kernel/linux/terminal/vga.h"
#include "kernel/io.h"
#include "kernel/layout.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"

#define TEXT_MEMORY 0xb8000ul

enum { SCREEN = VGA_ROWS * VGA_COLUMNS, MEMORY_CELLS = 0x8000 / 2 };

// The CRT controller: an index port, a data port behind it, 16-bit values in register pairs.
enum { CRTC = 0x3d4, CRTC_CURSOR_SHAPE = 0x0a, CRTC_START = 0x0c, CRTC_CURSOR = 0x0e };
enum { CURSOR_OFF = 0x20, CURSOR_FIRST_LINE = 13, CURSOR_LAST_LINE = 14 };

static uint16_t *memory;
static unsigned origin; // the cell in the screen's top left corner

static void crtc_write(uint8_t index, uint8_t value) {
    outw(CRTC, index | value << 8);
}

static void crtc_write_pair(uint8_t index, uint16_t value) {
    crtc_write(index, value >> 8);
    crtc_write(index + 1, value & 0xff);
}

static uint16_t *at(unsigned row, unsigned column) {
    return &memory[origin + row * VGA_COLUMNS + column];
}

void vga_put(unsigned row, unsigned column, uint16_t cell) {
    *at(row, column) = cell;
}

void vga_fill(unsigned row, unsigned first, unsigned end, uint16_t cell) {
    for (unsigned column = first; column < end; column++)
        *at(row, column) = cell;
}

// Moves what is in a row of cells by so many of them, towards its start or its end.
static void move(uint16_t *first, unsigned cells, unsigned by, bool to_end) {
    memmove(first + (to_end ? by : 0), first + (to_end ? 0 : by), (cells - by) * sizeof *first);
}

// Moves the window one line on; at the end of the memory, back to its beginning.
static void scroll_window(void) {
    origin += VGA_COLUMNS;
    if (origin + SCREEN > MEMORY_CELLS) {
        memcpy(memory, memory + origin, (SCREEN - VGA_COLUMNS) * sizeof *memory);
        origin = 0;
    }
    crtc_write_pair(CRTC_START, origin);
}

void vga_scroll(unsigned top, unsigned end, int lines, uint16_t blank) {
    unsigned height = end - top, by = min((unsigned)(lines < 0 ? -lines : lines), height);
    if (lines > 0 && height == VGA_ROWS)
        for (unsigned i = 0; i < by; i++)
            scroll_window();
    else
        move(at(top, 0), height * VGA_COLUMNS, by * VGA_COLUMNS, lines < 0);
    unsigned first = lines > 0 ? end - by : top;
    for (unsigned row = first; row < first + by; row++)
        vga_fill(row, 0, VGA_COLUMNS, blank);
}

void vga_shift(unsigned row, unsigned column, int cells, uint16_t blank) {
    unsigned width = VGA_COLUMNS - column, by = cells < 0 ? -cells : cells;
    by = min(by, width);
    move(at(row, column), width, by, cells < 0);
    unsigned first = cells > 0 ? VGA_COLUMNS - by : column;
    vga_fill(row, first, first + by, blank);
}

void vga_move_cursor(unsigned row, unsigned column) {
    crtc_write_pair(CRTC_CURSOR, origin + row * VGA_COLUMNS + column);
}

void vga_show_cursor(bool visible) {
    crtc_write(CRTC_CURSOR_SHAPE, visible ? CURSOR_FIRST_LINE : CURSOR_OFF);
}

void vga_init(void) {
    const uint8_t grey = 7, black = 0;
    memory = phys_to_virt(TEXT_MEMORY);
    for (unsigned row = 0; row < VGA_ROWS; row++)
        vga_fill(row, 0, VGA_COLUMNS, vga_cell(' ', grey, black));
    crtc_write_pair(CRTC_START, 0);
    crtc_write(CRTC_CURSOR_SHAPE + 1, CURSOR_LAST_LINE);
    vga_show_cursor(true);
}
