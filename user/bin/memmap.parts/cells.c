// Letters on coloured backgrounds. The letters alone say all, for those who see no colours.
#include "memmap.h"
#include <stdio.h>

bool at_terminal;

static const struct {
    char letter;
    const char *colour; // numbers of an escape sequence (ECMA-48, "SGR")
} looks[KINDS] = {
    [FREE] = {'.', ""},
    [RESERVED] = {'-', ""},
    [KERNEL] = {'k', "44;37"},
    [TABLE] = {'t', "45;37"},
    [CACHED] = {'f', "42;30"},
    [SHARED] = {'s', "46;30"},
    [ANONYMOUS] = {'a', "43;30"},
    [UNTOUCHED] = {'.', ""},
    [ZEROES] = {'Z', "47;30"},
    [OWN_FILE] = {'F', "42;37;1"},
    [OWN_COPY_LATER] = {'C', "46;37;1"},
    [OWN] = {'A', "43;37;1"},
    [SWAPPED] = {'X', "41;37;1"},
};

static void set_colour(const char *colour) {
    if (at_terminal)
        printf("\033[0%s%sm", *colour ? ";" : "", colour);
}

enum kind kind_of_cell(const uint8_t *kinds, size_t count) {
    size_t counts[KINDS] = {0};
    enum kind most = FREE;
    for (size_t i = 0; i < count; i++)
        counts[kinds[i]]++;
    for (enum kind kind = FREE; kind < KINDS; kind++) {
        bool is_first_own = kind >= ZEROES && most < ZEROES;
        if (counts[kind] > (is_first_own ? 0 : counts[most]))
            most = kind;
    }
    return most;
}

void draw_cells(const uint8_t *kinds, size_t count, size_t group) {
    const char *colour = "";
    for (size_t first = 0; first < count; first += group) {
        enum kind kind = kind_of_cell(kinds + first, count - first < group ? count - first : group);
        if (looks[kind].colour != colour)
            set_colour(looks[kind].colour);
        colour = looks[kind].colour;
        putchar(looks[kind].letter);
    }
    set_colour("");
}

void draw_legend(enum kind kind, const char *meaning) {
    uint8_t one = kind;
    draw_cells(&one, 1, 1);
    printf(" %s  ", meaning);
}

void picture_begin(void) {
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
    if (at_terminal)
        printf("\033[?25l\033[H"); // no cursor; go to the top
}

void picture_line_end(void) {
    printf("%s\n", at_terminal ? "\033[K" : ""); // erases what an earlier picture has there
}

void picture_end(void) {
    printf("%s", at_terminal ? "\033[J" : "\n"); // erases what is below
    fflush(stdout);
}

void pictures_end(void) {
    if (at_terminal)
        printf("\033[H\033[J\033[?25h");
}
