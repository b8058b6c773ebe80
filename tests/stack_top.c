// The last byte of the stack can be used; at its top and above, nothing ever grows.
// test: core portable
#include "deeds.h"
#include "stack.h"

static void push(uintptr_t rsp) {
    push_with_rsp(rsp);
}

int main(void) {
    uintptr_t top = stack_top();
    printf("read the last byte: %s\n", fate(read_from, top - 1));
    printf("write the last byte: %s\n", fate(write_to, top - 1));
    printf("push at the top: %s\n", fate(push, top));
    printf("read the top: %s\n", fate(read_from, top));
    printf("write the top: %s\n", fate(write_to, top));
    printf("push above the top: %s\n", fate(push, top + 8));
    printf("write 8 above the top: %s\n", fate(write_to, top + 8));
    printf("write a page above: %s\n", fate(write_to, top + PAGE));
    printf("push a page above: %s\n", fate(push, top + PAGE + 8));
    return 0;
}
