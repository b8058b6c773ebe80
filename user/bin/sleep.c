#include <err.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "sleep SECONDS: waits so long; SECONDS may be a fraction, such as 0.5\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (argc - optind != 1)
        usage_error();
    double seconds = atof(argv[optind]);
    struct timespec duration = {.tv_sec = (time_t)seconds};
    duration.tv_nsec = (long)((seconds - (double)duration.tv_sec) * 1e9);
    if (nanosleep(&duration, NULL) < 0)
        err(1, "%s", argv[optind]);
    return 0;
}
