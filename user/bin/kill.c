#include <ctype.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "kill [-SIGNAL] PID...: sends a signal (TERM) to processes\n"
                     "-SIGNAL: another one, by its name or number; kill -l lists them.\n"
                     "PID: the number of a process, or of a group with a minus before it.\n";

static int parse_signal(const char *text) {
    if (isdigit((unsigned char)*text))
        return atoi(text);
    if (strncasecmp(text, "SIG", 3) == 0)
        text += 3;
    for (int signal = 1; sigabbrev_np(signal) != NULL; signal++) {
        if (strcasecmp(sigabbrev_np(signal), text) == 0)
            return signal;
    }
    errx(2, "no signal %s", text);
}

int main(int argc, char *argv[]) {
    if (argc == 2 && usage_option(argc, argv, "l") == 'l') {
        for (int signal = 1; sigabbrev_np(signal) != NULL; signal++)
            printf("%2d %-7s%s\n", signal, sigabbrev_np(signal), strsignal(signal));
        return 0;
    }
    int signal = SIGTERM, first = 1, status = 0;
    if (argc > 2 && argv[1][0] == '-') {
        signal = parse_signal(argv[1] + 1);
        first = 2;
    }
    if (argc <= first)
        usage_error();
    for (int i = first; i < argc; i++) {
        char *end;
        long pid = strtol(argv[i], &end, 10);
        if (*end != '\0' || end == argv[i])
            errx(2, "%s is not a process number", argv[i]);
        if (kill((pid_t)pid, signal) < 0) {
            warn("%s", argv[i]);
            status = 1;
        }
    }
    return status;
}
