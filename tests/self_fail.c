// The harness notices a test that fails.
// test: expect=fail
#include "test.h"

int main(void) {
    check(1 + 1 == 3);
    return 0;
}
