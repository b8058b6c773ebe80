// Shows that the SPT says of each page what a naive model with one entry a page says, in ten
// million random operations on two address spaces that fork and end; that it has the records
// that it must have and, where they were joined, no more; that no page, slot or file is lost or
// counted twice; and that an operation without memory changes nothing.
#ifdef __x86_64__ // kernel/cpu.h
#include "tests/host/spt_model.h"

struct spt *running_space(void) {
    return NULL;
}

enum { PAGES = 64, SPACES = 2, OPERATIONS = 500000, COMPARE_EVERY = 4 };

// ---- The naive model

static struct space {
    struct spt *spt;      // NULL: there is none
    uint64_t says[PAGES]; // what each page's record says; 0: there is none
    bool begins[PAGES];   // a record begins here
    pte_t pte[PAGES];
} spaces[SPACES];

struct range {
    unsigned first, end;
};

static uint64_t address_of(unsigned page) {
    return world_start + page * PAGE_SIZE;
}

static struct range random_range(void) {
    unsigned first = random_below(PAGES), longest = random_below(8) ? 6 : PAGES;
    unsigned end = first + 1 + random_below(longest);
    return (struct range){first, end < PAGES ? end : PAGES};
}

static bool is_free(const struct space *space, struct range range) {
    for (unsigned page = range.first; page < range.end; page++)
        if (space->says[page])
            return false;
    return true;
}

// A record goes across this page's beginning.
static bool is_across(const struct space *space, unsigned page) {
    return page < PAGES && space->says[page] && !space->begins[page];
}

static void model_split(struct space *space, unsigned page) {
    if (is_across(space, page))
        space->begins[page] = true;
}

static void model_join(struct space *space, unsigned first, unsigned last) {
    for (unsigned page = first ? first : 1; page <= last && page < PAGES; page++)
        if (space->begins[page] && says_on(space->says[page - 1], space->says[page]))
            space->begins[page] = false;
}

static void model_clear(struct space *space, struct range range) {
    model_split(space, range.end);
    for (unsigned page = range.first; page < range.end; page++) {
        space->says[page] = space->pte[page] = 0;
        space->begins[page] = false;
    }
}

static void model_insert(struct space *space, struct range range, const struct spt_record *record) {
    for (unsigned i = 0; i < range.end - range.first; i++) {
        uint64_t read = record->read_bytes > i * PAGE_SIZE ? record->read_bytes - i * PAGE_SIZE : 0;
        space->says[range.first + i] =
            saying(record, record->object ? file_of(record->object) - files : 0,
                   record->offset / PAGE_SIZE + i, read < PAGE_SIZE ? read : PAGE_SIZE);
    }
    space->begins[range.first] = true;
}

// ---- One operation on both

// From few choices, so that neighbours often say the same.
static struct spt_record random_record(struct range range) {
    struct spt_record record = {
        .start = address_of(range.first),
        .end = address_of(range.end),
        .prot = random_below(4) ? PROT_READ | PROT_WRITE : random_below(8),
        .kind = random_below(8) == 0 ? SPT_STACK
                : random_below(2)    ? SPT_ANON
                                     : SPT_FILE,
        .may_write = true,
    };
    if (record.kind != SPT_FILE)
        return record;
    uint64_t size = record.end - record.start, part = random_below(6);
    record.object = &files[random_below(8) ? 0 : random_below(3)].data;
    record.shared = random_below(3) == 0;
    record.may_write = random_below(8);
    record.offset = (100 + range.first + (random_below(8) ? 0 : random_below(100))) * PAGE_SIZE;
    record.read_bytes = part < 3    ? size
                        : part == 3 ? 0
                        : part == 4 ? page_down(random_below(size))
                                    : random_below(size);
    record.zero_bytes = size - record.read_bytes;
    return record;
}

