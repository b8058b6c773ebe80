// What a terminal shows: written bytes, and typed ones. It counts the cursor's column, so that
// line_edit.c knows how much to erase.
#include "kernel/dev/serial.h"
#include "kernel/linux/terminal/line_parts.h"
#include "kernel/linux/terminal/screen.h"
#include "kernel/printf.h"

unsigned line_column_after(const struct line *line, unsigned column, uint8_t c) {
    if (c == '\t')
        return (column | 7) + 1;
    if (c < ' ' || c == DELETE)
        return column;
    bool continues = line->settings.input & IUTF8 && (c & 0xc0) == 0x80;
    return column + !continues;
}

void line_put(struct line *line, uint8_t c) {
    if (c == '\r' || c == '\n')
        line->column = 0;
    else if (c == '\b')
        line->column -= line->column > 0;
    else
        line->column = line_column_after(line, line->column, c);

    if (line->settings.output & OPOST && line->settings.output & ONLCR) {
        console_putc(c); // returns the carriage at a newline
    } else {
        serial_putc(c);
        screen_putc(c);
    }
}

void line_output(struct line *line, const char *bytes, size_t n) {
    while (n-- > 0)
        line_put(line, *bytes++);
}

bool line_shown_with_caret(const struct line *line, uint8_t c) {
    return line_is_local(line, ECHOCTL) && (c < ' ' || c == DELETE) && c != '\t' && c != '\n';
}

void line_echo(struct line *line, uint8_t c) {
    if (!line_is_local(line, ECHO) &&
        !(c == '\n' && line_is_local(line, ECHONL) && line_is_local(line, ICANON)))
        return;
    if (line_shown_with_caret(line, c)) {
        line_put(line, '^');
        c ^= 0x40;
    }
    line_put(line, c);
}

void line_echo_bytes(struct line *line, const char *bytes, size_t n) {
    if (line_is_local(line, ECHO))
        line_output(line, bytes, n);
}
