// The command line is cut into words once; asking compares words.
#include "kernel/params.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"

enum { LINE_MAX = 8192, WORDS_MAX = 1024 };

static char line[LINE_MAX]; // with a NUL behind each word
static const char *words[WORDS_MAX];
static size_t word_count, first_argument; // words[first_argument …] follow the `--`

void params_init(const char *given) {
    string_copy(line, given, sizeof line);
    for (char *p = line; *p && word_count < WORDS_MAX;) {
        while (*p == ' ')
            p++;
        if (*p)
            words[word_count++] = p;
        while (*p && *p != ' ')
            p++;
        if (*p)
            *p++ = '\0';
    }
    first_argument = word_count;
    for (size_t i = word_count; i-- > 0;)
        if (strcmp(words[i], "--") == 0)
            first_argument = i;
}

const char *params_value(const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i < first_argument; i++)
        if (strncmp(words[i], name, length) == 0 && words[i][length] == '=')
            return words[i] + length + 1;
    return NULL;
}

bool params_has(const char *name) {
    for (size_t i = 0; i < first_argument; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

const char *params_init_argument(size_t i) {
    return first_argument + 1 + i < word_count ? words[first_argument + 1 + i] : NULL;
}

uint64_t params_number(const char *name) {
    const char *value = params_value(name);
    uint64_t number = 0;
    for (const char *p = value; p && *p >= '0' && *p <= '9' && number < 1ul << 40; p++)
        number = 10 * number + (*p - '0');
    return number;
}

static bool is_known(const char *word) {
    static const char *const known[] = {"root=",  "swap=",   "evict=",      "init=",   "mem=",
                                        "ahead=", "around=", "references=", "eager",   "trace",
                                        "strace", "strace=", "test",        "nocheck", "thrash"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i]);
        bool takes_value = known[i][length - 1] == '=';
        if (takes_value ? strncmp(word, known[i], length) == 0 : strcmp(word, known[i]) == 0)
            return true;
    }
    return false;
}

void params_check(void) {
    for (size_t i = 0; i < first_argument; i++)
        if (!is_known(words[i]))
            kprintf("kernel parameter \"%s\" is unknown: ignored\n", words[i]);
}
