// Merge sorts by several processes at once, in the heap, on the stack and in a mapping, together
// larger than memory.
// test: core portable boots=roomy,swap,half timeout=180
#include "test.h"
#include <sys/mman.h>

struct record {
    uint32_t key, rest[7];
};

enum { LENGTH = 125000, ON_STACK = 62500 };

static void sort(struct record *values, struct record *space, size_t n) {
    if (n < 2)
        return;
    size_t half = n / 2;
    sort(values, space, half);
    sort(values + half, space, n - half);
    memcpy(space, values, half * sizeof *space);
    for (size_t to = 0, left = 0, right = half; left < half; to++)
        values[to] =
            right == n || space[left].key <= values[right].key ? space[left++] : values[right++];
}

static uint32_t sort_random(struct record *values, struct record *space, size_t n, uint32_t seed) {
    uint32_t state = seed, sum = 0;
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223;
        values[i] = (struct record){.key = state, .rest[6] = ~state};
        sum += state;
    }
    sort(values, space, n);
    for (size_t i = 0; i < n; i++) {
        check(i == 0 || values[i - 1].key <= values[i].key);
        check(values[i].rest[6] == ~values[i].key);
        sum -= values[i].key;
    }
    check(sum == 0);
    return values[n / 2].key;
}

static uint32_t in_the_heap(uint32_t seed) {
    struct record *values = malloc(LENGTH * sizeof *values);
    struct record *space = malloc(LENGTH * sizeof *space);
    check(values != NULL && space != NULL);
    return sort_random(values, space, LENGTH, seed);
}

static uint32_t on_the_stack(uint32_t seed) {
    struct record values[ON_STACK], space[ON_STACK];
    return sort_random(values, space, ON_STACK, seed);
}

static uint32_t in_a_mapping(uint32_t seed) {
    struct record *values = mmap(NULL, 2 * LENGTH * sizeof *values, PROT_READ | PROT_WRITE,
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
