#include <err.h>
#include <sys/swap.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "swapoff DEVICE: swaps to this device no more\n"
                     "All that is in it comes back into memory first.\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (argc - optind != 1)
        usage_error();
    if (swapoff(argv[optind]) < 0)
        err(1, "%s", argv[optind]);
    return 0;
}
