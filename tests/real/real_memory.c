// Memory as another C library asks for it, from a few bytes by brk to 64 MiB by mmap, and the stack
// as a compiler uses it that knows of the red zone: a function that calls nobody keeps its
// variables up to 128 bytes below rsp, where nothing was ever touched. test: portable
// boots=roomy timeout=120
#include <alloca.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

// Blocks of 1 KiB to 64 MiB, each page of them written and read back.
static void allocate_large(void) {
    for (size_t size = 1 << 10; size <= 64 << 20; size *= 4) {
        uint8_t *block = malloc(size);
        size_t right = 0;
        for (size_t i = 0; block && i < size; i += 1021)
            block[i] = i * 7;
        for (size_t i = 0; block && i < size; i += 1021)
            right += block[i] == (uint8_t)(i * 7);
        printf("%zu KiB: %zu right\n", size >> 10, right);
        free(block);
    }
}

// Many of all sizes, freed and grown in turn; each knows its own contents.
static void allocate_many(void) {
    enum { BLOCKS = 500, ROUNDS = 10000 };
    static struct {
        uint8_t *bytes;
        size_t size;
    } blocks[BLOCKS];
    uint32_t state = 7, wrong = 0;
    for (int round = 0; round < ROUNDS; round++) {
        state = state * 1664525 + 1013904223;
        size_t i = (state >> 8) % BLOCKS, size = (state >> 4) % 5000 + 1;
        for (size_t at = 0; at < blocks[i].size; at++)
            wrong += blocks[i].bytes[at] != (uint8_t)i;
        if (round % 3 == 0) {
            free(blocks[i].bytes);
            blocks[i].bytes = calloc(1, size);
            for (size_t at = 0; at < size; at++)
                wrong += blocks[i].bytes[at] != 0;
        } else {
            blocks[i].bytes = realloc(blocks[i].bytes, size);
        }
        blocks[i].size = size;
        memset(blocks[i].bytes, i, size);
    }
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i].bytes);
    printf("wrong bytes: %u\n", wrong);
}

static void grow(void) {
    char *block = NULL;
    size_t size = 1000;
    for (; size < 8 << 20; size = size * 3 / 2) {
        block = realloc(block, size);
        block[size - 1] = 'x';
        block[size / 2] = 'y';
    }
    printf("grown: %d\n", block[size * 2 / 3 / 2] == 'y');
    free(block);
    void *aligned = NULL;
    int error = posix_memalign(&aligned, 1 << 16, 100000);
    printf("aligned: %d %d\n", error, (int)((uintptr_t)aligned % (1 << 16)));
    free(aligned);
}

static void map(void) {
    char *page = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page[PAGE] = 1;
    printf("mprotect: %d\n", mprotect(page, PAGE, PROT_NONE));
    printf("munmap: %d\n", munmap(page, 3 * PAGE));
    // mov eax, 42; ret
    static const uint8_t code[] = {0xb8, 42, 0, 0, 0, 0xc3};
    uint8_t *made = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(made, code, sizeof code);
    printf("executable: %d\n", mprotect(made, PAGE, PROT_READ | PROT_EXEC));
    int (*function)(void) = (int (*)(void))(uintptr_t)made;
    printf("it returns %d\n", function());
}

static __attribute__((noinline)) int leaf(int x) {
    volatile char red[112];
    red[0] = x;
    red[111] = x + 1;
    return red[0] + red[111];
}

// Calls the leaf with rsp so many bytes deeper, none of which was touched before.
static __attribute__((noinline)) int descend(size_t depth) {
    volatile char *room = alloca(depth);
    int result = leaf(1);
    __asm__ volatile("" : : "r"(room) : "memory"); // the room is not to be left out
    return result;
}

static void use_red_zone(void) {
    int sum = 0;
    for (size_t i = 1; i <= 300; i++) // every distance from a page's boundary, on a new page
        sum += descend(i * (PAGE + 16));
    printf("red zone: %d\n", sum);
    int far;
    __asm__ volatile("mov %%rsp, %%rcx\n\t"
                     "lea -0x300000(%%rsp), %%rsp\n\t"
                     "and $-4096, %%rsp\n\t"
                     "movl $5, -128(%%rsp)\n\t"
                     "mov -128(%%rsp), %0\n\t"
                     "mov %%rcx, %%rsp"
                     : "=a"(far)
                     :
                     : "rcx", "memory");
    printf("128 below rsp: %d\n", far);
}

int main(void) {
    allocate_large();
    allocate_many();
    grow();
    map();
    use_red_zone();
    return 0;
}
