// Colours. A program names the eight of a terminal. The VGA has the same in another order, and a
// bright one of each, in which bold characters are shown.
#include "kernel/linux/terminal/colours.h"
#include "kernel/linux/terminal/vga.h"

enum { BLACK = 0, GREY = 7, BRIGHT = 8 };

const struct colours colours_plain = {.front = GREY, .back = BLACK};

uint16_t colours_cell(const struct colours *colours, uint8_t character) {
    uint8_t front = colours->front | (colours->bold ? BRIGHT : 0);
    if (colours->reverse) // no bright background: it would blink
        return vga_cell(character, colours->back, colours->front & ~BRIGHT);
    return vga_cell(character, front, colours->back);
}

uint16_t colours_blank(const struct colours *colours) {
    return vga_cell(' ', GREY, colours->back);
}

// ANSI counts red 1, green 2, blue 4; VGA counts blue 1, green 2, red 4.
static uint8_t vga_colour(unsigned ansi) {
    return (ansi & 1) << 2 | (ansi & 2) | (ansi & 4) >> 2;
}

// An underlined character is shown bright. 39 and 49 are the default colours.
void colours_set(struct colours *colours, unsigned code) {
    unsigned digit = code % 10;
    if (code == 0)
        *colours = colours_plain;
    else if (code == 1 || code == 4)
        colours->bold = true;
    else if (code == 21 || code == 22 || code == 24)
        colours->bold = false;
    else if (code == 7 || code == 27)
        colours->reverse = code == 7;
    else if (code / 10 == 3)
        colours->front = digit < 8 ? vga_colour(digit) : GREY;
    else if (code / 10 == 4)
        colours->back = digit < 8 ? vga_colour(digit) : BLACK;
    else if (code / 10 == 9 && digit < 8)
        colours->front = vga_colour(digit) | BRIGHT;
}
