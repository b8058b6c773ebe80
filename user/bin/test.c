// test: answers a question by its exit status.
//
//     test TEXT          is it not empty?        test A = B    test A != B
//     test -n TEXT       test -z TEXT            test N -eq M  (-ne -lt -le -gt -ge)
//     test -e PATH       is it there?            -f a file, -d a directory, -x may it be run,
//     test ! …           the contrary            -s is it not empty?
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
