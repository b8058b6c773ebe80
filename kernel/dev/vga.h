// The VGA text screen, 80 x 25, at physical 0xb8000 through the direct map (usable once the boot
// tables are there).
#pragma once

void vga_init(void);

// Writes one character at the cursor; understands \n \r \b \t, scrolls, and the ANSI sequences for
// colour, erase and cursor motion that simple tools use.
void vga_putc(char c);
