// Shows what the terminal's line discipline makes of typed bytes: what a read gets, what the screen
// shows, which signal is sent, and that no input, however long or strange, gets out of its bounds.
#include "kernel/linux/terminal/line.c"
#include "kernel/linux/terminal/line_echo.c"
#include "kernel/linux/terminal/line_edit.c"
#include "tests/host/host.h"
#include <string.h>

// ---- The console: the serial line's output, and what stands in the last line of a screen

static char shown[4096];
static size_t shown_length;

void serial_putc(char c) {
    if (shown_length < sizeof shown - 1)
        shown[shown_length++] = c;
}
void screen_putc(char c) {
    (void)c;
}
void console_putc(char c) {
    if (c == '\n')
        serial_putc('\r');
    serial_putc(c);
}

// ---- One terminal, typed at and read from

static struct line line;

static void reset(void) {
    line_init(&line);
    memset(shown, 0, sizeof shown);
    shown_length = 0;
}

// Returns the last signal.
static int type(const char *text) {
    int signal = 0;
    for (; *text; text++) {
        int sent = line_input(&line, *text);
        signal = sent ? sent : signal;
    }
    return signal;
}

static void expect_text(const char *what, const char *got, const char *wanted) {
    expect(strcmp(got, wanted) == 0, "%s: \"%s\", not \"%s\"", what, got, wanted);
}

// What a read of `size` bytes gets.
static void expect_read(size_t size, const char *wanted) {
    char got[LINE_MAX + 1];
    bool end;
    got[line_take(&line, got, size, &end)] = '\0';
    expect_text("read", got, wanted);
}

// Types on a fresh terminal; what is read then, and what was shown meanwhile.
static void expect_line(const char *typed, const char *read, const char *echo) {
    reset();
    type(typed);
    expect_read(LINE_MAX, read);
    expect_text(typed, shown, echo);
}

// ---- Canonical mode

#define RUBOUT "\b \b"

static void editing(void) {
    expect_line("abc\r", "abc\n", "abc\r\n");
    expect_line("abc", "", "abc");
    expect_line("abx\177c\n", "abc\n", "abx" RUBOUT "c\r\n");
    expect_line("abx\bc\n", "abc\n", "abx" RUBOUT "c\r\n");
    expect_line("\177\177a\n", "a\n", "a\r\n"); // nothing to erase
    expect_line("abc\025d\n", "d\n", "abc" RUBOUT RUBOUT RUBOUT "d\r\n");
    expect_line("ab cd \027e\n", "ab e\n", "ab cd " RUBOUT RUBOUT RUBOUT "e\r\n");
    expect_line("\027x\n", "x\n", "x\r\n");
    expect_line("a\001b\177\177c\n", "ac\n", "a^Ab" RUBOUT RUBOUT RUBOUT "c\r\n");
    expect_line("a\tb\177\177c\n", "ac\n",
                "a\tb" RUBOUT RUBOUT RUBOUT RUBOUT RUBOUT RUBOUT RUBOUT RUBOUT
                "c\r\n"); // the tab is seven wide
    expect_line("a\xc3\xa4\177b\n", "ab\n",
                "a\xc3\xa4" RUBOUT "b\r\n"); // an umlaut goes as a whole
    expect_line("one\ntw\177\177\177\177", "one\n", "one\r\ntw" RUBOUT RUBOUT);
    expect_line("ab\022c\n", "abc\n", "ab^R\r\nabc\r\n");
}

// A tab's width depends on what stands before the line.
static void prompt(void) {
    reset();
    line_output(&line, "one\n$ ", 6);
    shown_length = 0;
    memset(shown, 0, sizeof shown);
    type("\t\177\177");
    expect_text("a tab behind a prompt of 2", shown,
                "\t" RUBOUT RUBOUT RUBOUT RUBOUT RUBOUT RUBOUT);
}

static void reading(void) {
    reset();
    type("one\ntwo\nthr");
    expect(line_waiting(&line) == 8, "%zu bytes wait", line_waiting(&line));
    expect_read(2, "on");
    expect_read(100, "e\n"); // a read never gets more than a line
    expect_read(4, "two\n");
    expect_read(100, "");
    type("ee\n");
    expect_read(100, "three\n");
}