static void insert(struct space *space, struct range range) {
    struct spt_record record = random_record(range);
    int wanted = !is_free(space, range) ? -EEXIST : heap_left == 0 ? -ENOMEM : 0;
    int error = spt_insert(space->spt, &record);
    expect(error == wanted, "insert %u-%u: %d, not %d", range.first, range.end, error, wanted);
    if (error == 0)
        model_insert(space, range, &record);
}

// Returns whether it worked. Only where it begins may it have to make a record.
static bool clear(struct space *space, struct range range) {
    int wanted = heap_left == 0 && is_across(space, range.first) ? -ENOMEM : 0;
    int error = spt_clear(space->spt, address_of(range.first), address_of(range.end));
    expect(error == wanted, "clear %u-%u: %d, not %d", range.first, range.end, error, wanted);
    if (error == 0)
        model_clear(space, range);
    return error == 0;
}

static void split_at(struct space *space, unsigned page) {
    int wanted = is_across(space, page) && heap_left == 0 ? -ENOMEM : 0;
    int error = spt_split(space->spt, address_of(page));
    expect(error == wanted, "split at %u: %d, not %d", page, error, wanted);
    if (error == 0)
        model_split(space, page);
}

static void join(struct space *space, struct range range) {
    spt_join(space->spt, address_of(range.first), address_of(range.end));
    model_join(space, range.first, range.end);
}

// As mmap does it.
static void map(struct space *space, struct range range) {
    if (clear(space, range))
        insert(space, range);
    join(space, range);
}

// As mprotect does it, up to the first gap.
static void protect(struct space *space, struct range range) {
    uint8_t prot = random_below(8);
    unsigned page = range.first;
    while (page < range.end && space->says[page])
        page++;
    range.end = page;
    if (range.first == range.end)
        return;
    split_at(space, range.first);
    split_at(space, range.end);
    if (!is_across(space, range.first) && !is_across(space, range.end)) {
        struct spt_record *record = spt_find(space->spt, address_of(range.first));
        for (; record && record->start < address_of(range.end);
             record = spt_first_above(space->spt, record->end))
            spt_change(space->spt, record, prot, record->locked);
        for (page = range.first; page < range.end; page++)
            space->says[page] = (space->says[page] & ~(7ul << 2)) | prot << 2;
    }
    join(space, range);
}

static void grow_stack(struct space *space, unsigned page) {
    unsigned first = page;
    while (page < PAGES && !space->says[page])
        page++;
    if (page == first || page == PAGES || said_kind(space->says[page]) != SPT_STACK + 1)
        return;
    struct spt_record *stack = spt_first_above(space->spt, address_of(first));
    spt_grow_down(space->spt, stack, address_of(first));
    for (unsigned i = first; i < page; i++)
        space->says[i] = space->says[page];
    space->begins[page] = false;
    space->begins[first] = true;
}

static void forget(struct space *space, struct range range) {
    spt_forget(space->spt, address_of(range.first), address_of(range.end));
    for (unsigned page = range.first; page < range.end; page++)
        space->pte[page] = 0;
}

// Puts something into an empty PTE, or takes it out of another.
static void touch(struct space *space, unsigned page) {
    if (!space->says[page])
        return;
    pte_t *pte = pagetable_entry(space->spt->pml4, address_of(page), true);
    if (!pte)
        return;
    const struct spt_record *record = spt_find(space->spt, address_of(page));
    unsigned choice = random_below(4);
    if (*pte) {
        spt_unmap(space->spt, pte, address_of(page));
    } else if (record->shared || (record->kind == SPT_FILE && choice == 0)) {
        spt_map(space->spt, pte, &frames[random_below(FILE_FRAMES)],
                spt_flags(record, record->shared && choice < 2));
    } else if (choice == 1) {
        *pte = pte_of_slot(new_slot());
        space->spt->swapped++;
    } else if (choice == 2) {
        *pte = zero_page_address() | spt_flags(record, false);
    } else {
        struct frame *frame = frame_alloc(FRAME_ANON);
        frame->index = address_of(page);
        spt_map(space->spt, pte, frame, spt_flags(record, true));
    }
    space->pte[page] = *pte;
}

