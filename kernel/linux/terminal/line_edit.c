// Changes the line that is being typed: erases a character, a word, or all of it, and shows that.
#include "kernel/linux/terminal/line_parts.h"

// The column behind the line being typed. How wide a tab is depends on all characters before it.
// (Behind so many columns, which only tabs can fill, nothing is erased any more.)
static unsigned end_column(struct line *line) {
    unsigned column = line->start_column;
    for (uint32_t i = line->ready; i != line->tail && column < 2 * LINE_MAX; i++) {
        uint8_t c = *line_at(line, i);
        column = line_shown_with_caret(line, c) ? column + 2 : line_column_after(line, column, c);
    }
    return column;
}

// Takes the last character back, of one byte or more.
static void drop_character(struct line *line) {
    uint8_t c;
    do
        c = *line_at(line, --line->tail);
    while (line_being_typed(line) && line->settings.input & IUTF8 && (c & 0xc0) == 0x80);
}

static uint8_t last(struct line *line) {
    return *line_at(line, line->tail - 1);
}

static bool is_blank(uint8_t c) {
    return c == ' ' || c == '\t';
}

// Erases the last character, word or all of the line, as `which` special character says.
static void erase(struct line *line, unsigned which) {
    unsigned before = end_column(line);
    if (which == VWERASE) {
        while (line_being_typed(line) && is_blank(last(line)))
            drop_character(line);
        while (line_being_typed(line) && !is_blank(last(line)))
            drop_character(line);
    } else if (which == VKILL) {
        line->tail = line->ready;
    } else if (line_being_typed(line)) {
        drop_character(line);
    }
    if (line_is_local(line, which == VKILL ? ECHOKE : ECHOE)) {
        for (unsigned column = end_column(line); column < before; column++)
            line_echo_bytes(line, "\b \b", 3);
    } else { // paper can't be erased: print which key was typed
        line_echo(line, line->settings.characters[which]);
        if (which == VKILL && line_is_local(line, ECHOK))
            line_echo(line, '\n');
    }
}

static void reprint(struct line *line) {
    line_echo(line, line->settings.characters[VREPRINT]);
    line_echo(line, '\n');
    line->start_column = 0;
    for (uint32_t i = line->ready; i != line->tail; i++)
        line_echo(line, *line_at(line, i));
}

// A caret stands in the next byte's place until it is typed.
static void begin_literal(struct line *line) {
    line->literal = true;
    if (line_is_local(line, ECHOCTL))
        line_echo_bytes(line, "^\b", 2);
}

bool line_edit(struct line *line, uint8_t c) {
    bool backspace = c == '\b' && line->settings.characters[VERASE] == DELETE; // some keyboards do
    if (line_is(line, c, VERASE) || backspace)
        erase(line, VERASE);
    else if (line_is(line, c, VKILL))
        erase(line, VKILL);
    else if (line_is(line, c, VWERASE) && line_is_local(line, IEXTEN))
        erase(line, VWERASE);
    else if (line_is(line, c, VREPRINT) && line_is_local(line, IEXTEN) && line_is_local(line, ECHO))
        reprint(line);
    else if (line_is(line, c, VLNEXT) && line_is_local(line, IEXTEN))
        begin_literal(line);
    else
        return false;
    return true;
}
