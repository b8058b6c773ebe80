#include <err.h>
#include <sys/swap.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "swapon DEVICE: swaps to this device from now on\n"
                     "mkswap must have prepared it. `free` shows how much swap there is.\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (argc - optind != 1)
        usage_error();
    if (swapon(argv[optind], 0) < 0)
        err(1, "%s", argv[optind]);
    return 0;
}
