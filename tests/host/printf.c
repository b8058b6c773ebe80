// Shows that the kernel's formatted printing makes the same of every conversion that it knows as
// the C library does, and that it never writes beyond the buffer's end.
#include "kernel/dev/console.c"
#include "kernel/lib/format.c"
#include "tests/host/host.h"

// ---- The console, caught in strings

static char serial[256], screen[256];
static size_t serial_length, screen_length;

void serial_putc(char c) {
    serial[serial_length++] = c;
}
void personality_logs(char c) {
    (void)c;
}
void personality_console_output(char c) {
    screen[screen_length++] = c;
}

// ---- Comparing

static void expect_same(const char *format, int length, const char *got, int wanted_length,
                        const char *wanted) {
    expect(length == wanted_length && strcmp(got, wanted) == 0, "%s: \"%s\" (%d), not \"%s\" (%d)",
           format, got, length, wanted, wanted_length);
}

static void whole_number(const char *format, uint64_t value) {
    char got[100], wanted[100];
    int length = ksnprintf(got, sizeof got, format, value);
    expect_same(format, length, got, snprintf(wanted, sizeof wanted, format, value), wanted);
}

static void numbers(void) {
    static const uint64_t values[] = {
        0,          1,         9,          10,        99,           255,
        4096,       INT32_MAX, UINT32_MAX, 1ul << 31, 1ul << 32,    INT64_MAX,
        UINT64_MAX, 1ul << 63, -1ul,       -10ul,     -4294967295ul};
    static const char *const lengths[] = {"", "l", "ll", "z"};
    static const char *const flags[] = {"", "0", "-", "-0", "0-"};
    static const int widths[] = {0, 1, 2, 8, 19, 20, 21, 40};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
        for (size_t l = 0; l < 4; l++)
            for (size_t f = 0; f < 5; f++)
                for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
                    for (const char *type = "duxo"; *type; type++) {
                        char format[20], width[8] = "";
                        if (widths[w])
                            snprintf(width, sizeof width, "%d", widths[w]);
                        snprintf(format, sizeof format, "<%%%s%s%s%c>", flags[f], width, lengths[l],
                                 *type);
                        whole_number(format, values[v]);
                    }
}

// Conversions with other arguments, both ways.
#define COMPARE(...)                                                                               \
    do {                                                                                           \
        char got[200], wanted[200];                                                                \
        int length = ksnprintf(got, sizeof got, __VA_ARGS__);                                      \
        int wanted_length = snprintf(wanted, sizeof wanted, __VA_ARGS__);                          \
        expect_same(#__VA_ARGS__, length, got, wanted_length, wanted);                             \
    } while (0)

static void texts(void) {
    COMPARE("nothing");
    COMPARE("%s", "");
    COMPARE("<%s|%10s|%-10s|%2s>", "text", "text", "text", "text");
    COMPARE("<%*s|%-*s>", 8, "text", 8, "text");
    COMPARE("<%c|%3c|%-3c>", 'x', 'y', 'z');
    COMPARE("100%% of %d%%", 7);
    COMPARE("<%*d|%-*d>", 9, -5, 9, -5);
    COMPARE("%s %d %lu %c %lx %s", "many", -1, 2ul, '3', 0x4ul, "arguments");
}

// Each length of buffer, allocated by itself so that the sanitizer sees a byte too many.
static void truncation(void) {
    for (size_t size = 0; size <= 20; size++) {
        char *got = malloc(size ? size : 1), wanted[32];
        int length = ksnprintf(got, size, "%s-%d", "truncated", 12345);
        int wanted_length = snprintf(wanted, size ? size : 1, "%s-%d", "truncated", 12345);
        if (size > 0)
            expect_same("truncated", length, got, wanted_length, wanted);
        expect(length == 15, "size %zu: %d", size, length);
        free(got);
    }
    expect(ksnprintf(NULL, 0, "%d", 1234) == 4, "only the length");
}

// A terminal on the serial line and the screen both need the carriage returned.
static void console(void) {
    kprintf("one\n%s", "two\n");
    expect(strcmp(serial, "one\r\ntwo\r\n") == 0, "serial: %s", serial);
    expect(strcmp(screen, "one\r\ntwo\r\n") == 0, "screen: %s", screen);
}

int main(void) {
    numbers();
    texts();
    truncation();
    console();
    return finish();
}
