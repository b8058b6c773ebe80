// Editing a line while it is typed. The terminal is in raw mode: it hands us every key and shows
// nothing by itself. After each key we draw the line anew.
#include "sh.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, HISTORY_MAX = 200, ESCAPE = 0x1b, BACKSPACE = 0x7f };
enum { DELETE = 256, UNKNOWN }; // keys that are neither characters nor the same as one with Ctrl
#define CTRL(letter) ((letter)&0x1f)

static char line[LINE_SIZE];
static size_t length, cursor;
static const char *prompt;

static char
    *history[HISTORY_MAX + 1]; // the last one is the line being typed, when another is shown
static int history_count, shown;

// --- Characters of one to four bytes (UTF-8) -----------------------------------------------------

static bool continues(char c) {
    return (c & 0xc0) == 0x80;
}

static size_t next(size_t at) {
    do
        at += at < length;
    while (at < length && continues(line[at]));
    return at;
}

static size_t previous(size_t at) {
    do
        at -= at > 0;
    while (at > 0 && continues(line[at]));
    return at;
}

// How many columns a character takes: two if it is Chinese, Japanese, Korean or a picture.
static int columns(const char *at) {
    unsigned char a = at[0];
    bool wide =
        (a >= 0xe3 && a <= 0xed) || (a == 0xef && (unsigned char)at[1] == 0xbc) || a == 0xf0;
    return continues(a) ? 0 : wide ? 2 : 1;
}

// --- Drawing -------------------------------------------------------------------------------------

static int width_of(const char *text, size_t bytes) {
    int width = 0;
    for (size_t i = 0; i < bytes; i++)
        width += columns(text + i);
    return width;
}

// A line that is too long for its row scrolls, so that the cursor is always to be seen.
static void draw(void) {
    struct winsize size;
    bool known = ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    int space = (known ? size.ws_col : 80) - width_of(prompt, strlen(prompt)) - 1;
    size_t start = 0, end = length;
    while (start < cursor && width_of(line + start, cursor - start) > space)
        start = next(start);
    while (end > cursor && width_of(line + start, end - start) > space)
        end = previous(end);
    fprintf(stderr, "\r%s%.*s\x1b[K", prompt, (int)(end - start), line + start);
    if (end > cursor)
        fprintf(stderr, "\x1b[%dD", width_of(line + cursor, end - cursor));
}

// --- Changing ------------------------------------------------------------------------------------

static void insert(const char *text, size_t count) {
    if (length + count >= sizeof line)
        return;
    memmove(line + cursor + count, line + cursor, length - cursor);
    memcpy(line + cursor, text, count);
    length += count;
    cursor += count;
}

// Removes what is between the cursor and this place.
static void erase(size_t place) {
    size_t from = cursor < place ? cursor : place, to = cursor < place ? place : cursor;
    memmove(line + from, line + to, length - to);
    length -= to - from;
    cursor = from;
}

static size_t word_start(void) {
    size_t at = cursor;
    while (at > 0 && line[at - 1] == ' ')
        at--;
    while (at > 0 && line[at - 1] != ' ')
        at--;
    return at;
}

static void show(int which) {
    if (which < 0 || which > history_count)
        return;
    if (shown == history_count) {
        free(history[shown]);
        history[shown] = need(strndup(line, length));
    }
    shown = which;
    length = cursor = strlcpy(line, history[which], sizeof line);
}

static void remember(void) {
    free(history[history_count]);
    history[history_count] = NULL;
    if (length == 0 || (history_count > 0 && strcmp(history[history_count - 1], line) == 0))
        return;
    if (history_count == HISTORY_MAX) {
        free(history[0]);
        memmove(history, history + 1, --history_count * sizeof *history);
    }
    history[history_count++] = need(strdup(line));
    history[history_count] = NULL;
}

