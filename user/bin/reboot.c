#include <err.h>
#include <sys/reboot.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "reboot: writes what waits in memory to the disks and starts the machine anew\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    sync();
    reboot(RB_AUTOBOOT);
    err(1, "reboot");
}
