// Merge sorts by several processes at once, in the heap, on the stack and in a mapping, together
// larger than memory.
// test: core portable boots=roomy,swap,half timeout=180
#include "test.h"
#include <sys/mman.h>

enum { LENGTH = 1000000, ON_STACK = 500000 };

static void sort(uint32_t *values, uint32_t *space, size_t n) {
    if (n < 2)
        return;
    size_t half = n / 2;
    sort(values, space, half);
    sort(values + half, space, n - half);
    memcpy(space, values, half * sizeof *space);
    for (size_t to = 0, left = 0, right = half; left < half; to++)
        values[to] = right == n || space[left] <= values[right] ? space[left++] : values[right++];
}

static uint32_t sort_random(uint32_t *values, uint32_t *space, size_t n, uint32_t seed) {
    uint32_t state = seed, sum = 0;
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223;
        values[i] = state;
        sum += state;
    }
    sort(values, space, n);
    for (size_t i = 0; i < n; i++) {
        check(i == 0 || values[i - 1] <= values[i]);
        sum -= values[i];
    }
    check(sum == 0);
    return values[n / 2];
}

static uint32_t in_the_heap(uint32_t seed) {
    uint32_t *values = malloc(LENGTH * sizeof *values), *space = malloc(LENGTH * sizeof *space);
    check(values != NULL && space != NULL);
    return sort_random(values, space, LENGTH, seed);
}

static uint32_t on_the_stack(uint32_t seed) {
    uint32_t values[ON_STACK], space[ON_STACK];
    return sort_random(values, space, ON_STACK, seed);
}

static uint32_t in_a_mapping(uint32_t seed) {
    uint32_t *values = mmap(NULL, 2 * LENGTH * sizeof *values, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(values != MAP_FAILED);
    return sort_random(values, values + LENGTH, LENGTH, seed);
}

int main(void) {
    static uint32_t (*const places[])(uint32_t) = {in_the_heap, on_the_stack, in_a_mapping};
    enum { PROCESSES = 6 };
    int results[2];
    pid_t children[PROCESSES];
    check(pipe(results) == 0);
    for (uint32_t i = 0; i < PROCESSES; i++) {
        children[i] = start();
        if (children[i] == 0) {
            uint32_t told[2] = {i, places[i % 3](i + 1)};
            check(write(results[1], told, sizeof told) == sizeof told);
            _exit(0);
        }
    }
    uint32_t medians[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        check(wait_for(children[i]) == 0);
        uint32_t told[2];
        check(read(results[0], told, sizeof told) == sizeof told);
        medians[told[0]] = told[1];
    }
    for (int i = 0; i < PROCESSES; i++)
        printf("%d: %u\n", i, medians[i]);
    return 0;
}
