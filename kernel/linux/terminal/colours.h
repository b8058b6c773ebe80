// How characters look on the screen, as escape sequences set it (ECMA-48: graphic rendition).
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct colours {
    uint8_t front, back; // VGA's: 0 to 7; in front also the bright ones, 8 to 15
    bool bold, reverse;
};

// Grey on black.
extern const struct colours colours_plain;

// One number of CSI … m.
void colours_set(struct colours *colours, unsigned code);

// A cell of the screen, with a character or empty.
uint16_t colours_cell(const struct colours *colours, uint8_t character);
uint16_t colours_blank(const struct colours *colours);