static void look(const struct space *space, unsigned page) {
    uint64_t address = address_of(page) + random_below(PAGE_SIZE);
    const struct spt_record *found = spt_find(space->spt, address);
    const struct spt_record *next = spt_first_above(space->spt, address);
    expect((found ? says(found, address) : 0) == space->says[page], "page %u", page);
    while (page < PAGES && !space->says[page])
        page++;
    bool right = page == PAGES ? !next
                               : next && next->end > address &&
                                     (next == found || next->start == address_of(page));
    expect(right, "first above %lx: %lx", address, next ? next->start : 0);
}

// fork: no page that is not shared may be written without a fault any more. Without memory there is
// no copy, and this may be so for some pages only.
static void fork_space(struct space *parent, struct space *child) {
    heap_left = random_below(2) ? UNLIMITED : (int)random_below(32);
    struct spt *copy = spt_copy(parent->spt);
    expect(copy || heap_left == 0, "no copy");
    for (unsigned page = 0; page < PAGES; page++)
        if (said_private(parent->says[page]) && pte_in_memory(parent->pte[page]) &&
            (copy || !(parent->spt->pml4[page] & PTE_WRITE)))
            parent->pte[page] &= ~(pte_t)PTE_WRITE;
    if (copy) {
        *child = *parent;
        child->spt = copy;
    }
}

static void end_space(struct space *space) {
    spt_destroy(space->spt);
    *space = (struct space){0};
}

// ---- All together

static void compare(const struct space *space) {
    compare_space(space->spt, space->says, space->begins);
    expect(memcmp(space->spt->pml4, space->pte, sizeof space->pte) == 0, "a PTE is another");
}

static void operate(struct space *space, struct space *other) {
    struct range range = random_range();
    heap_left = random_below(16) ? UNLIMITED : (int)random_below(3);
    switch (random_below(20)) {
    case 0 ... 3:
        map(space, range);
        break;
    case 4:
        insert(space, range);
        break;
    case 5 ... 6:
        clear(space, range);
        break;
    case 7:
        split_at(space, range.first);
        break;
    case 8:
        join(space, range);
        break;
    case 9 ... 11:
        protect(space, range);
        break;
    case 12:
        grow_stack(space, range.first);
        break;
    case 13:
        forget(space, range);
        break;
    case 14 ... 16:
        touch(space, range.first);
        break;
    case 17 ... 18:
        look(space, range.first);
        break;
    default:
        if (random_below(16) == 0 && other->spt)
            end_space(other);
        else if (!other->spt)
            fork_space(space, other);
    }
    heap_left = UNLIMITED;
}

// Where the address space begins and where it ends a mistake by one shows best.
static void random_operations(uint64_t start, unsigned times) {
    world_init(start, PAGES);
    memset(spaces, 0, sizeof spaces);
    spaces[0].spt = spt_new();
    for (unsigned n = 0; n < times * OPERATIONS && !failures; n++) {
        unsigned which = random_below(SPACES);
        which = spaces[which].spt ? which : 1 - which;
        operate(&spaces[which], &spaces[1 - which]);
        if (n % COMPARE_EVERY)
            continue;
        compare(&spaces[which]);
        if (n % (16 * COMPARE_EVERY) == 0) {
            check_pages();
            check_files();
        }
        if (failures)
            printf("after operation %u\n", n);
    }
    for (unsigned i = 0; i < SPACES && !failures; i++)
        if (spaces[i].spt)
            end_space(&spaces[i]);
    check_pages();
    check_files();
}

int main(int argc, char **argv) {
    random_operations(USER_MIN, times_longer(argc, argv));
    if (!failures)
        random_operations(USER_END - PAGES * PAGE_SIZE, times_longer(argc, argv));
    return finish();
}
#else
int main(void) {
    return 0;
}
#endif
