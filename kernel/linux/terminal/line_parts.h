// What the parts of the line discipline share: line.c (input), line_edit.c (changing the line being
// typed), line_echo.c (output).
#pragma once
#include "kernel/linux/terminal/line.h"

enum { BELL = 7, DELETE = 0x7f };

static inline bool line_is_local(const struct line *line, uint32_t flag) {
    return line->settings.local & flag;
}

// Whether c is the special character `which`.
static inline bool line_is(const struct line *line, uint8_t c, unsigned which) {
    return c != '\0' && c == line->settings.characters[which];
}

// The place of byte number i of the input.
static inline uint16_t *line_at(struct line *line, uint32_t i) {
    return &line->input[i % LINE_MAX];
}

static inline bool line_being_typed(const struct line *line) {
    return line->tail != line->ready;
}

// ---- line_echo.c

// One byte to the console, as the settings want it.
void line_put(struct line *line, uint8_t c);

// What is typed shows, if the settings want that: a byte, as it is or with a caret; or bytes that
// correct what is shown.
void line_echo(struct line *line, uint8_t c);
void line_echo_bytes(struct line *line, const char *bytes, size_t n);

// Whether the byte is shown in two columns, as ^C.
bool line_shown_with_caret(const struct line *line, uint8_t c);

// The column after byte c was shown in `column`. Every character counts for one, though some of
// Unicode's take two.
unsigned line_column_after(const struct line *line, unsigned column, uint8_t c);

// ---- line_edit.c

// Whether the byte edited the line being typed, in canonical mode.
bool line_edit(struct line *line, uint8_t c);
