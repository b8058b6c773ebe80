// swapoff DEVICE: brings what was swapped to the device back into memory, and swaps no more.
#include <err.h>
#include <sys/swap.h>

int main(int argc, char *argv[]) {
    if (argc != 2)
        errx(2, "usage: swapoff DEVICE");
    if (swapoff(argv[1]) < 0)
        err(1, "%s", argv[1]);
    return 0;
}
