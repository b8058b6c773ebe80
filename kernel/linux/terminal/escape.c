// A small state machine separates the escape sequences from the text: ESC and a letter; or ESC, [,
// numbers with semicolons between them, and a letter. Character sets (ESC ( B) and window titles
// (ESC ] … BEL) are only skipped.
#include "kernel/linux/terminal/escape.h"

static enum escape_event after_escape(struct escape *escape, char c) {
    *escape = (struct escape){.state = c == '['               ? SEQUENCE
                                       : c == '(' || c == ')' ? CHARACTER_SET
                                       : c == ']'             ? TITLE
                                                              : TEXT};
    return escape->state == TEXT ? EVENT_ESCAPE : EVENT_NONE;
}

static enum escape_event in_sequence(struct escape *escape, char c) {
    if (c >= '@' && c <= '~') {
        escape->state = TEXT;
        return EVENT_SEQUENCE;
    }
    if (c >= '0' && c <= '9') {
        unsigned *number = &escape->parameter[escape->last];
        *number = *number < 1000 ? *number * 10 + c - '0' : *number;
    } else if (c == ';' && escape->last < ESCAPE_PARAMETERS - 1) {
        escape->last++;
    } else if (c == '?') {
        escape->private = true;
    } else if (c == '\033') { // the sequence ends early, and another one begins
        escape->state = ESCAPE;
    }
    return EVENT_NONE;
}

enum escape_event escape_next(struct escape *escape, char c) {
    switch (escape->state) {
    case TEXT:
        escape->state = c == '\033' ? ESCAPE : TEXT;
        return c == '\033' ? EVENT_NONE : EVENT_CHARACTER;
    case ESCAPE:
        return after_escape(escape, c);
    case SEQUENCE:
        return in_sequence(escape, c);
    case CHARACTER_SET:
        escape->state = TEXT;
        break;
    case TITLE: // ends with BEL, or with ESC and a backslash, which alone has no meaning
        escape->state = c == '\a' ? TEXT : c == '\033' ? ESCAPE : TITLE;
        break;
    }
    return EVENT_NONE;
}
