// Shows where the SPT takes a record and where not, that its tree is balanced whatever order
// records come in, and that spt_fill divides every page of a record rightly into bytes of the file
// and zeroes. A record that goes takes all its pages along.
#ifdef __x86_64__ // kernel/cpu.h
#include "tests/host/spt_model.h"

struct spt *running_space(void) {
    return NULL;
}

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
    expect(!spt_find(spt, USER_MIN - 1) && !spt_find(spt, USER_END), "outside");
    expect(!spt_find(spt, UINT64_MAX) && !spt_first_above(spt, UINT64_MAX), "above all");
    spt_join(spt, USER_MIN, USER_END);
    expect(spt->records == 1 && spt->size == USER_END - USER_MIN, "%lu records", spt->records);
    spt_destroy(spt);
}

// Whatever the order of insertion, the depth is some small multiple of the logarithm; and there are
// no more records than there may be.
static void balance(bool upwards) {
    enum { RECORDS = RECORDS_MAX, DEPTH_MAX = 3 * 16 };
    struct spt *spt = spt_new();
    for (uint64_t i = 0; i <= RECORDS; i++) {
        uint64_t start = USER_MIN + 4 * PAGE_SIZE * (upwards ? i : RECORDS - i);
        struct spt_record record = {.start = start, .end = start + 2 * PAGE_SIZE, .kind = SPT_ANON};
        int error = spt_insert(spt, &record);
        expect(error == (i < RECORDS ? 0 : -ENOMEM), "record %lu: %d", i, error);
    }
    unsigned count = 0, depth = check_tree(spt->root, 0, UINT64_MAX, UINT32_MAX, &count);
    expect(count == RECORDS && depth <= DEPTH_MAX, "%u records, %u deep", count, depth);
    uint64_t size = spt->size, middle = USER_MIN + 4 * PAGE_SIZE * 7 + PAGE_SIZE;
    expect(spt_clear(spt, middle, middle + PAGE_SIZE) == -ENOMEM && spt->size == size, "a cut");
    spt_destroy(spt);
}

// The tree is no deeper for a process that knows the generator of its priorities, but not its seed,
// and chooses addresses in the order of the priorities that would come without one.
static void foreseen(void) {
    enum { RECORDS = 2000, DEPTH_MAX = 3 * 11 };
    uint32_t priorities[RECORDS];
    uint64_t state = 0;
    struct spt *spt = spt_new();
    for (unsigned i = 0; i < RECORDS; i++) {
        state = state * 6364136223846793005 + 1442695040888963407;
        priorities[i] = state >> 32;
    }
    for (unsigned i = 0; i < RECORDS; i++) {
        uint64_t rank = 0;
        for (unsigned j = 0; j < RECORDS; j++)
            rank += priorities[j] < priorities[i];
        uint64_t start = USER_MIN + 2 * PAGE_SIZE * rank;
        struct spt_record record = {.start = start, .end = start + PAGE_SIZE, .kind = SPT_ANON};
        expect(spt_insert(spt, &record) == 0, "record %u", i);
    }
    unsigned count = 0, depth = check_tree(spt->root, 0, UINT64_MAX, UINT32_MAX, &count);
    expect(count == RECORDS && depth <= DEPTH_MAX, "foreseen: %u records, %u deep", count, depth);
    spt_destroy(spt);
}

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
}

static struct spt *touched;

// A fault, which is refused where there is no record.
static void touch(uint64_t page) {
    uint64_t address = world_start + page * PAGE_SIZE;
    if (spt_find(touched, address))
        pte_set(pagetable_entry(touched->pml4, address, true), zero_page_address() | PTE_PRESENT);
}

static void touch_again(void) {
    others = NULL;
    touch(TABLE - 2);
}

// While the pages of a record go, another process touches one in the part that was passed already.
// In the table of that part only the record before has a page.
static void touch_while_cleared(void) {
    world_init(0x400000, 2 * TABLE);
    touched = spt_new();
    uint64_t middle = world_start + TABLE / 2 * PAGE_SIZE,
             end = world_start + 2 * TABLE * PAGE_SIZE;
    spt_insert(touched,
               &(struct spt_record){.start = world_start, .end = middle, .kind = SPT_ANON});
    spt_insert(touched, &(struct spt_record){.start = middle, .end = end, .kind = SPT_ANON});
    touch(0);
    touch(TABLE + 2);
    others = touch_again;
    spt_clear(touched, middle, end);
    others = NULL;
    expect(!pagetable_next(touched->pml4, &middle, end), "a page without a record");
    spt_clear(touched, world_start, end);
    spt_destroy(touched);
}

int main(void) {
    foreseen(); // first: nothing has a priority yet
    fill();
    limits();
    balance(true);
    balance(false);
    touch_while_cleared();
    return finish();
}
#else
int main(void) {
    return 0;
}
#endif
