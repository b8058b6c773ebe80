// sync: writes what waits in memory to the disks.
#include <unistd.h>

int main(void) {
    sync();
    return 0;
}
