// Shows that mmap and mremap choose the very address that a naive search finds, and that mmap,
// munmap, mprotect, mremap and madvise do to each page, and to its contents, what they do to a
// naive model with one entry a page, in 1.5 million random calls. Whatever they do, neighbours that
// say the same are one record.
#ifdef __x86_64__ // kernel/cpu.h
#include "tests/host/mmap_model.h"

enum { OPERATIONS = 100000 };

// ---- Calls at random

static struct spt *fork_of; // it shares frames

static uint64_t random_pages(void) {
    return 1 + random_below(random_below(8) ? 8 : 200);
}

static uint64_t random_length(uint64_t pages) {
    return pages ? pages * PAGE_SIZE - random_below(2) * random_below(PAGE_SIZE) : 0;
}

// Where nothing can be: around the ends of the user's half, and in the kernel's.
static uint64_t hostile_address(void) {
    static const uint64_t around[] = {0,          USER_MIN,    LOW_TOP,     USER_END,
                                      DIRECT_MAP, KSTACK_BASE, KERNEL_BASE, 1ul << 63};
    return around[random_below(8)] + (random_below(9) - 4) * PAGE_SIZE;
}

static uint64_t hostile_size(void) {
    static const uint64_t sizes[] = {USER_END, USER_END - USER_MIN, 1ul << 40, LOW_TOP};
    return sizes[random_below(4)] + (random_below(5) - 2) * PAGE_SIZE;
}

static void ask_for_room(void) {
    uint64_t size = random_below(32) ? random_pages() * PAGE_SIZE : page_down(hostile_size());
    uint64_t top = address_of(random_below(PAGES + 32));
    uint64_t found = gap_find_below(process.spt, size, top), wanted = naive_find_below(size, top);
    expect(found == wanted, "%lx below %lx: %lx, not %lx", size, top, found, wanted);
    uint64_t start = address_of(random_below(PAGES));
    size = random_pages() * PAGE_SIZE;
    bool is_free = gap_is_free(process.spt, start, size);
    expect(is_free == naive_is_free(page_of(start), size / PAGE_SIZE), "%lx from %lx", size, start);
}

static uint64_t random_hint(void) {
    switch (random_below(4)) {
    case 0:
        return 0;
    case 1:
        return hostile_address();
    default:
        return address_of(random_below(PAGES)) + random_below(2) * random_below(PAGE_SIZE);
    }
}

// What sys_mmap says of placing, in the world or where all is free.
static int64_t naive_place(uint64_t address, uint64_t size, uint64_t flags) {
    if (size > USER_END - USER_MIN)
        return -ENOMEM;
    if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
        address = naive_choose(address, size, flags);
        return address ? (int64_t)address : -ENOMEM;
    }
    if (address > USER_END || size > USER_END - address)
        return -ENOMEM;
    if (page_offset(address))
        return -EINVAL;
    if (address < USER_MIN)
        return -EPERM;
    bool apart = first_used(page_of(address)) >= page_of(address + size);
    return flags & MAP_FIXED_NOREPLACE && !apart ? -EEXIST : (int64_t)address;
}

// What is wrong with mapping this file, or 0.
static int naive_file_error(uint64_t prot, uint64_t flags, int fd) {
    bool shared = flags & MAP_SHARED, anonymous = flags & MAP_ANONYMOUS;
    if (!anonymous && shared && fd == READ_ONLY_FD && prot & PROT_WRITE)
        return -EACCES;
    bool no_shm = (anonymous || fd == ZERO_FD) && shared && !shm_is_left();
    return refuse_more || no_shm ? -ENOMEM : 0;
}

static void model_map(uint64_t start, uint64_t size, uint64_t prot, uint64_t flags, int fd,
                      uint64_t offset) {
    bool named = !(flags & MAP_ANONYMOUS) && fd != ZERO_FD, shared = flags & MAP_SHARED;
    const struct spt_record *record = spt_find(process.spt, start);
    struct spt_record like = {.prot = prot,
                              .shared = shared,
                              .may_write = !named || !shared || fd != READ_ONLY_FD,
                              .kind = named || shared ? SPT_FILE : SPT_ANON};
    unsigned file = named ? opened[fd].inode - files : 0;
    if (!named && shared) { // whichever it got
        file = file_of(record->object) - files;
        offset = 0;
        expect(file >= FIRST_SHM, "file %u for memory without a name", file);
    }
    for (uint64_t i = 0; i < size / PAGE_SIZE; i++) {
        model[page_of(start) + i] = saying(&like, file, offset / PAGE_SIZE + i, PAGE_SIZE);
        contents[page_of(start) + i] = 0;
    }
}

