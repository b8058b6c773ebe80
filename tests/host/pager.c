// Shows that a program finds at each address what was stored there, whatever the pager does
// meanwhile. Six tasks at once touch pages, fork, map, unmap, and change files and cut them off,
// with more pages than frames, disks and a heap that fail at times, and each policy of eviction; a
// model has one entry a page. Shows also that what is refused has a reason, that the kernel's own
// check finds nothing wrong (proc/check.c), that exactly those pages come along with a fault that
// are in memory around it, that no frame or slot is lost, and that nobody sleeps or retries for
// ever. An argument says how many times as much is done as usual.
#ifdef __x86_64__ // kernel/cpu.h
#include "tests/host/pager_files.h"

static uint64_t operations, wanted_operations, kills;

// ---- What a task does to its address space

static bool is_filled(const struct task *task, unsigned n) {
    const pte_t *pte = pagetable_entry(task->spt->pml4, address_of(n), false);
    return pte && *pte;
}

// The frame that a fault on page `n` is to map at page `i`, too: of the same record, in the same
// window, of a page of the file that is in memory. NULL: none.
static struct frame *comes_along(const struct task *task, unsigned n, unsigned i) {
    const struct spt_record *record = spt_find(task->spt, address_of(n));
    uint64_t window = around * PAGE_SIZE, page = address_of(i);
    if (page / window != address_of(n) / window || page < record->start || page >= record->end)
        return NULL;
    struct spt_fill fill = spt_fill(record, page);
    if (fill.read_bytes < PAGE_SIZE || fill.offset >= page_up(record->object->size))
        return NULL;
    struct frame *frame = pagecache_find(record->object, fill.offset / PAGE_SIZE);
    return frame && !frame->busy ? frame : NULL;
}

// After a fault on page `n`: those that had no PTE `before` have none, unless they came along.
static void check_around(const struct task *task, unsigned n, enum fault_access access,
                         const bool before[PAGES]) {
    pte_t own = *pagetable_entry(task->spt->pml4, address_of(n), false);
    bool maps_file = !before[n] && access != FAULT_WRITE &&
                     pte_address(own) != zero_page_address() &&
                     frame_of(pte_address(own))->type == FRAME_FILE;
    for (unsigned i = 0; i < PAGES; i++) {
        if (i == n || before[i])
            continue;
        struct frame *frame = maps_file ? comes_along(task, n, i) : NULL;
        expect(is_filled(task, i) == (frame != NULL), "page %u comes along with %u: %d", i, n,
               is_filled(task, i));
        if (failures || !frame)
            continue;
        pte_t pte = *pagetable_entry(task->spt->pml4, address_of(i), false);
        expect(pte_address(pte) == frame_address(frame) &&
                   (pte & (PTE_PRESENT | PTE_WRITE | PTE_ACCESSED)) == PTE_PRESENT,
               "page %u came along as %lx", i, pte);
    }
}

// As a fault does it. Sometimes it is checked what else comes.
static int fault_in(const struct task *task, unsigned n, uint64_t address, enum fault_access access,
                    uint64_t rsp, struct fault_refusal *refusal) {
    bool before[PAGES] = {false}, checks = random_below(8) == 0;
    for (unsigned i = 0; checks && i < PAGES; i++)
        before[i] = is_filled(task, i);
    int error = spt_fault_in(task->spt, address, access, rsp, refusal);
    if (checks && error == 0 && !task->killed)
        check_around(task, n, access, before);
    return error;
}

// An access, as often as the processor faults.
static void touch(struct task *task, unsigned n) {
    unsigned cell = random_below(CELLS);
    struct page *page = &model_of(task)[n];
    enum fault_access access = random_below(8) == 0 ? FAULT_EXEC : random_below(2);
    uint64_t address = address_of(n) + cell * CELL, rsp = address + random_below(16);
    uint64_t errors = disk_errors, *word;
    while (!(word = processor_access(task->spt, address, access))) {
        struct fault_refusal refusal;
        int error = fault_in(task, n, address, access, rsp, &refusal);
        if (task->killed)
            return;
        if (error < 0 && refusal.reason == REFUSED_NO_MEMORY) {
            task->killed = true;
            kills++;
            return;
        }
        if (n > DATA && rsp <= address + 8)
            model_grow(model_of(task), n);
        if (error < 0) {
            int wanted = refusal_of(page, access);
            bool disk = refusal.reason == REFUSED_DISK && errors != disk_errors;
            expect((int)refusal.reason == wanted || disk, "page %u: %d: %s, not %d", n,
                   refusal.reason, refusal.why, wanted);
            return;
        }
        page->own |= access == FAULT_WRITE;
        if (random_below(16) == 0)
            reschedule(); // the time slice is over before the instruction runs again
        if (task->killed)
            return;
    }
    int wanted = refusal_of(page, access);
    expect(wanted == ALLOWED || (wanted == REFUSED_BEYOND_END && page->file->cutting),
           "page %u: %d is right, but it may access it", n, wanted);
    if (failures)
        return;
    if (access == FAULT_WRITE)
        *word = model_store(page, cell);
    else
        check_load(page, cell, *word);
}

