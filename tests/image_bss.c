// The bss that shares the last page of the data is zero, although the file goes on there; so is the
// rest, to its last byte.
// test: core portable
#include "test.h"

static volatile uint8_t initialised[100] = {1};
static volatile uint8_t zero[3 * PAGE];

extern char edata[], end[];

int main(void) {
    // What lies between the data's end and the next page, our own variables included, as long as
    // nobody has written them: count instead of demanding, and demand of the array.
    size_t in_page = -(uintptr_t)edata % PAGE;
    printf("the data's last page has bss: %s\n", in_page > 0 ? "yes" : "no");
    size_t bad = 0;
    for (size_t i = 0; i < sizeof zero; i++)
        bad += !right_at("bss, counted from the array", i, zero[i], 0);
    printf("bytes of the array that are not zero: %zu\n", bad);
    printf("initialised: %d %d\n", initialised[0], initialised[99]);
    bad = 0;
    for (uintptr_t at = (uintptr_t)end; at % PAGE != 0; at++)
        bad += !right_at("behind the program's end", at % PAGE, load(at), 0);
    printf("bytes behind the end that are not zero: %zu\n", bad);
    return 0;
}
