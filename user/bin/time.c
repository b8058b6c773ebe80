#include <command.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "time COMMAND [WORD...]: runs a command and prints what that took\n"
    "That is time, page faults and memory. Minor faults found their page in memory,\n"
    "major faults waited for the disk.\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (optind == argc)
        usage_error();
    struct timespec start, end;
    struct rusage usage;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int status = command_wait(command_start(argv + optind, STDOUT_FILENO), &usage);
    clock_gettime(CLOCK_MONOTONIC, &end);
    long real = (end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000;
    fprintf(stderr, "real %ld.%03ld s, user %ld.%03ld s, system %ld.%03ld s\n", real / 1000000,
            real / 1000 % 1000, (long)usage.ru_utime.tv_sec, (long)usage.ru_utime.tv_usec / 1000,
            (long)usage.ru_stime.tv_sec, (long)usage.ru_stime.tv_usec / 1000);
    fprintf(stderr,
            "page faults: %ld minor, %ld major (waited for the disk); at most %ld KiB resident\n",
            usage.ru_minflt, usage.ru_majflt, usage.ru_maxrss);
    return status;
}