static void end_of_file(void) {
    reset();
    type("\004");
    expect(line_waiting(&line) > 0, "an end of file can be read");
    expect_read(100, "");
    expect(line_waiting(&line) == 0, "and only once");
    type("abc\004");
    expect_read(100, "abc");
    expect(line_waiting(&line) == 0, "the end of file ended the line, and is gone");
    type("abc\004");
    expect_read(3, "abc"); // as many as there are: the mark behind them goes with them
    expect(line_waiting(&line) == 0, "no second end of file");
    type("abc\004");
    expect_read(2, "ab");
    expect_read(2, "c");
    type("\004\004x\n");
    expect_read(100, "");
    expect_read(100, "");
    expect_read(100, "x\n");
    type("x\004\177\n"); // what was handed out cannot be erased
    expect_read(100, "x");
    expect_read(100, "\n");
    expect_text("echo", strstr(shown, "\004") ? "shown" : "not shown", "not shown");
}

static void other_ends(void) {
    reset();
    line.settings.characters[VEOL] = '.';
    line.settings.characters[VEOL2] = '%';
    type("ab.cd%e");
    expect_read(100, "ab.");
    expect_read(100, "cd%");
    expect_read(100, "");
    line.settings.local &= ~IEXTEN;
    type("f%g.");
    expect_read(100, "ef%g.");
}

static void signals(void) {
    reset();
    expect(type("ab\003") == SIGINT, "^C");
    expect_text("echo", shown, "ab^C");
    expect(type("\034") == SIGQUIT && type("\032") == SIGTSTP && type("x") == 0, "^\\ and ^Z");
    type("y\n");
    expect_read(100, "xy\n"); // what stood before the signal is forgotten
    line.settings.local |= NOFLSH;
    type("ab\003c\n");
    expect_read(100, "abc\n");
    line.settings.local &= ~ISIG;
    expect(type("\003\n") == 0, "without ISIG");
    expect_read(100, "\003\n");
    line.settings.local |= ISIG;
    line.settings.characters[VINTR] = 0;
    expect(type("\003") == 0 && line_input(&line, '\0') == 0, "no character for SIGINT");
}

static void echo_flags(void) {
    reset();
    line.settings.local &= ~ECHO;
    type("secret\177\n");
    expect_text("without ECHO", shown, "");
    line.settings.local |= ECHONL;
    type("secret\n");
    expect_text("with ECHONL", shown, "\r\n");
    reset();
    line.settings.local &= ~ECHOCTL;
    type("\001");
    expect_text("without ECHOCTL", shown, "\001");
    reset();
    line.settings.local &= ~(ECHOE | ECHOKE);
    type("ab\177c\025");
    expect_text("on paper", shown, "ab^?c^U\r\n");
}

// ---- Other modes

static void set_local(uint32_t local) {
    struct termios settings = line.settings;
    settings.local = local;
    line_set(&line, &settings);
}

static void raw(void) {
    reset();
    uint32_t canonical = line.settings.local;
    type("typed");
    expect(line_waiting(&line) == 0, "the line is not finished");
    set_local(0);
    expect_read(100, "typed"); // now there are no lines
    type("a\177\004\003\r");
    expect_read(100, "a\177\004\003\n");
    expect_text("echo", shown, "typed");
    line.settings.input = 0;
    type("\r\n");
    expect_read(100, "\r\n");
    line.settings.input = INLCR | IGNCR;
    type("\r\n");
    expect_read(100, "\r");
    type("before");
    set_local(canonical);
    expect_read(100, "before"); // stays ready
    line.settings.input = ICRNL;
    type("x\177y\r");
    expect_read(100, "y\n");
}

static void output(void) {
    reset();
    line_output(&line, "a\nb\0c", 5);
    expect(shown_length == 6 && memcmp(shown, "a\r\nb\0c", 6) == 0, "%s", shown);
    reset();
    line.settings.output = 0;
    line_output(&line, "a\nb", 3);
    expect_text("without OPOST", shown, "a\nb");
}

