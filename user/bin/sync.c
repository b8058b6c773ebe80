#include <unistd.h>
#include <usage.h>

const char usage[] = "sync: writes what waits in memory to the disks\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    sync();
    return 0;
}
