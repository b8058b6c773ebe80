// The harness notices a test that never ends, and goes on with the next.
// test: timeout=5 expect=hang
#include <stdio.h>

int main(void) {
    puts("I shall not end.");
    fflush(stdout);
    for (;;)
        continue;
}
