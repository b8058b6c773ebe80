// Options of a command line, one letter each; ":" after a letter means that it takes an argument.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

static int complain(const char *program, const char *options, const char *what) {
    if (opterr && options[0] != ':')
        fprintf(stderr, "%s: %s -- '%c'\n", program, what, optopt);
    return '?';
}

int getopt(int argc, char *const argv[], const char *options) {
    static int letter = 1; // where in argv[optind] we are
    const char *word = optind < argc ? argv[optind] : NULL;
    if (letter == 1) {
        if (word == NULL || word[0] != '-' || word[1] == '\0')
            return -1;
        if (strcmp(word, "--") == 0) {
            optind++;
            return -1;
        }
    }
    optopt = word[letter++];
    const char *option = optopt == ':' ? NULL : strchr(options, optopt);
    const char *rest = &word[letter];
    if (*rest == '\0') {
        letter = 1;
        optind++;
    }
    if (option == NULL)
        return complain(argv[0], options, "invalid option");
    if (option[1] != ':')
        return optopt;

    if (*rest != '\0') {
        optarg = (char *)rest;
    } else if (optind < argc) {
        optarg = argv[optind];
    } else {
        complain(argv[0], options, "option requires an argument");
        return options[0] == ':' ? ':' : '?';
    }
    optind++;
    letter = 1;
    return optopt;
}
