// Shows that the SPT's tree always holds the same ranges as a naive list does, in order and
// balanced, and that spt_fill divides every page of a record rightly into bytes of the file and
// zeroes.
#ifdef __x86_64__ // the tree's random numbers begin with the processor's time-stamp counter
#include "mm/spt.c"
#include "tests/host/host.h"
#include <string.h>

// ---- What mm/spt.c calls. No page is ever present here: ranges are all that is tested.

static bool heap_empty;
static int inode_refs;

pte_t *kernel_pml4;

void *kmalloc(size_t size) {
    return heap_empty ? NULL : malloc(size);
}
void *kzalloc(size_t size) {
    return heap_empty ? NULL : calloc(1, size);
}
void kfree(void *object) {
    free(object);
}
struct inode *inode_ref(struct inode *inode) {
    inode_refs++;
    return inode;
}
void inode_put(struct inode *inode) {
    (void)inode;
    inode_refs--;
}
pte_t *pagetable_new(void) {
    return malloc(PAGE_SIZE);
}
void pagetable_destroy(pte_t *pml4) {
    free(pml4);
}
pte_t *pagetable_next(pte_t *pml4, uint64_t *address, uint64_t end) {
    (void)pml4, (void)address, (void)end;
    return NULL;
}
pte_t *pagetable_entry(pte_t *pml4, uint64_t address, bool create) {
    (void)pml4, (void)create;
    panic("pagetable_entry(%lx)", address);
}
void pagetable_load(pte_t *pml4) {
    (void)pml4;
}
void tlb_flush_page(uint64_t address) {
    panic("tlb_flush_page(%lx)", address);
}
struct frame *frame_of(uint64_t physical) {
    panic("frame_of(%lx)", physical);
}
uint64_t frame_address(const struct frame *frame) {
    panic("frame_address(%p)", (const void *)frame);
}
void frame_free(struct frame *frame) {
    panic("frame_free(%p)", (void *)frame);
}

// ---- The naive model: which record covers each page of a small world, by its number

enum { PAGES = 300, NOBODY = 0 };
static unsigned owner[PAGES]; // NOBODY, or a number of its own for each record

static uint64_t address_of(unsigned page) {
    return USER_MIN + page * PAGE_SIZE;
}

static unsigned page_of(uint64_t address) {
    return (address - USER_MIN) / PAGE_SIZE;
}

static bool nobody_in(unsigned first, unsigned end) {
    for (unsigned page = first; page < end; page++)
        if (owner[page] != NOBODY)
            return false;
    return true;
}

static void give(unsigned first, unsigned end, unsigned who) {
    for (unsigned page = first; page < end; page++)
        owner[page] = who;
}

// ---- Comparing both

// Checks a tree: in order within [low, high), a heap by priority. Returns its depth.
static unsigned check_tree(const struct spt_record *tree, uint64_t low, uint64_t high,
                           uint64_t priority, unsigned *count) {
    if (!tree)
        return 0;
    ++*count;
    expect(low <= tree->start && tree->start < tree->end && tree->end <= high, "%lx-%lx in %lx-%lx",
           tree->start, tree->end, low, high);
    expect(tree->priority <= priority, "priority %u below %lu", tree->priority, priority);
    unsigned left = check_tree(tree->left, low, tree->start, tree->priority, count);
    unsigned right = check_tree(tree->right, tree->end, high, tree->priority, count);
    return 1 + (left > right ? left : right);
}

// A record's number hides in its (otherwise unused) limit of bytes to read.
static unsigned number_of(const struct spt_record *record) {
    return record ? record->read_bytes : NOBODY;
}

// spt_destroy, which needs a page table.
static void forget(struct spt *spt) {
    list_remove(&spt->all);
    kfree(spt);
}

