// swapon DEVICE: swaps to the device, which mkswap has prepared. (`free` shows the swap there is.)
#include <err.h>
#include <sys/swap.h>

int main(int argc, char *argv[]) {
    if (argc != 2)
        errx(2, "usage: swapon DEVICE");
    if (swapon(argv[1], 0) < 0)
        err(1, "%s", argv[1]);
    return 0;
}
