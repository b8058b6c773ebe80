// The PS/2 keyboard: scan codes of set 1 become bytes (US layout, shift, control, caps lock, ANSI
// sequences for the arrow and editing keys) and go to tty_keyboard_input().
#pragma once

void keyboard_init(void);
