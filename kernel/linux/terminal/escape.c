// A small state machine picks the escape sequences out of a text: ESC and a letter, or ESC, [,
// numbers with semicolons between them, and a letter. Character sets (ESC ( B) and window titles
// (ESC ] … BEL) are understood only so far that they do not show.
#include "kernel/linux/terminal/escape.h"

static void begin_sequence(struct escape *escape) {
    *escape = (struct escape){.state = SEQUENCE};
}

static enum escape_event after_escape(struct escape *escape, char c) {
    escape->state = TEXT;
    if (c == '[')
        begin_sequence(escape);
    else if (c == '(' || c == ')')
        escape->state = CHARACTER_SET;
    else if (c == ']')
        escape->state = TITLE;
    else
        return EVENT_ESCAPE;
    return EVENT_NONE;
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
    } else if (c == '\033') { // this one was broken off
        escape->state = ESCAPE;
    }
    return EVENT_NONE;
}

enum escape_event escape_next(struct escape *escape, char c) {
    switch (escape->state) {
    case ESCAPE:
        return after_escape(escape, c);
    case SEQUENCE:
        return in_sequence(escape, c);
    case CHARACTER_SET:
        escape->state = TEXT;
        return EVENT_NONE;
    case TITLE: // ends with BEL, or with ESC and a backslash, which alone means nothing
        escape->state = c == '\a' ? TEXT : c == '\033' ? ESCAPE : TITLE;
        return EVENT_NONE;
    case TEXT:
        break;
    }
    if (c != '\033')
        return EVENT_CHARACTER;
    escape->state = ESCAPE;
    return EVENT_NONE;
}
