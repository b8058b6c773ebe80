// The screen as a terminal: text with ANSI escape sequences becomes cells of the VGA. It is what
// TERM=linux stands for, as far as editors, pagers and shells use it.
#pragma once

void screen_init(void);

// Writes one character at the cursor. Before screen_init nothing happens. Never sleeps.
void screen_putc(char c);

// What the screen answers to the sequences written so far that ask for something (where the cursor
// is): as if it were typed. "": nothing. Each answer is told once.
const char *screen_answer(void);