static void compare(const struct spt *spt) {
    unsigned count = 0, first_above = NOBODY;
    uint64_t covered = 0;
    check_tree(spt->root, 0, UINT64_MAX, UINT64_MAX, &count);
    for (unsigned page = PAGES; page-- > 0;) {
        uint64_t address = address_of(page);
        if (owner[page] != NOBODY) {
            first_above = owner[page];
            covered += PAGE_SIZE;
        }
        for (unsigned offset = 0; offset < PAGE_SIZE; offset += PAGE_SIZE - 1) {
            unsigned found = number_of(spt_find(spt, address + offset));
            expect(found == owner[page], "page %u: %u, not %u", page, found, owner[page]);
            found = number_of(spt_first_above(spt, address + offset));
            expect(found == first_above, "above page %u: %u, not %u", page, found, first_above);
        }
    }
    expect(number_of(spt_first_above(spt, 0)) == first_above, "the first of all");
    expect(!spt_find(spt, UINT64_MAX) && !spt_first_above(spt, UINT64_MAX), "above all");
    expect(count == spt->records, "%u records, counted %lu", count, spt->records);
    expect(covered == spt->size, "%lu bytes, counted %lu", covered, spt->size);
}

// ---- Random operations

static void random_insert(struct spt *spt) {
    static unsigned last;
    unsigned first = random_below(PAGES), longest = random_below(4) ? 4 : 40;
    unsigned end = first + 1 + random_below(longest);
    end = end < PAGES ? end : PAGES;
    struct spt_record record = {.start = address_of(first),
                                .end = address_of(end),
                                .kind = SPT_ANON,
                                .file = random_below(2) ? (struct inode *)spt : NULL,
                                .read_bytes = ++last};
    heap_empty = random_below(20) == 0;
    int wanted = !nobody_in(first, end) ? -EEXIST : heap_empty ? -ENOMEM : 0;
    int error = spt_insert(spt, &record);
    heap_empty = false;
    expect(error == wanted, "insert %u-%u: %d, not %d", first, end, error, wanted);
    if (error == 0)
        give(first, end, last);
}

static void remove_record(struct spt *spt, struct spt_record *record) {
    give(page_of(record->start), page_of(record->end), NOBODY);
    spt_remove(spt, record);
}

// Moves one end of a record as far as its neighbours allow.
static void random_move(struct spt *spt, struct spt_record *record) {
    unsigned first = page_of(record->start), end = page_of(record->end), who = owner[first];
    unsigned to = random_below(PAGES + 1);
    if (to > first && (to <= end || nobody_in(end, to))) {
        spt_set_end(spt, record, address_of(to));
        give(first, end, NOBODY);
        give(first, to, who);
    } else if (to < end && (to >= first || nobody_in(to, first))) {
        spt_set_start(spt, record, address_of(to));
        give(first, end, NOBODY);
        give(to, end, who);
    }
}

static void random_operations(void) {
    struct spt *spt = spt_new();
    for (unsigned round = 0; round < 20000; round++) {
        struct spt_record *record = spt_find(spt, address_of(random_below(PAGES)));
        unsigned choice = random_below(8);
        if (!record || choice < 3)
            random_insert(spt);
        else if (choice < 5)
            random_move(spt, record);
        else
            remove_record(spt, record);
        if (round % 10 == 0)
            compare(spt);
    }
    while (spt->root)
        remove_record(spt, spt->root);
    compare(spt);
    expect(inode_refs == 0, "%d references to files are left", inode_refs);
    pagetable_destroy(spt->pml4);
    forget(spt);
}

// ---- Single questions

static void limits(void) {
    struct spt *spt = spt_new();
    static const struct {
        uint64_t start, end;
        int wanted;
    } ranges[] = {
        {USER_MIN - PAGE_SIZE, USER_MIN, -EINVAL},
        {USER_MIN - PAGE_SIZE, USER_MIN + PAGE_SIZE, -EINVAL},
        {USER_END - PAGE_SIZE, USER_END + PAGE_SIZE, -EINVAL},
        {USER_END, USER_END + PAGE_SIZE, -EINVAL},
        {0x400000, 0x400000, -EINVAL},
        {0x401000, 0x400000, -EINVAL},
        {-PAGE_SIZE, 0, -EINVAL},
        {0, -PAGE_SIZE, -EINVAL},
        {USER_MIN, USER_MIN + PAGE_SIZE, 0},
        {USER_END - PAGE_SIZE, USER_END, 0},
        {USER_MIN, USER_END, -EEXIST},
        {USER_MIN + PAGE_SIZE, USER_END - PAGE_SIZE, 0}, // all between, touching both
        {0x400000, 0x401000, -EEXIST},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        struct spt_record record = {
            .start = ranges[i].start, .end = ranges[i].end, .kind = SPT_ANON};
        int error = spt_insert(spt, &record);
        expect(error == ranges[i].wanted, "%lx-%lx: %d", record.start, record.end, error);
    }
    expect(spt->records == 3 && spt->size == USER_END - USER_MIN, "%lu records", spt->records);
    while (spt->root)
        spt_remove(spt, spt->root);
    pagetable_destroy(spt->pml4);
    forget(spt);
}

