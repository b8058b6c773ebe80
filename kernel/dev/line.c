// The line discipline. In canonical mode a typed byte joins the line being typed, where it can be
// erased, until the line's end makes all of it ready to be read. Otherwise each byte is ready at
// once. An end of file is a line's end that nobody sees: after "abc", it hands out the three bytes
// without a newline; at the beginning of a line, it hands out nothing, and read() returns 0.
#include "kernel/dev/line.h"
#include "kernel/dev/serial.h"
#include "kernel/dev/vga.h"
#include "kernel/printf.h"
#include "proc/signal.h"

enum { BELL = 7, DELETE = 0x7f };

static bool has(uint32_t flags, uint32_t flag) {
    return flags & flag;
}

static bool is_local(const struct line *line, uint32_t flag) {
    return has(line->settings.local, flag);
}

// Whether c is the special character `which`.
static bool is(const struct line *line, uint8_t c, unsigned which) {
    return c != '\0' && c == line->settings.characters[which];
}

void line_init(struct line *line) {
    enum { B38400 = 017, CS8 = 060, CREAD = 0200, HUPCL = 02000 }; // the line speaks as it will
    *line = (struct line){0};
    line->settings = (struct termios){
        .input = ICRNL | IUTF8,
        .output = OPOST | ONLCR,
        .control = B38400 | CS8 | CREAD | HUPCL,
        .local = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
    };
    uint8_t *characters = line->settings.characters;
    characters[VINTR] = 'C' & 0x1f;
    characters[VQUIT] = '\\' & 0x1f;
    characters[VERASE] = DELETE;
    characters[VKILL] = 'U' & 0x1f;
    characters[VEOF] = 'D' & 0x1f;
    characters[VMIN] = 1;
    characters[VSUSP] = 'Z' & 0x1f;
    characters[VREPRINT] = 'R' & 0x1f;
    characters[VWERASE] = 'W' & 0x1f;
}

// ---- Output

// The column after byte c was shown in `column`. Every character counts for one, though some of
// Unicode's take two.
static unsigned column_after(const struct line *line, unsigned column, uint8_t c) {
    if (c == '\t')
        return (column | 7) + 1;
    if (c < ' ' || c == DELETE)
        return column;
    bool continues = has(line->settings.input, IUTF8) && (c & 0xc0) == 0x80;
    return column + !continues;
}

static void put(struct line *line, uint8_t c) {
    if (c == '\r' || c == '\n')
        line->column = 0;
    else if (c == '\b')
        line->column -= line->column > 0;
    else
        line->column = column_after(line, line->column, c);

    if (has(line->settings.output, OPOST) && has(line->settings.output, ONLCR)) {
        console_putc(c); // returns the carriage at a newline
    } else {
        serial_putc(c);
        vga_putc(c);
    }
}

void line_output(struct line *line, const char *bytes, size_t n) {
    while (n-- > 0)
        put(line, *bytes++);
}

static bool shown_with_caret(const struct line *line, uint8_t c) {
    return is_local(line, ECHOCTL) && (c < ' ' || c == DELETE) && c != '\t' && c != '\n';
}

static void echo(struct line *line, uint8_t c) {
    if (!is_local(line, ECHO) && !(c == '\n' && is_local(line, ECHONL) && is_local(line, ICANON)))
        return;
    if (shown_with_caret(line, c)) {
        put(line, '^');
        c ^= 0x40;
    }
    put(line, c);
}

static void echo_bytes(struct line *line, const char *bytes, size_t n) {
    if (is_local(line, ECHO))
        line_output(line, bytes, n);
}

// ---- Editing

static uint16_t *at(struct line *line, uint32_t i) {
    return &line->input[i % LINE_MAX];
}

static bool being_typed(const struct line *line) {
    return line->tail != line->ready;
}

// The column behind the line being typed, by what its characters take: tabs make it a sum that must
// be done from the beginning.
static unsigned end_column(struct line *line) {
    unsigned column = line->start_column;
    for (uint32_t i = line->ready; i != line->tail; i++) {
        uint8_t c = *at(line, i);
        column = shown_with_caret(line, c) ? column + 2 : column_after(line, column, c);
    }
    return column;
}

// Takes the last character back, of one byte or more.
static void drop_character(struct line *line) {
    uint8_t c;
    do
        c = *at(line, --line->tail);
    while (being_typed(line) && has(line->settings.input, IUTF8) && (c & 0xc0) == 0x80);
}

static uint8_t last(struct line *line) {
    return *at(line, line->tail - 1);
}

static bool is_blank(uint8_t c) {
    return c == ' ' || c == '\t';
}