// ---- Too much

static void overflow(void) {
    reset();
    for (unsigned i = 0; i < 3 * LINE_MAX; i++)
        line_input(&line, 'x');
    expect(strchr(shown, BELL) != NULL || shown_length == sizeof shown - 1, "no bell");
    line_input(&line, '\177');
    line_input(&line, 'y');
    line_input(&line, '\n'); // for which there is always room
    char got[LINE_MAX];
    bool end;
    size_t n = line_take(&line, got, sizeof got, &end);
    expect(n == LINE_MAX && end, "%zu bytes", n);
    expect(got[n - 1] == '\n' && got[n - 2] == 'y' && got[n - 3] == 'x',
           "the end of the long line");
    for (unsigned i = 0; i < 3 * LINE_MAX; i++)
        line_input(&line, '\n');
    expect(line_waiting(&line) == LINE_MAX, "%zu lines", line_waiting(&line));
    expect(type("\003") == SIGINT && line_waiting(&line) == 0, "a full line can be interrupted");
    type("ok\n");
    expect_read(100, "ok\n");
}

static void random_input(void) {
    static const char special[] = "\n\r\004\177\b\025\027\022\003\t ab";
    reset();
    line.head = line.ready = line.tail = UINT32_MAX - 100; // the counters wrap in the middle of it
    for (unsigned round = 0; round < 2000000; round++) {
        uint64_t choice = random_below(5000);
        if (choice == 0) {
            struct termios settings = line.settings;
            settings.local = random_number();
            settings.input = random_number();
            line_set(&line, &settings);
        } else if (choice < 5) {
            char got[100];
            bool end;
            size_t wanted = 1 + random_below(sizeof got);
            expect(line_take(&line, got, wanted, &end) <= wanted, "more than %zu", wanted);
        } else {
            bool any = random_below(3) == 0;
            line_input(&line, any ? random_number() : (uint8_t)special[random_below(13)]);
        }
        uint32_t ready = line.ready - line.head, typed = line.tail - line.ready;
        expect(ready <= LINE_MAX && typed <= LINE_MAX && ready + typed <= LINE_MAX, "%u and %u",
               ready, typed);
    }
}

static void literally(void) {
    expect_line("a\026\003b\n", "a\003b\n", "a^\b^Cb\r\n"); // ^V ^C
    expect_line("a\026\177\n", "a\177\n", "a^\b^?\r\n");
    expect_line("\026\026\n", "\026\n", "^\b^V\r\n");
    expect_line("a\026\177\177b\n", "ab\n", "a^\b^?" RUBOUT RUBOUT "b\r\n");
    reset();
    type("\026\004x\026\n"); // neither ends the line
    expect(line_waiting(&line) == 0, "a line has ended");
    type("\n");
    expect_read(LINE_MAX, "\004x\n\n");
    reset();
    line.settings.local &= ~IEXTEN;
    expect(type("\026\003") == SIGINT, "no signal");
}

static void flow(void) {
    reset();
    type("a\023b");
    expect(line.stopped, "^S");
    type("\021c\n");
    expect(!line.stopped, "^Q");
    expect_read(LINE_MAX, "abc\n");
    type("\023");
    expect(type("\003") == SIGINT && !line.stopped, "^C goes on");
    type("\023");
    struct termios settings = line.settings;
    settings.input &= ~IXON;
    line_set(&line, &settings);
    expect(!line.stopped, "off");
    type("\023\021\n");
    expect_read(LINE_MAX, "\023\021\n");
    settings.input |= IXON | IXANY;
    line_set(&line, &settings);
    type("\023d");
    expect(!line.stopped, "any key");
    type("\n");
    expect_read(LINE_MAX, "d\n");
}

int main(void) {
    editing();
    prompt();
    reading();
    end_of_file();
    other_ends();
    signals();
    echo_flags();
    raw();
    output();
    literally();
    flow();
    overflow();
    random_input();
    return finish();
}
