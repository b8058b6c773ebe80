// Stack pages need not come in order: a frame of many pages may be touched at its low end only, and
// what lies between comes when it is touched, as zeros.
// test: core portable
#include "stack.h"

int main(void) {
    uintptr_t low = untouched_stack() - 200 * PAGE;
    push_with_rsp(low);
    for (uintptr_t address = low; address < low + 150 * PAGE; address += PAGE / 2)
        check(load(address) == 0);
    printf("zeros between\n");
    push_with_rsp(low + 50 * PAGE);
    push_with_rsp(low - 300 * PAGE);
    for (uintptr_t address = low - 300 * PAGE; address < low - PAGE; address += PAGE)
        store_with_rsp(low - 300 * PAGE, address);
    printf("filled in from below\n");
    return 0;
}