struct range {
    unsigned first, end;
};

static struct range random_range(unsigned first, unsigned longest) {
    unsigned end = first + 1 + random_below(longest);
    return (struct range){first, min(end, (unsigned)DATA)};
}

// Whether it worked. Only to cut a record at the beginning takes memory.
static bool unmap(struct task *task, struct range range) {
    if (spt_split(task->spt, address_of(range.first)) < 0)
        return false;
    for (unsigned n = range.first; n < range.end; n++)
        model_of(task)[n].kind = NOTHING;
    return spt_clear(task->spt, address_of(range.first), address_of(range.end - 1) + PAGE_SIZE) ==
           0;
}

static void forget(struct task *task, struct range range) {
    spt_forget(task->spt, address_of(range.first), address_of(range.end - 1) + PAGE_SIZE);
    for (unsigned n = range.first; n < range.end; n++)
        model_reset(&model_of(task)[n]);
}

// What a record says, for the model.
static void model_map(struct task *task, const struct spt_record *record, struct file *file) {
    unsigned first = (record->start - DATA_START) / PAGE_SIZE;
    for (unsigned i = 0; i < (record->end - record->start) / PAGE_SIZE; i++) {
        struct spt_fill fill = {0};
        if (i * PAGE_SIZE < record->read_bytes)
            fill.read_bytes = min(PAGE_SIZE, record->read_bytes - i * PAGE_SIZE);
        struct page *page = &model_of(task)[first + i];
        *page = (struct page){.kind = record->shared ? SHARED : PRIVATE,
                              .prot = record->prot,
                              .index = record->offset / PAGE_SIZE + i,
                              .from_file = fill.read_bytes / CELL,
                              .file = file};
        model_reset(page);
    }
}

static void map_record(struct task *task, struct spt_record *record, struct range range,
                       struct file *file) {
    if (!unmap(task, range) || task->killed || spt_insert(task->spt, record) < 0)
        return;
    model_map(task, record, file);
    spt_join(task->spt, record->start, record->end);
}

// Part of a file, or memory. What is private may end with zeroes, as a program's data do.
static void map(struct task *task) {
    struct range range = random_range(random_below(DATA), FILE_PAGES);
    struct spt_record record = {.start = address_of(range.first),
                                .end = address_of(range.end - 1) + PAGE_SIZE,
                                .prot = random_below(4) ? PROT_READ | PROT_WRITE : random_below(8),
                                .may_write = true,
                                .kind = random_below(2) ? SPT_ANON : SPT_FILE};
    uint64_t size = record.end - record.start;
    struct file *file = NULL;
    bool is_new = record.kind == SPT_FILE && random_below(8) == 0 && (file = file_new(false));
    if (record.kind == SPT_FILE && !file)
        file = &files[random_below(FILES)];
    if (file && !is_new && !file->linked && !is_mapped(file))
        return;
    if (file) {
        unsigned room = FILE_PAGES - size / PAGE_SIZE;
        record.object = file->object;
        record.shared = random_below(2);
        record.offset =
            (random_below(4) ? min(range.first, room) : random_below(room + 1)) * PAGE_SIZE;
        record.read_bytes =
            record.shared || random_below(2) ? size : random_below(size / CELL) * CELL;
        record.zero_bytes = size - record.read_bytes;
        file->pins++;
        if (!is_new)
            object_ref(record.object);
    }
    map_record(task, &record, range, file);
    if (file) {
        object_put(record.object);
        file->pins--;
    }
}

static void end_space(struct task *task) {
    struct spt *spt = task->spt;
    for (unsigned n = 0; n < PAGES; n++)
        model_of(task)[n].kind = NOTHING;
    task->spt = NULL;
    pagetable_load(kernel_pml4);
    task->killed = false;
    spt_destroy(spt);
}

static void new_space(struct task *task) {
    struct spt *spt = spt_new();
    struct spt_record stack = {.start = address_of(PAGES - 1),
                               .end = STACK_END,
                               .prot = PROT_READ | PROT_WRITE,
                               .kind = SPT_STACK};
    if (!spt)
        return;
    spt->layout.stack_slack = 8;
    task->spt = spt;
    if (spt_insert(spt, &stack) < 0)
        end_space(task);
    else
        model_grow(model_of(task), PAGES - 1);
}

// The child is a task without an address space.
static void copy_space(struct task *parent) {
    struct spt *copy = spt_copy(parent->spt);
    struct task *child = &tasks[1 + random_below(TASKS - 1)];
    if (copy && (parent->killed || child->spt || child->done)) {
        spt_destroy(copy);
    } else if (copy) {
        child->spt = copy;
        memcpy(model_of(child), model_of(parent), sizeof models[0]);
    }
}

