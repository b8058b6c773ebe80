// The harness notices a test that sleeps for ever while the machine has nothing to do.
// test: timeout=2 expect=hang
#include <unistd.h>

int main(void) {
    for (;;)
        pause();
}
