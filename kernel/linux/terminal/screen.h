// The screen as a terminal: text with ANSI escape sequences becomes cells of the VGA. It is what
// TERM=linux stands for, as far as editors, pagers and shells use it.
#pragma once

void screen_init(void);

// Writes one character at the cursor. Before screen_init nothing happens. Never sleeps.
void screen_putc(char c);

// The screen's answer to a sequence that asked for something (where the cursor is), to be treated
// as if it were typed. "": there is none. Returns each answer once.
const char *screen_answer(void);
