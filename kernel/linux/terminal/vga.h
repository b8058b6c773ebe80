// The VGA text screen, 80 x 25 cells, at physical 0xb8000 through the direct map. Rows and columns
// count from 0; an end is one behind the last. screen.c decides what the cells show.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { VGA_ROWS = 25, VGA_COLUMNS = 80 };

// A cell: a character of the PC's font, and the colours (0 to 15) in front and behind.
static inline uint16_t vga_cell(uint8_t character, uint8_t front, uint8_t back) {
    return character | front << 8 | back << 12;
}

// Switches to the first screen of the memory and clears it. Usable once the boot tables are there.
void vga_init(void);

void vga_put(unsigned row, unsigned column, uint16_t cell);

// Fills the columns from `first` to `end` of a row.
void vga_fill(unsigned row, unsigned first, unsigned end, uint16_t cell);

// Moves the rows from `top` to `end` up by so many lines, or down if it is negative, and fills the
// free rows with `blank`.
void vga_scroll(unsigned top, unsigned end, int lines, uint16_t blank);

// Moves what is in a row from `column` on to the left by so many cells, or to the right if it is
// negative.
void vga_shift(unsigned row, unsigned column, int cells, uint16_t blank);

void vga_move_cursor(unsigned row, unsigned column);
void vga_show_cursor(bool visible);