bool oom_kill_largest(size_t wanted) {
    (void)wanted;
    struct task *victim = NULL;
    for (unsigned i = 0; i < TASKS && !running->killed; i++)
        if (tasks[i].spt && (!victim || tasks[i].spt->resident + tasks[i].spt->swapped >
                                            victim->spt->resident + victim->spt->swapped))
            victim = &tasks[i];
    if (!victim || victim == running)
        return false;
    kills += !victim->killed;
    victim->killed = true;
    for (unsigned n = 0; n < PAGES; n++)
        model_of(victim)[n].kind = NOTHING;
    struct spt *spt = victim->spt;
    spt->users++;
    spt_empty(spt);
    spt_destroy(spt);
    reschedule();
    return true;
}

// The same, the one behind it, or any.
static unsigned next_page(unsigned page) {
    unsigned choice = random_below(8);
    return choice < 4 ? page : choice < 6 ? (page + 1) % PAGES : random_below(PAGES);
}

static void operate(struct task *task) {
    unsigned choice = random_below(256);
    struct range range = random_range(random_below(DATA), random_below(8) ? 8 : DATA);
    if (!task->spt)
        choice < 32 ? new_space(task) : use_file();
    else if (task->killed)
        end_space(task);
    else if (choice < 4)
        map(task);
    else if (choice < 6)
        unmap(task, range);
    else if (choice < 8)
        forget(task, range);
    else if (choice == 8 && random_below(2))
        copy_space(task);
    else if (choice == 9 && random_below(2))
        task->killed = true;
    else if (choice < 16)
        use_file();
    else
        touch(task, task->page = next_page(task->page));
}

// ---- All together

static bool is_over(void) {
    return operations >= wanted_operations || failures;
}

static void live(void) {
    __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
    while (!is_over()) {
        operate(running);
        object_delete_discarded();
        operations++;
        idle_turns = 0;
        breathe();
    }
    while (running->spt && !failures)
        end_space(running);
    object_delete_discarded();
    running->done = true;
    reschedule();
}

// What main does meanwhile: it makes files and removes them, and checks.
static void supervise(void) {
    enum { CHECK_EVERY = 256 };
    static uint64_t checked;
    struct file *file = &files[random_below(FILES)];
    if (operations / CHECK_EVERY != checked / CHECK_EVERY)
        memory_check();
    checked = operations;
    if (!file->linked)
        file_new(true);
    else if (random_below(64) == 0)
        unlink(file);
    swap_on(&swap_disk); // until the disk and the heap let it
    reschedule();
}

struct round {
    const char *policy;
    uint64_t frames; // that are free at the beginning
    unsigned disk_fails;
};

static void run(const struct round *round) {
    uint64_t free_frames = frame_count[FRAME_FREE];
    struct list taken;
    list_init(&taken);
    while (frame_count[FRAME_FREE] > round->frames)
        list_append(&taken, &frame_alloc(FRAME_KERNEL)->partial);
    policy_name = round->policy;
    disk_fails = round->disk_fails;
    heap_fails = disk_fails > 0;
    evict_init();
    around = 1 << random_below(8);
    operations = 0;
    for (unsigned i = 1; i < TASKS; i++)
        task_begin(&tasks[i], live);
    for (bool alive = true; alive;) {
        if (is_over())
            reschedule();
        else
            supervise();
        alive = false;
        for (unsigned i = 1; i < TASKS; i++)
            alive |= !tasks[i].done;
    }
    if (failures)
        return;
    for (unsigned i = 0; i < FILES; i++)
        if (files[i].linked)
            unlink(&files[i]);
    for (unsigned i = 1; i < TASKS; i++)
        free(tasks[i].stack);
    memory_check();
    list_for_each_removing(struct frame, frame, &taken, partial)
        frame_free(frame);
    expect(frame_count[FRAME_FREE] == free_frames, "%lu frames of %lu are free",
           frame_count[FRAME_FREE], free_frames);
    expect(swap_used == 0 && list_empty(&address_spaces), "%lu slots are used", swap_used);
}

int main(int argc, char **argv) {
    static const struct round rounds[] = {{"clock", 1500, 0}, {"clock", 280, 0}, {"fifo", 280, 0},
                                          {"random", 280, 0}, {"clock", 150, 0}, {"fifo", 240, 200},
                                          {"clock", 280, 200}};
    enum { ROUNDS = sizeof rounds / sizeof *rounds };
    machine_init();
    wanted_operations = 100000;
    for (unsigned n = ROUNDS * times_longer(argc, argv); n > 0 && !failures; n--)
        run(&rounds[n % ROUNDS]);
    printf("%lu faults, %lu pages to swap, %lu from it, by %lu requests; %lu kills for lack of "
           "memory\n",
           vm_counters.faults, vm_counters.swapped_out, vm_counters.swapped_in, requests, kills);
    return finish();
}
#else
int main(void) {
    return 0;
}
#endif
