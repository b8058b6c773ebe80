// Eviction knows what is in use: of accesses that mostly go to a quarter of the pages, far fewer
// find their page in swap than if pages left in the order in which they came. How many it were then
// is counted beside, with a queue as long as there are pages in memory.
// test: boots=swap swaps=24 timeout=90
#include <sys/mman.h>

#include "test.h"

enum { PAGES = 10240, ACCESSES = 2 * PAGES, MOST = 80 }; // per cent
static uint8_t *memory, in_memory[PAGES];
static uint16_t queue[PAGES];
static bool queued[PAGES];
static size_t room, head, misses;

static size_t pages_in_memory(void) {
    size_t count = 0;
    check(mincore(memory, PAGES * PAGE, in_memory) == 0);
    for (size_t i = 0; i < PAGES; i++)
        count += in_memory[i] & 1;
    return count;
}

static void pass_queue(size_t page) {
    if (queued[page])
        return;
    misses++;
    queued[queue[head]] = false;
    queue[head] = page;
    queued[page] = true;
    head = (head + 1) % room;
}

// Nine times in ten one of the first quarter.
static size_t page_of(size_t i) {
    static uint64_t number = 1;
    number = number * 6364136223846793005 + 1442695040888963407; // Knuth's, as in MMIX
    return (number >> 33) % (i % 10 == 0 ? PAGES : PAGES / 4);
}

static void use(size_t accesses) {
    for (size_t i = 0; i < accesses; i++) {
        size_t page = page_of(i);
        load((uintptr_t)memory + page * PAGE);
        pass_queue(page);
    }
}

int main(void) {
    memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(memory != MAP_FAILED);
    for (size_t i = 0; i < PAGES; i++)
        store((uintptr_t)memory + i * PAGE, 1);
    room = pages_in_memory();
    check(room > PAGES / 4 && room < PAGES);
    use(PAGES); // both begin with the right pages
    misses = 0;
    long before = major_faults();
    use(ACCESSES);
    long faults = major_faults() - before;
    printf("%ld major faults, with a queue %zu; %zu of %d pages in memory\n", faults, misses, room,
           PAGES);
    check(faults * 100 < (long)misses * MOST);
    return 0;
}
