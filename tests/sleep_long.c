// Helper of kill_group: sleeps until it is killed.
#include "test.h"

int main(void) {
    for (;;)
        usleep(1000000);
}