static void call_mmap(void) {
    static const uint64_t ways[] = {0,         0,           0, 0, MAP_FIXED, MAP_FIXED_NOREPLACE,
                                    MAP_32BIT, MAP_POPULATE};
    uint64_t address = random_hint(), length = random_length(random_pages());
    uint64_t prot = random_below(4) ? PROT_READ | PROT_WRITE : random_below(8);
    uint64_t flags = ways[random_below(8)] | (random_below(4) ? MAP_PRIVATE : MAP_SHARED);
    flags |= random_below(2) ? MAP_ANONYMOUS : 0;
    int fd = random_below(NO_FD);
    uint64_t offset = (1000 + random_below(2)) * PAGE_SIZE;
    if (!(flags & MAP_FIXED) && random_below(32) == 0)
        length = hostile_size();
    if (flags & MAP_ANONYMOUS || fd != ZERO_FD) // neighbours in a file, often
        offset += page_down(address) % (PAGES * PAGE_SIZE);
    uint64_t size = page_up(length);
    int64_t wanted = naive_place(address, size, flags);
    bool inside = wanted < 0 || in_world(wanted, size);
    if (flags & MAP_FIXED && !inside)
        return;
    refuse_more = random_below(32) == 0;
    int error = naive_file_error(prot, flags, fd);
    if (wanted > 0 && error)
        wanted = error;
    int64_t got = sys_mmap(address, length, prot, flags, fd, offset);
    refuse_more = false;
    expect(got == wanted, "mmap(%lx, %lx, %lx, %lx, %d): %lx, not %lx", address, length, prot,
           flags, fd, got, wanted);
    if (got > 0 && got == wanted && inside)
        model_map(got, size, prot, flags, fd, offset);
    else if (got > 0)
        expect(sys_munmap(got, length) == 0, "out of the world");
}

static void call_munmap(void) {
    int64_t page = random_below(PAGES), pages = random_pages();
    pages = page + pages < PAGES ? pages : PAGES - page;
    heap_left = random_below(8) ? UNLIMITED : 0;
    int64_t error = sys_munmap(address_of(page), random_length(pages));
    if (error == 0)
        naive_clear(page, page + pages);
    expect(error == 0 || (error == -ENOMEM && heap_left == 0), "munmap: %ld", error);
    heap_left = UNLIMITED;
}

static void call_mprotect(void) {
    int64_t page = random_below(PAGES), pages = random_pages(), wanted = 0;
    uint64_t prot = random_below(8);
    int64_t got = sys_mprotect(address_of(page), random_length(pages), prot);
    for (int64_t end = page + pages; page < end && wanted == 0; page++) {
        if (page >= PAGES || !model[page])
            wanted = -ENOMEM;
        else if (prot & PROT_WRITE && !said_private(model[page]) && !(model[page] & 1 << 6))
            wanted = -EACCES;
        else
            model[page] = (model[page] & ~(7ul << 2)) | prot << 2;
    }
    expect(got == wanted, "mprotect: %ld, not %ld", got, wanted);
}

static void call_madvise(void) {
    enum { MADV_DONTNEED = 4 };
    int64_t page = random_below(PAGES), pages = random_below(8), wanted = 0;
    int64_t got = sys_madvise(address_of(page), random_length(pages), MADV_DONTNEED);
    for (int64_t end = page + pages; page < end; page++) {
        if (page >= PAGES || !model[page])
            wanted = -ENOMEM;
        else
            contents[page] = 0;
    }
    expect(got == wanted, "madvise: %ld, not %ld", got, wanted);
}

// ---- mremap

