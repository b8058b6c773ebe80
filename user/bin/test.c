#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "test QUESTION: answers by its exit status: 0 for yes, 1 for no\n"
    "test TEXT        is it not empty?       test A = B       are they the same?\n"
    "test -n TEXT     is it not empty?       test A != B      do they differ?\n"
    "test -z TEXT     is it empty?           test N -eq M     -ne -lt -le -gt -ge\n"
    "test -e PATH     is there such a file?  test -s PATH     has it any bytes?\n"
    "test -f PATH     is it a plain file?    test -x PATH     may it be run?\n"
    "test -d PATH     is it a directory?     test ! QUESTION  the contrary\n"
    "[ QUESTION ] is the same.\n";

static bool ask_one(const char *question, const char *text) {
    struct stat file;
    if (strcmp(question, "-n") == 0)
        return *text != '\0';
    if (strcmp(question, "-z") == 0)
        return *text == '\0';
    if (stat(text, &file) < 0)
        return false;
    if (strcmp(question, "-e") == 0)
        return true;
    if (strcmp(question, "-f") == 0)
        return S_ISREG(file.st_mode);
    if (strcmp(question, "-d") == 0)
        return S_ISDIR(file.st_mode);
    if (strcmp(question, "-s") == 0)
        return file.st_size > 0;
    if (strcmp(question, "-x") == 0)
        return access(text, X_OK) == 0;
    errx(2, "unknown question %s", question);
}

static bool compare(const char *a, const char *question, const char *b) {
    if (strcmp(question, "=") == 0)
        return strcmp(a, b) == 0;
    if (strcmp(question, "!=") == 0)
        return strcmp(a, b) != 0;
    long left = atol(a), right = atol(b);
    const struct {
        const char *name;
        bool holds;
    } orders[] = {{"-eq", left == right}, {"-ne", left != right}, {"-lt", left < right},
                  {"-le", left <= right}, {"-gt", left > right},  {"-ge", left >= right}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (strcmp(orders[i].name, question) == 0)
            return orders[i].holds;
    }
    errx(2, "unknown question %s", question);
}

int main(int argc, char *argv[]) {
    if (usage_help(argc, argv))
        return 0;
    if (strcmp(program_invocation_short_name, "[") == 0 && strcmp(argv[--argc], "]") != 0)
        errx(2, "the last word must be ]");
    bool negated = argc > 1 && strcmp(argv[1], "!") == 0;
    char **words = argv + 1 + negated;
    bool answer;
    switch (argc - 1 - negated) {
    case 0:
        answer = false;
        break;
    case 1:
        answer = *words[0] != '\0';
        break;
    case 2:
        answer = ask_one(words[0], words[1]);
        break;
    case 3:
        answer = compare(words[0], words[1], words[2]);
        break;
    default:
        errx(2, "too many words");
    }
    return answer != negated ? 0 : 1;
}
