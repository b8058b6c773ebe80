// sleep SECONDS: waits; fractions are welcome.
#include <err.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char *argv[]) {
    if (argc != 2)
        errx(2, "usage: sleep SECONDS");
    double seconds = atof(argv[1]);
    struct timespec duration = {.tv_sec = (time_t)seconds};
    duration.tv_nsec = (long)((seconds - (double)duration.tv_sec) * 1e9);
    if (nanosleep(&duration, NULL) < 0)
        err(1, "%s", argv[1]);
    return 0;
}
