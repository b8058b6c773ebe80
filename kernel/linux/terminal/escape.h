// Escape sequences (ECMA-48): which bytes of a text are characters, and which are commands.
#pragma once
#include <stdbool.h>

enum { ESCAPE_PARAMETERS = 8 };

// A reader of a text; all zero at its beginning.
struct escape {
    enum { TEXT, ESCAPE, SEQUENCE, CHARACTER_SET, TITLE } state;
    unsigned parameter[ESCAPE_PARAMETERS], last; // of a sequence: its numbers, missing ones 0
    bool private;                                // it began with a ?
};

enum escape_event {
    EVENT_NONE,      // the byte is a part of something
    EVENT_CHARACTER, // it stands for itself
    EVENT_ESCAPE,    // it completes ESC and one letter
    EVENT_SEQUENCE,  // it completes ESC [ parameters letter
};

// What the next byte of the text is.
enum escape_event escape_next(struct escape *escape, char c);