// Erases the last character, word or all of the line, as `which` special character says.
static void erase(struct line *line, unsigned which) {
    unsigned before = end_column(line);
    if (which == VWERASE) {
        while (being_typed(line) && is_blank(last(line)))
            drop_character(line);
        while (being_typed(line) && !is_blank(last(line)))
            drop_character(line);
    } else if (which == VKILL) {
        line->tail = line->ready;
    } else if (being_typed(line)) {
        drop_character(line);
    }
    if (is_local(line, which == VKILL ? ECHOKE : ECHOE)) {
        for (unsigned column = end_column(line); column < before; column++)
            echo_bytes(line, "\b \b", 3);
    } else { // a printing terminal cannot take back: it says what was typed
        echo(line, line->settings.characters[which]);
        if (which == VKILL && is_local(line, ECHOK))
            echo(line, '\n');
    }
}

static void reprint(struct line *line) {
    echo(line, line->settings.characters[VREPRINT]);
    echo(line, '\n');
    line->start_column = 0;
    for (uint32_t i = line->ready; i != line->tail; i++)
        echo(line, *at(line, i));
}

// Whether the byte edited the line.
static bool edit(struct line *line, uint8_t c) {
    bool backspace = c == '\b' && line->settings.characters[VERASE] == DELETE; // some keyboards do
    if (is(line, c, VERASE) || backspace)
        erase(line, VERASE);
    else if (is(line, c, VKILL))
        erase(line, VKILL);
    else if (is(line, c, VWERASE) && is_local(line, IEXTEN))
        erase(line, VWERASE);
    else if (is(line, c, VREPRINT) && is_local(line, IEXTEN) && is_local(line, ECHO))
        reprint(line);
    else
        return false;
    return true;
}

// ---- Input

// The last place is kept for a line's end: a line too long can still be finished.
static bool append(struct line *line, uint16_t c) {
    uint32_t used = line->tail - line->head;
    bool only_ends = is_local(line, ICANON) && !(c & LINE_END);
    if (used + only_ends >= LINE_MAX) {
        put(line, BELL);
        return false;
    }
    if (!being_typed(line))
        line->start_column = line->column;
    *at(line, line->tail++) = c;
    return true;
}

static void canonical_input(struct line *line, uint8_t c) {
    if (edit(line, c))
        return;
    bool ends = c == '\n' || is(line, c, VEOL) || (is(line, c, VEOL2) && is_local(line, IEXTEN));
    if (is(line, c, VEOF)) {
        if (append(line, c | LINE_END_OF_FILE))
            line->ready = line->tail;
    } else if (append(line, ends ? c | LINE_END : c)) {
        echo(line, c);
        if (ends)
            line->ready = line->tail;
    }
}

static int signal_of(const struct line *line, uint8_t c) {
    if (!is_local(line, ISIG))
        return 0;
    return is(line, c, VINTR)   ? SIGINT
           : is(line, c, VQUIT) ? SIGQUIT
           : is(line, c, VSUSP) ? SIGTSTP
                                : 0;
}

int line_input(struct line *line, char typed) {
    uint8_t c = typed;
    uint32_t flags = line->settings.input;
    if (c == '\r' && has(flags, IGNCR))
        return 0;
    if (c == '\r' && has(flags, ICRNL))
        c = '\n';
    else if (c == '\n' && has(flags, INLCR))
        c = '\r';

    int signal = signal_of(line, c);
    if (signal) {
        if (!is_local(line, NOFLSH))
            line_flush(line);
        echo(line, c);
    } else if (is_local(line, ICANON)) {
        canonical_input(line, c);
    } else if (append(line, c)) {
        line->ready = line->tail;
        echo(line, c);
    }
    return signal;
}

size_t line_waiting(const struct line *line) {
    return line->ready - line->head;
}

size_t line_take(struct line *line, char *to, size_t size, bool *end) {
    size_t n = 0;
    *end = false;
    while (line->head != line->ready && !*end) {
        uint16_t c = *at(line, line->head);
        bool end_of_file = is_local(line, ICANON) && (c & LINE_END_OF_FILE) == LINE_END_OF_FILE;
        if (n == size && !end_of_file)
            break;
        line->head++;
        if (!end_of_file)
            to[n++] = c;
        *end = is_local(line, ICANON) && c & LINE_END;
    }
    return n;
}

void line_flush(struct line *line) {
    line->head = line->ready = line->tail;
}

void line_set(struct line *line, const struct termios *settings) {
    bool was_canonical = is_local(line, ICANON);
    line->settings = *settings;
    if (was_canonical != is_local(line, ICANON))
        line->ready = line->tail;
}
