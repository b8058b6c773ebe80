#include <err.h>
#include <stdio.h>
#include <time.h>
#include <usage.h>

const char usage[] = "uptime: prints the time of day and how long the system has run\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    long up;
    char line[128], clock[16];
    FILE *file = fopen("/proc/uptime", "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL || sscanf(line, "%ld", &up) != 1)
        err(1, "/proc/uptime");
    time_t now = time(NULL);
    strftime(clock, sizeof clock, "%T", gmtime(&now));
    printf("%s up ", clock);
    if (up >= 86400)
        printf("%ld days, ", up / 86400);
    printf("%ld:%02ld:%02ld\n", up / 3600 % 24, up / 60 % 60, up % 60);
    return 0;
}
