// fork with pages of four kinds (private or shared, anonymous or of a file) in four states
// (untouched, read, written, and in swap where there is any): the child sees what the parent saw;
// then what is private is its own, and what is shared is everyone's.
// test: portable boots=roomy,small,swap,half,eager,fifo,random timeout=60
#include "fs.h"
#include <sys/mman.h>

enum { KINDS = 4, STATES = 4, EACH = 50, PAGES = STATES * EACH };

static const int flags[KINDS] = {MAP_PRIVATE | MAP_ANONYMOUS, MAP_SHARED | MAP_ANONYMOUS,
                                 MAP_PRIVATE, MAP_SHARED};
static char *at[KINDS];
static int fds[KINDS];

static void map_all(void) {
    for (int kind = 0; kind < KINDS; kind++) {
        char name[] = {'0' + kind, '\0'};
        bool of_file = !(flags[kind] & MAP_ANONYMOUS);
        fds[kind] = of_file ? open(name, O_RDWR | O_CREAT, 0644) : -1;
        for (int i = 0; of_file && i < PAGES; i++)
            check(pwrite(fds[kind], "F", 1, i * PAGE) == 1);
        at[kind] = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, flags[kind], fds[kind], 0);
        check(at[kind] != MAP_FAILED);
    }
}

static char *page(int kind, int state, int i) {
    return at[kind] + (state * EACH + i) * PAGE;
}

static void store_pages(int state, char value) {
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < EACH; i++)
            *page(kind, state, i) = value;
}

static void read_pages(int state) {
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < EACH; i++)
            check(*page(kind, state, i) == (flags[kind] & MAP_ANONYMOUS ? 0 : 'F'));
}

static void show(const char *who) {
    for (int kind = 0; kind < KINDS; kind++) {
        printf("%s, kind %d:", who, kind);
        for (int state = 0; state < STATES; state++) {
            char first = *page(kind, state, 0);
            for (int i = 0; i < EACH; i++)
                check(*page(kind, state, i) == first);
            printf(" %d", first);
        }
        printf("\n");
    }
}

static void take_memory(void) {
    // More than memory, where it is small and there is swap.
    long total = number_in("/proc/meminfo", "MemTotal");
    bool swaps = total < 65536 && number_in("/proc/meminfo", "SwapTotal") > 0;
    int size = swaps ? (total + 2048) * 1024 : 4 << 20;
    char *much = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(much != MAP_FAILED);
    for (int i = 0; i < 2 * size; i += PAGE)
        much[i % size]++;
}

static void change_and_fork_again(void) {
    show("child");
    for (int state = 0; state < STATES; state++)
        store_pages(state, 'c');
    pid_t grandchild = start();
    if (grandchild == 0) {
        show("grandchild");
        store_pages(1, 'g');
        exit(0);
    }
    check(wait_for(grandchild) == 0);
    show("child, after it");
}

int main(void) {
    enter_scratch();
    map_all();
    read_pages(1); // state 0 stays untouched
    store_pages(3, 's');
    check(status_of(take_memory) == 0 && status_of(take_memory) == 0);
    store_pages(2, 'w');
    check(status_of(change_and_fork_again) == 0);
    show("parent");
    for (int kind = 2; kind < KINDS; kind++)
        printf("file %d: %016lx\n", kind, hash_of_file(fds[kind]));
    leave_scratch();
    return 0;
}
