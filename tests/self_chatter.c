// The harness notices a test that never ends although it always has something to say.
// test: timeout=2 expect=hang
#include <stdio.h>

int main(void) {
    for (;;)
        puts("and another thing");
}
