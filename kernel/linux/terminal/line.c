// The line discipline. In canonical mode a typed byte joins the line being typed, where it can be
// erased, until the line's end makes all of it ready to be read. Otherwise each byte is ready at
// once. An end of file is a line's end without a byte: after "abc", read() returns these three
// bytes without a newline; at the beginning of a line, it returns 0.
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/terminal/line_parts.h"

#define CTRL(letter) ((letter)&0x1f)

void line_init(struct line *line) {
    enum { B38400 = 017, CS8 = 060, CREAD = 0200, HUPCL = 02000 }; // for programs that ask
    static const struct termios settings = {
        .input = ICRNL | IXON | IUTF8,
        .output = OPOST | ONLCR,
        .control = B38400 | CS8 | CREAD | HUPCL,
        .local = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
        .characters = {[VINTR] = CTRL('C'),
                       [VQUIT] = CTRL('\\'),
                       [VERASE] = DELETE,
                       [VKILL] = CTRL('U'),
                       [VEOF] = CTRL('D'),
                       [VMIN] = 1,
                       [VSTART] = CTRL('Q'),
                       [VSTOP] = CTRL('S'),
                       [VSUSP] = CTRL('Z'),
                       [VREPRINT] = CTRL('R'),
                       [VWERASE] = CTRL('W'),
                       [VLNEXT] = CTRL('V')},
    };
    *line = (struct line){0};
    line->settings = settings;
}

// ---- Input

// Adds a byte, with its marks in canonical mode, to the line being typed. The last place is
// reserved for a line's end: a line that is too long can still be ended.
static void append(struct line *line, uint16_t c) {
    bool canonical = line_is_local(line, ICANON), ends = !canonical || c & LINE_END;
    if (line->tail - line->head + !ends >= LINE_MAX)
        return line_put(line, BELL);
    if (!line_being_typed(line))
        line->start_column = line->column;
    *line_at(line, line->tail++) = c;
    if (ends)
        line->ready = line->tail;
    if ((c & LINE_END_OF_FILE) != LINE_END_OF_FILE)
        line_echo(line, c);
}

// How a byte ends the line being typed: its marks, or 0.
static uint16_t end_of(const struct line *line, uint8_t c) {
    bool second = line_is(line, c, VEOL2) && line_is_local(line, IEXTEN);
    if (line_is(line, c, VEOF))
        return LINE_END_OF_FILE;
    return c == '\n' || line_is(line, c, VEOL) || second ? LINE_END : 0;
}

static int signal_of(const struct line *line, uint8_t c) {
    if (!line_is_local(line, ISIG))
        return 0;
    return line_is(line, c, VINTR)   ? SIGINT
           : line_is(line, c, VQUIT) ? SIGQUIT
           : line_is(line, c, VSUSP) ? SIGTSTP
                                     : 0;
}

// Whether the byte stops the output or lets it go on, and does nothing else.
static bool controls_flow(struct line *line, uint8_t c) {
    uint32_t flags = line->settings.input;
    if (!(flags & IXON))
        return false;
    bool stops = line_is(line, c, VSTOP), starts = line_is(line, c, VSTART);
    if (stops)
        line->stopped = !(line->stopped && starts); // they may be the same
    else if (starts || flags & IXANY)
        line->stopped = false;
    return stops || starts;
}

int line_input(struct line *line, char typed) {
    uint8_t c = typed;
    uint32_t flags = line->settings.input;
    if (line->literal) {
        line->literal = false;
        append(line, c);
        return 0;
    }
    if (controls_flow(line, c) || (c == '\r' && flags & IGNCR))
        return 0;
    if (c == '\r' && flags & ICRNL)
        c = '\n';
    else if (c == '\n' && flags & INLCR)
        c = '\r';

    int signal = signal_of(line, c);
    if (signal) {
        line->stopped = false;
        if (!line_is_local(line, NOFLSH))
            line_flush(line);
        line_echo(line, c);
    } else if (!line_is_local(line, ICANON)) {
        append(line, c);
    } else if (!line_edit(line, c)) {
        append(line, c | end_of(line, c));
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
        uint16_t c = *line_at(line, line->head);
        bool end_of_file =
            line_is_local(line, ICANON) && (c & LINE_END_OF_FILE) == LINE_END_OF_FILE;
        if (n == size && !end_of_file)
            break;
        line->head++;
        if (!end_of_file)
            to[n++] = c;
        *end = line_is_local(line, ICANON) && c & LINE_END;
    }
    return n;
}

void line_flush(struct line *line) {
    line->head = line->ready = line->tail;
}

void line_set(struct line *line, const struct termios *settings) {
    bool was_canonical = line_is_local(line, ICANON);
    line->settings = *settings;
    line->literal &= line_is_local(line, ICANON);
    line->stopped &= (settings->input & IXON) != 0;
    if (was_canonical != line_is_local(line, ICANON))
        line->ready = line->tail;
}
