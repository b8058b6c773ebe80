// Shows that the kernel's command line is cut into the right words, whatever blanks and however
// many words there are, and that init's arguments are kept apart from the kernel's own.
#include "kernel/params.c"
#include "kernel/lib/format.h"
#include "tests/host/host.h"
#include <string.h>

static char told[400]; // what params_check said
static size_t told_length;

void kprintf(const char *format, ...) {
    va_list args;
    va_start(args, format);
    told_length += vsnprintf(told + told_length, sizeof told - told_length, format, args);
    va_end(args);
}

void string_copy(char *to, const char *from, size_t size) {
    snprintf(to, size, "%s", from);
}

// The kernel does this once; here, each time as if it were the first.
static void start_with(const char *given) {
    word_count = first_argument = told_length = 0;
    told[0] = '\0';
    params_init(given);
}

static void expect_text(const char *got, const char *wanted) {
    got = got ? got : "nothing";
    expect(strcmp(got, wanted) == 0, "\"%.50s\", not \"%s\"", got, wanted);
}

static void values(void) {
    start_with("root=hda mem=64 test init=/bin/sh empty= =odd");
    expect_text(params_value("root"), "hda");
    expect_text(params_value("init"), "/bin/sh");
    expect_text(params_value("empty"), "");
    expect(!params_value("roo") && !params_value("rootx") && !params_value("hda"),
           "part of a name");
    expect(!params_value("test") && params_has("test"), "a bare word");
    expect(!params_has("mem") && !params_has("tes") && !params_has("root"), "not a bare word");
    expect(params_number("mem") == 64, "%lu", params_number("mem"));
    expect(params_number("root") == 0 && params_number("none") == 0, "not a number");
    expect(!params_init_argument(0), "no arguments");
}

static void numbers(void) {
    start_with("a=0 b=18446744073709551616 c=-1 d=12x e=99999999999999999999999999 f=007");
    expect(params_number("a") == 0 && params_number("c") == 0, "0 and -1");
    expect(params_number("d") == 12 && params_number("f") == 7, "12x and 007");
    expect(params_number("b") >= 1ul << 40, "a large number is large: %lu", params_number("b"));
    expect(params_number("e") >= 1ul << 40, "a large number is large: %lu", params_number("e"));
}

static void blanks(void) {
    start_with("   one=1    two  three=3   ");
    expect_text(params_value("one"), "1");
    expect(params_has("two"), "two");
    expect_text(params_value("three"), "3");
    start_with("");
    expect(!params_value("x") && !params_has("") && !params_init_argument(0), "an empty line");
    start_with("      ");
    expect(!params_has("") && !params_init_argument(0), "a line of blanks");
}

static void arguments(void) {
    start_with("test -- first root=ram -- mem=5 test2");
    expect_text(params_init_argument(0), "first");
    expect_text(params_init_argument(1), "root=ram");
    expect_text(params_init_argument(2), "--");
    expect_text(params_init_argument(4), "test2");
    expect(!params_init_argument(5) && !params_init_argument(1000000), "behind the last");
    expect(!params_value("root") && !params_value("mem"), "init's words are not the kernel's");
    expect(!params_has("test2") && !params_has("first"), "init's words are not the kernel's");
    start_with("-- only");
    expect_text(params_init_argument(0), "only");
    start_with("nothing --");
    expect(!params_init_argument(0), "nothing behind --");
    start_with("a --b c");
    expect(!params_init_argument(0) && params_has("--b"), "--b is not --");
}

static void unknown_words(void) {
    start_with("root=hda swap=hdb mem=1 init=x eager trace test");
    params_check();
    expect_text(told, "");
    start_with("rot=hda eager=1 tests root -- whatever");
    params_check();
    expect(strstr(told, "\"rot=hda\"") && strstr(told, "\"eager=1\""), "%s", told);
    expect(strstr(told, "\"tests\"") && strstr(told, "\"root\""), "%s", told);
    expect(!strstr(told, "whatever"), "%s", told);
}

// More words, and more characters, than there is room for.
static void too_long(void) {
    static char given[4 * LINE_MAX];
    for (size_t i = 0; i < sizeof given - 1; i++)
        given[i] = i % 2 ? ' ' : 'w';
    start_with(given);
    expect(word_count <= WORDS_MAX && params_has("w"), "%zu words", word_count);
    expect_text(words[word_count - 1], "w");
    memset(given, 'x', sizeof given - 1);
    start_with(given);
    expect(word_count == 1 && strlen(words[0]) == LINE_MAX - 1, "a word of %zu", strlen(words[0]));
    memcpy(given, "a=", 2);
    start_with(given);
    expect(strlen(params_value("a")) == LINE_MAX - 3, "a value of %zu", strlen(words[0]));
}

int main(void) {
    values();
    numbers();
    blanks();
    arguments();
    unknown_words();
    too_long();
    return finish();
}
