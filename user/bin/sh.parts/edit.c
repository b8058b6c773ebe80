// Editing a line while it is typed. The terminal is in raw mode: it hands us every key and shows
// nothing by itself. After each key we draw the line anew.
#include "sh.h"
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>

#undef CTRL
#define CTRL(letter) ((letter)&0x1f)
enum { LINE_SIZE = 4096, HISTORY_MAX = 200, ESCAPE = 0x1b, BACKSPACE = 0x7f, DELETE = CTRL('_') };

static const char *prompt;
static char line[LINE_SIZE];
static size_t length, cursor; // in bytes

// The last lines in a ring; behind them the one being typed, while another is shown.
static char *history[HISTORY_MAX];
static int history_count, shown;

// Whether this byte is the second, third or fourth of a character (UTF-8).
static bool continues(char c) {
    return (c & 0xc0) == 0x80;
}

static size_t next(size_t at) {
    do
        at += at < length;
    while (continues(line[at]));
    return at;
}

static size_t previous(size_t at) {
    do
        at -= at > 0;
    while (at > 0 && continues(line[at]));
    return at;
}

// A line that is too long for its row scrolls, so that the cursor is always to be seen. No
// character takes more columns than bytes. What is before the cursor is drawn twice, which puts it
// there.
static void draw(void) {
    struct winsize size = {0};
    ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
    size_t columns = size.ws_col > 0 ? size.ws_col : 80, taken = strlen(prompt) + 1;
    size_t space = columns > taken ? columns - taken : 1, start = 0, end = length;
    while (cursor - start > space)
        start = next(start);
    if (end - start > space)
        end = start + space;
    while (end > cursor && continues(line[end]))
        end--;
    fprintf(stderr, "\r%s%.*s\x1b[K", prompt, (int)(end - start), line + start);
    fprintf(stderr, "\r%s%.*s", prompt, (int)(cursor - start), line + start);
}

// Puts a text in the place of a part of the line, and the cursor behind it.
static void replace(size_t from, size_t to, const char *text) {
    size_t count = strlen(text);
    if (length - (to - from) + count >= sizeof line)
        return;
    memmove(line + from + count, line + to, length + 1 - to);
    memcpy(line + from, text, count);
    length += count - (to - from);
    cursor = from + count;
}

static size_t word_start(void) {
    size_t start = cursor;
    while (start > 0 && line[start - 1] == ' ')
        start--;
    while (start > 0 && line[start - 1] != ' ')
        start--;
    return start;
}

static void store(void) {
    char **place = &history[history_count % HISTORY_MAX];
    free(*place);
    *place = need(strdup(line));
}

static void show(int which) {
    if (which < 0 || which <= history_count - HISTORY_MAX || which > history_count)
        return;
    if (shown == history_count)
        store();
    shown = which;
    replace(0, length, history[which % HISTORY_MAX]);
}

// Puts in what all completions have in common or, if that is nothing new, lists them.
static void complete(void) {
    struct block *before = mark();
    size_t start, common = 0;
    struct strings found = find_completions(line, cursor, &start);
    if (found.count > 0)
        common = strlen(found.items[0]);
    for (int i = 1; i < found.count; i++) {
        while (strncmp(found.items[i], found.items[0], common) != 0)
            common--;
    }
    if (common > cursor - start) {
        replace(start, cursor, copy(found.items[0], common));
    } else if (found.count > 1) {
        for (int i = 0; i < found.count; i++)
            fprintf(stderr, "%s%s", i == 0 ? "\n" : " ", found.items[i]);
        fputc('\n', stderr);
    }
    release(before);
}

static int read_byte(void) {
    unsigned char c;
    if (read(STDIN_FILENO, &c, 1) == 1)
        return c;
    if (errno == EINTR)
        return CTRL('C');
    length = 0; // nobody is there any more
    return CTRL('D');
}

// Arrows and their neighbours send ESC [ A, ESC O A or ESC [ 3 ~. They do what
// a Ctrl key does.
static int read_key(void) {
    static const char sent[] = "ABCDHF17483", same[] = "PNFBAEAAEE_";
    int c = read_byte(), number = 0;
    if (c != ESCAPE)
        return c;
    c = read_byte();
    if (c != '[' && c != 'O')
        return '\0';
    while (isdigit(c = read_byte()) || c == ';')
        number = c;
    const char *key = strchr(sent, c == '~' ? number : c);
    return key == NULL ? '\0' : CTRL(same[key - sent]);
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
        replace(previous(cursor), cursor, "");
    else if (key == CTRL('D') || key == DELETE)
        replace(cursor, next(cursor), "");
    else if (key == CTRL('K'))
        replace(cursor, length, "");
    else if (key == CTRL('U'))
        replace(0, cursor, "");
    else if (key == CTRL('W'))
        replace(word_start(), cursor, "");
    else if (key == CTRL('L'))
        fputs("\x1b[H\x1b[J", stderr);
    else if (key == '\t')
        complete();
    else if (key >= ' ')
        replace(cursor, cursor, (char[]){(char)key, '\0'});
}

// Where there is no raw mode, it is a plain line.
char *read_typed_line(const char *text) {
    struct termios normal, raw;
    const char *terminal = variable("TERM");
    prompt = text;
    if (terminal == NULL || strcmp(terminal, "dumb") == 0 || tcgetattr(STDIN_FILENO, &normal) < 0) {
        fputs(prompt, stderr);
        return read_line(STDIN_FILENO);
    }
    raw = normal;
    raw.c_lflag &= ~(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(IXON | ICRNL);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    length = cursor = 0;
    line[0] = '\0';
    shown = history_count;
    int key;
    for (;;) {
        draw();
        key = read_key();
        if (key == '\r' || key == '\n' || key == CTRL('C') || (key == CTRL('D') && length == 0))
            break;
        obey(key);
    }
    cursor = length;
    draw();
    fputs(key == CTRL('C') ? "^C\n" : "\n", stderr);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &normal);
    if (key == CTRL('C'))
        raise(SIGINT);
    if (key != '\r' && key != '\n')
        return NULL;
    if (length > 0 &&
        (history_count == 0 || strcmp(line, history[(history_count - 1) % HISTORY_MAX]) != 0)) {
        store();
        history_count++;
    }
    return join(line, "\n", "");
}
