// Editing a line while it is typed. The terminal is in raw mode: it hands us every key and shows
// nothing by itself. After each key we draw the line anew. A character is a byte.
#include "sh.h"
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>

#undef CTRL
#define CTRL(letter) ((letter)&0x1f)
enum { LINE_SIZE = 4096, HISTORY_MAX = 200, ESCAPE = 0x1b, BACKSPACE = 0x7f, DELETE = CTRL('_') };

static const char *prompt;
static char line[LINE_SIZE], unfinished[LINE_SIZE];
static size_t length, cursor;

static char *history[HISTORY_MAX];
static int history_count, shown; // while an old line is shown, the new one is in `unfinished`

// A line that is too long for its row scrolls, so that the cursor is always to be seen. What is
// before the cursor is drawn twice, which puts it there.
static void draw(void) {
    struct winsize size = {0};
    ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
    int space = (size.ws_col > 0 ? size.ws_col : 80) - (int)strlen(prompt) - 1;
    space = space > 0 ? space : 1;
    int start = (int)cursor > space ? (int)cursor - space : 0;
    fprintf(stderr, "\r%s%.*s\x1b[K", prompt, space, line + start);
    fprintf(stderr, "\r%s%.*s", prompt, (int)cursor - start, line + start);
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

static void show(int which) {
    if (which < 0 || which > history_count)
        return;
    if (shown == history_count)
        strcpy(unfinished, line);
    shown = which;
    replace(0, length, which == history_count ? unfinished : history[which]);
}

// Adds the line to the history, unless it is the same as the last one there.
static void remember(void) {
    if (length == 0 || (history_count > 0 && strcmp(line, history[history_count - 1]) == 0))
        return;
    if (history_count == HISTORY_MAX) {
        free(history[0]);
        memmove(history, history + 1, --history_count * sizeof *history);
    }
    history[history_count++] = need(strdup(line));
}

// Puts in what all completions have in common or, if that is nothing new, lists them.
static void complete(void) {
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

// Arrows and their neighbours send ESC [ A, ESC O A or ESC [ 3 ~. They do what a Ctrl key does.
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
    size_t left = cursor - (cursor > 0), right = cursor + (cursor < length);
    if (key == CTRL('A'))
        cursor = 0;
    else if (key == CTRL('E'))
        cursor = length;
    else if (key == CTRL('B'))
        cursor = left;
    else if (key == CTRL('F'))
        cursor = right;
    else if (key == CTRL('P'))
        show(shown - 1);
    else if (key == CTRL('N'))
        show(shown + 1);
    else if (key == CTRL('H') || key == BACKSPACE)
        replace(left, cursor, "");
    else if (key == CTRL('D') || key == DELETE)
        replace(cursor, right, "");
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

// Reads keys up to Enter, ^C, or ^D in an empty line, and returns that.
static int edit(void) {
    int key;
    length = cursor = 0;
    line[0] = '\0';
    shown = history_count;
    for (;;) {
        draw();
        key = read_key();
        if (key == '\r' || key == '\n' || key == CTRL('C') || (key == CTRL('D') && length == 0))
            break;
        obey(key);
    }
    cursor = length;
    draw();
    return key;
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
    int key = edit();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &normal); // before the new line: a ^C behind it is a signal
    fputs(key == CTRL('C') ? "^C\n" : "\n", stderr);
    if (key == CTRL('C'))
        raise(SIGINT);
    if (key == CTRL('C') || key == CTRL('D'))
        return NULL;
    remember();
    return join(line, "\n", "");
}
