#include <err.h>
#include <sys/reboot.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "poweroff: writes what waits in memory to the disks, and switches off\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    sync();
    reboot(RB_POWER_OFF);
    err(1, "reboot");
}
