// The parts of memmap, in the order in which a picture comes about: what each frame is used for
// (frames.c), what each page of the process is (pages.c), and how both are drawn (cells.c). The
// command's own output waits meanwhile (output.c).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What a frame or a page is, by the letter that stands for it: small ones for frames, capital ones
// for pages of the process and the frames that they are in.
enum kind {
    FREE,
    RESERVED,
    KERNEL,
    TABLE,
    CACHED,
    SHARED,
    ANONYMOUS,
    UNTOUCHED,
    ZEROES, // this one and those behind it are the process's
    OWN_FILE,
    OWN_COPY_LATER,
    OWN,
    SWAPPED,
    KINDS
};

// ---- cells.c

// Whether the standard output is a terminal, which then gets colours, and one picture over another.
extern bool at_terminal;

// A picture's beginning, the end of each line, and its end, which shows it. At a terminal each
// picture is drawn over the last one, and in the end the screen is empty.
void picture_begin(void);
void picture_line_end(void);
void picture_end(void);
void pictures_end(void);

// What a cell shows that stands for so many things: what most of them are; but if any is the
// process's, what most of those are.
enum kind kind_of_cell(const uint8_t *kinds, size_t count);

// Draws `count` things in cells of `group`.
void draw_cells(const uint8_t *kinds, size_t count, size_t group);

// One entry of a legend: the letter, and what it means.
void draw_legend(enum kind kind, const char *meaning);

// ---- frames.c

// Looks at all frames anew. false: only root may.
bool frames_read(void);

// The kind of a frame; its page, which is the process's, gives it another one. There may be no such
// frame.
enum kind frame_kind(uint64_t frame);
void frame_set_kind(uint64_t frame, enum kind kind);

void frames_draw(void);

// ---- pages.c

// Looks at all pages of the process anew. false: it has ended.
bool pages_read(pid_t pid);

void pages_draw(void);

// ---- output.c

// Where the command is to write; takes what it writes in so much time; shows the last lines; takes
// the rest, and writes all that was kept.
int output_begin(void);
void output_take(int milliseconds);
void output_draw(void);
void output_write(void);