// Puts in what all completions have in common or, if that is nothing new, lists them.
static void complete(void) {
    struct block *before = mark();
    size_t start, common = 0;
    line[length] = '\0';
    struct strings found = find_completions(line, cursor, &start);
    if (found.count > 0)
        common = strlen(found.items[0]);
    for (int i = 1; i < found.count; i++) {
        while (strncmp(found.items[i], found.items[0], common) != 0)
            common--;
    }
    if (common > cursor - start) {
        erase(start);
        insert(found.items[0], common);
    } else if (found.count > 1) {
        draw();
        for (int i = 0; i < found.count; i++)
            fprintf(stderr, "%s%s", i == 0 ? "\n" : " ", found.items[i]);
        fputc('\n', stderr);
    }
    release(before);
}

// --- Keys ----------------------------------------------------------------------------------------

static int read_byte(void) {
    unsigned char c;
    return read(STDIN_FILENO, &c, 1) == 1 ? c : CTRL('D');
}

// Arrows and their neighbours send ESC [ A, ESC O A or ESC [ 3 ~. Most do what a Ctrl key does.
static int read_key(void) {
    int c = read_byte(), number = 0;
    if (c != ESCAPE)
        return c;
    c = read_byte();
    if (c != '[' && c != 'O')
        return UNKNOWN;
    for (c = read_byte(); c >= '0' && c <= ';'; c = read_byte())
        number = c;
    static const struct {
        char letter, number;
        int key;
    } keys[] = {{'A', 0, CTRL('P')},   {'B', 0, CTRL('N')},   {'C', 0, CTRL('F')},
                {'D', 0, CTRL('B')},   {'H', 0, CTRL('A')},   {'F', 0, CTRL('E')},
                {'~', '1', CTRL('A')}, {'~', '7', CTRL('A')}, {'~', '4', CTRL('E')},
                {'~', '8', CTRL('E')}, {'~', '3', DELETE}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].letter == c && (c != '~' || keys[i].number == number))
            return keys[i].key;
    }
    return UNKNOWN;
}

static void obey(int key) {
    if (key == CTRL('A'))
        cursor = 0;
    else if (key == CTRL('E'))
        cursor = length;
    else if (key == CTRL('B'))
        cursor = previous(cursor);
    else if (key == CTRL('F'))
        cursor = next(cursor);
    else if (key == CTRL('P'))
        show(shown - 1);
    else if (key == CTRL('N'))
        show(shown + 1);
    else if (key == CTRL('H') || key == BACKSPACE)
        erase(previous(cursor));
    else if (key == CTRL('D') || key == DELETE)
        erase(next(cursor));
    else if (key == CTRL('K'))
        erase(length);
    else if (key == CTRL('U'))
        erase(0);
    else if (key == CTRL('W'))
        erase(word_start());
    else if (key == CTRL('L'))
        fputs("\x1b[H\x1b[J", stderr);
    else if (key == '\t')
        complete();
    else if (key >= ' ' && key < DELETE)
        insert((char[]){(char)key}, 1);
}

bool edit_line(const char *text, char **result) {
    struct termios normal, raw;
    const char *terminal = variable("TERM");
    if (terminal == NULL || strcmp(terminal, "dumb") == 0 || tcgetattr(STDIN_FILENO, &normal) < 0)
        return false;
    raw = normal;
    raw.c_lflag &= ~(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(IXON | ICRNL);
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
        return false;
    prompt = text;
    length = cursor = 0;
    shown = history_count;
    int key, waiting;
    for (;;) {
        if (ioctl(STDIN_FILENO, FIONREAD, &waiting) < 0 || waiting == 0)
            draw(); // else it would soon be drawn again
        key = read_key();
        if (key == '\r' || key == '\n' || key == CTRL('C') || (key == CTRL('D') && length == 0))
            break;
        obey(key);
    }
    cursor = length;
    draw();
    fputs(key == CTRL('C') ? "^C\n" : "\n", stderr);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &normal);
    line[length] = '\0';
    *result = NULL;
    if (key == CTRL('C'))
        raise(SIGINT);
    if (key != '\r' && key != '\n')
        return true;
    remember();
    asprintf(result, "%s\n", line);
    return true;
}