// Whatever the order of insertion, the depth is some small multiple of the logarithm.
static void balance(bool upwards) {
    enum { RECORDS = 1 << 16, DEPTH_MAX = 3 * 16 };
    struct spt *spt = spt_new();
    for (uint64_t i = 0; i < RECORDS; i++) {
        uint64_t start = USER_MIN + 2 * PAGE_SIZE * (upwards ? i : RECORDS - i);
        struct spt_record record = {.start = start, .end = start + PAGE_SIZE, .kind = SPT_ANON};
        expect(spt_insert(spt, &record) == 0, "record %lu", i);
    }
    unsigned count = 0, depth = check_tree(spt->root, 0, UINT64_MAX, UINT64_MAX, &count);
    expect(count == RECORDS && depth <= DEPTH_MAX, "%u records, %u deep", count, depth);
    while (spt->root)
        spt_remove(spt, spt->root);
    pagetable_destroy(spt->pml4);
    forget(spt);
}

// ---- spt_fill

// Every page of a record of some pages of which `read_bytes` come from the file.
static void fill_pages(uint64_t pages, uint64_t read_bytes) {
    struct spt_record record = {.start = 0x400000,
                                .end = 0x400000 + pages * PAGE_SIZE,
                                .kind = SPT_FILE,
                                .offset = 7 * PAGE_SIZE,
                                .read_bytes = read_bytes,
                                .zero_bytes = pages * PAGE_SIZE - read_bytes};
    for (uint64_t page = 0; page < pages; page++) {
        uint64_t before = page * PAGE_SIZE, wanted = read_bytes > before ? read_bytes - before : 0;
        wanted = wanted < PAGE_SIZE ? wanted : PAGE_SIZE;
        for (unsigned offset = 0; offset < PAGE_SIZE; offset += 1365) { // 0, two between, 4095
            struct spt_fill fill = spt_fill(&record, record.start + before + offset);
            expect(fill.read_bytes == wanted, "page %lu of %lu bytes: %lu", page, read_bytes,
                   fill.read_bytes);
            expect(wanted == 0 || fill.offset == record.offset + before, "page %lu: at %lx", page,
                   fill.offset);
        }
    }
}

static void fill(void) {
    for (uint64_t pages = 1; pages <= 4; pages++) {
        for (uint64_t page = 0; page <= pages; page++) {
            for (int64_t edge = -2; edge <= 2; edge++) {
                uint64_t bytes = page * PAGE_SIZE + edge;
                if (bytes <= pages * PAGE_SIZE)
                    fill_pages(pages, bytes);
            }
        }
    }
    uint64_t last = (1ul << 30) / PAGE_SIZE - 1; // a gigabyte, of which all but one byte is there
    struct spt_record huge = {.start = 0x400000,
                              .end = 0x400000 + (1ul << 30),
                              .kind = SPT_FILE,
                              .read_bytes = (1ul << 30) - 1,
                              .zero_bytes = 1};
    struct spt_fill at_end = spt_fill(&huge, huge.end - 1);
    expect(at_end.read_bytes == PAGE_SIZE - 1 && at_end.offset == last * PAGE_SIZE, "%lu at %lx",
           at_end.read_bytes, at_end.offset);
    struct spt_record stack = {.start = 0x400000, .end = 0x402000, .kind = SPT_STACK};
    expect(spt_fill(&stack, 0x401000).read_bytes == 0, "a stack comes from no file");
}

int main(void) {
    limits();
    random_operations();
    balance(true);
    balance(false);
    fill();
    return finish();
}
#else
int main(void) {
    return 0;
}
#endif