// Pages that move, or stay, and those that come after them.
static void model_move(int64_t from, int64_t old_pages, int64_t to, int64_t pages) {
    static uint64_t said[PAGES], held[PAGES];
    int64_t kept = old_pages < pages ? old_pages : pages;
    memcpy(said, &model[from], kept * sizeof *said);
    memcpy(held, &contents[from], kept * sizeof *held);
    naive_clear(from, from + old_pages);
    naive_clear(to, to + pages);
    for (int64_t i = 0; i < pages; i++) {
        uint64_t saying = i < kept ? said[i] : naive_next(model[to + i - 1]);
        if (from != to && (saying & 3) == SPT_STACK + 1)
            saying = (saying & ~3ul) | (SPT_ANON + 1);
        model[to + i] = saying;
        contents[to + i] = i < kept ? held[i] : 0;
    }
}

static int64_t naive_remap(int64_t from, int64_t old_pages, int64_t pages, uint64_t flags,
                           uint64_t to) {
    uint64_t size = pages * PAGE_SIZE;
    if (flags & MREMAP_FIXED &&
        (page_offset(to) || to < USER_MIN || to > USER_END || size > USER_END - to ||
         (page_of(to) < from + old_pages && page_of(to) + pages > from)))
        return -EINVAL;
    for (int64_t page = from; page < from + old_pages; page++)
        if (page >= PAGES || !model[page] ||
            (page > from && !says_on(model[page - 1], model[page])))
            return -EFAULT;
    if (flags & MREMAP_FIXED)
        return pages > old_pages && refuse_more ? -ENOMEM : (int64_t)to;
    if (pages <= old_pages)
        return address_of(from);
    if (refuse_more)
        return -ENOMEM;
    int64_t end = from + old_pages;
    bool ends = end == PAGES || !says_on(model[end - 1], model[end]);
    if (ends && address_of(from) + size <= USER_END && naive_is_free(end, pages - old_pages))
        return address_of(from);
    to = flags & MREMAP_MAYMOVE ? naive_find_below(size, process.spt->layout.mmap_top) : 0;
    return to ? (int64_t)to : -ENOMEM;
}

static void call_mremap(void) {
    int64_t from = random_below(PAGES), old_pages = 1, pages = random_pages();
    while (old_pages < PAGES - from && random_below(8) &&
           says_on(model[from + old_pages - 1], model[from + old_pages]))
        old_pages++;
    old_pages += random_below(16) == 0;
    uint64_t flags = random_below(4) ? MREMAP_MAYMOVE : 0;
    flags |= flags && random_below(2) ? MREMAP_FIXED : 0;
    uint64_t to = random_below(8) ? address_of(random_below(PAGES)) : hostile_address();
    refuse_more = random_below(32) == 0;
    heap_left = flags & MREMAP_FIXED || random_below(4) ? UNLIMITED : (int)random_below(24);
    int64_t wanted = naive_remap(from, old_pages, pages, flags, to);
    if (wanted < 0 || in_world(wanted, pages * PAGE_SIZE)) {
        int64_t got =
            sys_mremap(address_of(from), random_length(old_pages), random_length(pages), flags, to);
        bool no_memory = got == -ENOMEM && heap_left == 0;
        expect(got == wanted || no_memory, "mremap(%lx, %lx, %lx, %lx, %lx): %lx, not %lx",
               address_of(from), old_pages, pages, flags, to, got, wanted);
        if (got > 0 && got == wanted)
            model_move(from, old_pages, page_of(got), pages);
    }
    heap_left = UNLIMITED;
    refuse_more = false;
}

// ---- Pages and stacks

// A write by the program. What the fork shares is copied first.
static void touch(void) {
    int64_t page = random_below(PAGES);
    pte_t *pte = model[page] ? pagetable_entry(process.spt->pml4, address_of(page), true) : NULL;
    if (!pte)
        return;
    if (*pte)
        spt_unmap(process.spt, pte, address_of(page));
    const struct spt_record *record = spt_find(process.spt, address_of(page));
    struct frame *frame = NULL;
    if (record->shared) {
        spt_map(process.spt, pte, &frames[random_below(FILE_FRAMES)], spt_flags(record, true));
    } else if (random_below(3) == 0) {
        *pte = pte_of_slot(new_slot());
        process.spt->swapped++;
    } else if (random_below(3) == 0) {
        *pte = zero_page_address() | spt_flags(record, false);
    } else if ((frame = frame_alloc(FRAME_ANON))) {
        static uint64_t tag = FILE_FRAMES;
        frame->index = address_of(page);
        *(uint64_t *)frame_data(frame) = ++tag << 1;
        spt_map(process.spt, pte, frame, spt_flags(record, true));
    }
    contents[page] = contents_of(*pte);
}

