// The keyboard. The 8042 controller has one scan code at a time: a key's number when it goes down,
// the same with bit 7 set when it goes up, and a 0xe0 before it for the keys that the first PC did
// not have (arrows, the right Ctrl and Alt). They become the bytes that a terminal would send.
// There is no num lock: the keypad moves the cursor.
#include "kernel/linux/terminal/keyboard.h"
#include "kernel/io.h"
#include "kernel/linux/terminal/tty.h"
#include "kernel/trap.h"
#include <stddef.h>

enum { DATA = 0x60, STATUS = 0x64 };

enum {
    STATUS_OUTPUT_FULL = 0x01, // a byte for us
    STATUS_FROM_MOUSE = 0x20,
    STATUS_ABSENT = 0xff, // what a bus without a controller reads
};

enum {
    KEY_RELEASED = 0x80,
    KEY_CONTROL = 0x1d,
    KEY_LEFT_SHIFT = 0x2a,
    KEY_RIGHT_SHIFT = 0x36,
    KEY_PRINT_SCREEN = 0x37, // with e0; without, the keypad's *
    KEY_ALT = 0x38,
    KEY_CAPS_LOCK = 0x3a,
    KEY_F1 = 0x3b,
    KEY_EXTENDED = 0xe0,
    KEY_PAUSE = 0xe1, // e1 1d 45: two more bytes, and the same once more for the release
};

// Scan codes 0 to 0x39 on a US keyboard; NUL where a key has no character.
static const char plain[] = "\0\033"
                            "1234567890-=\177\t"
                            "qwertyuiop[]\r\0"
                            "asdfghjkl;'`\0\\"
                            "zxcvbnm,./\0*\0 ";
static const char shifted[] = "\0\033"
                              "!@#$%^&*()_+\177\t"
                              "QWERTYUIOP{}\r\0"
                              "ASDFGHJKL:\"~\0|"
                              "ZXCVBNM<>?\0*\0 ";

// What the keys from KEY_F1 on send, as xterm does. The cursor keys have the codes of the keypad.
static const char *const strings[KEY_RELEASED - KEY_F1] = {
    "\033OP",   "\033OQ",   "\033OR",   "\033OS",   "\033[15~", "\033[17~", // F1 to F6
    "\033[18~", "\033[19~", "\033[20~", "\033[21~", NULL,       NULL,       // F7 to F10, two locks
    "\033[H",   "\033[A",   "\033[5~",  "-",                                // home, up, page up
    "\033[D",   NULL,       "\033[C",   "+",              // left, the middle key, right
    "\033[F",   "\033[B",   "\033[6~",                    // end, down, page down
    "\033[2~",  "\033[3~",  NULL,       NULL,       NULL, // insert, delete
    "\033[23~", "\033[24~",                               // F11, F12
};

static bool held[KEY_RELEASED]; // which keys are down
static bool caps_lock;

static void send_string(const char *s) {
    while (s && *s)
        tty_keyboard_input(*s++);
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Ctrl keeps the low five bits of the characters in columns 4 to 7 of the ASCII table.
static char with_control(char c) {
    if ((c >= '@' && c <= '_') || is_letter(c))
        return c & 0x1f;
    return c == ' ' ? '\0' : c;
}

static void key_pressed(uint8_t code) {
    bool shift = held[KEY_LEFT_SHIFT] || held[KEY_RIGHT_SHIFT];
    caps_lock ^= code == KEY_CAPS_LOCK;
    if (code >= KEY_F1)
        return send_string(strings[code - KEY_F1]);
    char c = shift ? shifted[code] : plain[code];
    if (c == '\0')
        return;
    if (caps_lock && is_letter(c))
        c ^= 'a' ^ 'A';
    if (held[KEY_CONTROL])
        c = with_control(c);
    if (held[KEY_ALT])
        tty_keyboard_input('\033');
    if (c == '\t' && shift)
        send_string("\033[Z");
    else
        tty_keyboard_input(c);
}

static void scan_code(uint8_t byte) {
    static bool extended; // the last byte was 0xe0
    static unsigned skip; // bytes of a pause key still to come
    if (skip > 0) {
        skip--;
        return;
    }
    uint8_t code = byte & ~KEY_RELEASED;
    // An e0 shift is not a key: the keyboard sends it around cursor keys while num lock is on.
    bool ignored =
        extended && (code == KEY_LEFT_SHIFT || code == KEY_RIGHT_SHIFT || code == KEY_PRINT_SCREEN);
    extended = byte == KEY_EXTENDED;
    if (byte == KEY_PAUSE)
        skip = 2;
    if (ignored || byte == KEY_EXTENDED || byte == KEY_PAUSE)
        return;
    held[code] = !(byte & KEY_RELEASED);
    if (held[code])
        key_pressed(code);
}

static void interrupt(struct trap_frame *frame) {
    (void)frame;
    uint8_t status;
    while ((status = inb(STATUS)) & STATUS_OUTPUT_FULL) {
        uint8_t byte = inb(DATA);
        if (!(status & STATUS_FROM_MOUSE))
            scan_code(byte);
    }
}

// The BIOS, which GRUB's menu reads keys with, has switched the controller's interrupt and its
// translation to set 1 on. What was typed until now is thrown away.
void keyboard_init(void) {
    if (inb(STATUS) == STATUS_ABSENT)
        return;
    for (unsigned i = 0; i < 32 && inb(STATUS) & STATUS_OUTPUT_FULL; i++)
        inb(DATA);
    irq_install(IRQ_KEYBOARD, interrupt);
}