// What exec makes: a stack, or a program's segment that ends in zeroes.
static void new_part_of_program(void) {
    int64_t page = random_below(PAGES - 4), pages = 1 + random_below(4);
    uint64_t size = pages * PAGE_SIZE, read = 0;
    struct spt_record record = {.start = address_of(page),
                                .end = address_of(page + pages),
                                .prot = PROT_READ | PROT_WRITE,
                                .may_write = true,
                                .kind = SPT_STACK};
    if (random_below(2)) {
        read = random_below(size);
        record.kind = SPT_FILE;
        record.object = &files[0].data;
        record.read_bytes = read;
        record.zero_bytes = size - read;
    }
    if (spt_insert(process.spt, &record) < 0)
        return;
    spt_join(process.spt, record.start, record.end);
    for (int64_t i = 0; i < pages; i++) {
        model[page + i] = saying(&record, 0, i, read < PAGE_SIZE ? read : PAGE_SIZE);
        read -= read < PAGE_SIZE ? read : PAGE_SIZE;
    }
}

// A fork that outlives some calls, with frames and slots that must stay what they are.
static void fork_or_end(void) {
    static uint64_t at_fork[PAGES];
    if (!fork_of) {
        fork_of = spt_copy(process.spt);
        memcpy(at_fork, contents, sizeof contents);
        for (int page = 0; page < PAGES; page++)
            at_fork[page] = contents_of(fork_of->pml4[page]);
        return;
    }
    for (int page = 0; page < PAGES; page++)
        expect(contents_of(fork_of->pml4[page]) == at_fork[page], "the fork's page %d", page);
    spt_destroy(fork_of);
    fork_of = NULL;
}

// ---- All together

static void compare(void) {
    static bool begins[PAGES];
    for (unsigned page = 0; page < PAGES; page++) {
        begins[page] = model[page] && (page == 0 || !says_on(model[page - 1], model[page]));
        uint64_t found = contents_of(process.spt->pml4[page]);
        expect(found == contents[page], "page %u: %lx, not %lx", page, found, contents[page]);
    }
    compare_space(process.spt, model, begins);
    check_pages();
    check_files();
}

static void operate(void) {
    find_used();
    unsigned choice = random_below(64);
    if (choice < 8)
        call_mmap();
    else if (choice < 16)
        call_munmap();
    else if (choice < 22)
        call_mprotect();
    else if (choice < 24)
        call_madvise();
    else if (choice < 34)
        call_mremap();
    else if (choice < 46)
        touch();
    else if (choice < 62)
        ask_for_room();
    else if (choice < 63)
        new_part_of_program();
    else
        fork_or_end();
}

static void random_operations(uint64_t start, unsigned times) {
    world_init(start, PAGES);
    process.spt = spt_new();
    for (unsigned n = 0; n < times * OPERATIONS && !failures; n++) {
        process.spt->layout.mmap_top = address_of(PAGES - random_below(100));
        operate();
        if (n % 16 == 0 || failures)
            compare();
        if (failures)
            printf("after operation %u\n", n);
    }
    if (fork_of)
        fork_or_end();
    spt_destroy(process.spt);
    naive_clear(0, PAGES);
    check_pages();
    check_files();
}

int main(int argc, char **argv) {
    static const struct inode_ops ops = {.read_pages = (void *)random_operations}; // never called
    for (unsigned i = 0; i < FILES; i++) {
        files[i].mode = S_IFREG;
        files[i].ops = &ops;
    }
    for (unsigned i = 0; i < FILE_FRAMES; i++)
        frame_contents[i][0] = i << 1;
    static const uint64_t starts[] = {USER_MIN, LOW_TOP - (PAGES - 64) * PAGE_SIZE,
                                      USER_END - PAGES * PAGE_SIZE};
    for (unsigned i = 0; i < sizeof starts / sizeof *starts && !failures; i++)
        random_operations(starts[i], times_longer(argc, argv));
    return finish();
}
#else
int main(void) {
    return 0;
}
#endif
