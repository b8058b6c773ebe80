// The model for tests/host/pager.c, with one entry a page, and files: objects of whose contents the
// model knows what they must be, in memory and on the disk.
#pragma once
#include "tests/host/pager_machine.h"

enum { DATA = 80, STACK_PAGES = 16, PAGES = DATA + STACK_PAGES }; // of an address space
enum { FILES = 12, FILE_PAGES = 24, CELLS = 8, CELL = PAGE_SIZE / CELLS };
enum { ALLOWED = -1 };
#define DATA_START ((1ul << 39) - DATA / 2 * PAGE_SIZE) // the middle ends a table of each level
#define STACK_END (DATA_START + (1ul << 30))
#define UNKNOWN UINT64_MAX

// ---- The model. A page is a few cells: words with a known place.

struct file {
    struct object *object; // NULL: gone, if it is on a disk
    bool on_disk, linked, locked;
    bool cutting;  // it is being cut off: what is beyond its end may be there or not
    unsigned pins; // who is about to map it
    uint64_t made; // the least of the values that its cells ever had
    uint64_t changes;
    uint64_t cells[FILE_PAGES * CELLS], disk[FILE_PAGES * CELLS];
};
static struct file files[FILES];

static struct page {
    enum { NOTHING, PRIVATE, SHARED } kind;
    uint8_t prot;
    bool own; // PRIVATE: it is, or will be with the first touch, a copy of the file's page
    unsigned index, from_file; // which page of the file; how many cells come from there
    struct file *file;
    uint64_t cells[CELLS]; // PRIVATE: UNKNOWN is the file's, now or when it was copied
} models[TASKS][PAGES];

static struct page *model_of(const struct task *task) {
    return models[task - tasks];
}

static uint64_t address_of(unsigned page) {
    return page < DATA ? DATA_START + page * PAGE_SIZE : STACK_END - (PAGES - page) * PAGE_SIZE;
}

// The stack may not grow down to its first page.
uint64_t personality_stack_limit(void) {
    return (STACK_PAGES - 1) * PAGE_SIZE;
}

// No two values are the same, and those of a file's cell say which it is.
static uint64_t new_value(unsigned cell) {
    static uint64_t values;
    return ++values << 16 | cell;
}

static void model_reset(struct page *page) {
    page->own = page->from_file < CELLS;
    for (unsigned cell = 0; cell < CELLS; cell++)
        page->cells[cell] = cell < page->from_file ? UNKNOWN : 0;
}

static bool is_beyond(const struct page *page) {
    return page->from_file > 0 && page->index * PAGE_SIZE >= page_up(page->file->object->size);
}

// Why the access is refused, if it is.
static int refusal_of(const struct page *page, enum fault_access access) {
    static const uint8_t needs[] = {7, PROT_WRITE, PROT_EXEC};
    if (page->kind == NOTHING)
        return REFUSED_UNMAPPED;
    if (!(page->prot & needs[access]))
        return REFUSED_ACCESS;
    return is_beyond(page) ? REFUSED_BEYOND_END : ALLOWED;
}

static void model_grow(struct page *model, unsigned n) {
    for (; n < PAGES && model[n].kind == NOTHING; n++) {
        model[n] = (struct page){.kind = PRIVATE, .prot = PROT_READ | PROT_WRITE};
        model_reset(&model[n]);
    }
}

// Behind its end, a file's last page has what was last stored there, or zeroes if it was dropped.
static bool is_behind(const struct file *file, unsigned cell) {
    return cell * CELL >= file->object->size;
}

static void check_load(struct page *page, unsigned cell, uint64_t value) {
    struct file *file = page->file;
    unsigned in_file = page->index * CELLS + cell;
    if (page->from_file > cell && file->cutting && is_behind(file, in_file))
        return;
    if (page->kind == PRIVATE && page->cells[cell] == UNKNOWN && page->own) {
        expect(value == 0 || ((value & 0xffff) == in_file && value >= file->made),
               "%lx is not of cell %u", value, in_file);
        page->cells[cell] = value; // and so it stays
    } else if (page->kind == PRIVATE && page->cells[cell] != UNKNOWN) {
        expect(value == page->cells[cell], "%lx, not %lx", value, page->cells[cell]);
    } else {
        bool dropped = value == 0 && is_behind(file, in_file);
        expect(value == file->cells[in_file] || dropped, "%lx, not %lx in cell %u", value,
               file->cells[in_file], in_file);
    }
}

static uint64_t model_store(struct page *page, unsigned cell) {
    unsigned in_file = page->index * CELLS + cell;
    uint64_t value = new_value(in_file);
    if (page->kind == PRIVATE) {
        page->cells[cell] = value;
    } else {
        page->file->cells[in_file] = value;
        page->file->changes++;
    }
    return value;
}

// ---- Files: objects whose contents are on a disk of cells

struct contents {
    struct object object;
    uint32_t refs;
    struct file *file;
};

static struct contents *contents_of(struct object *object) {
    return list_entry(object, struct contents, object);
}

static void contents_ref(struct object *object, struct name *name) {
    (void)name;
    contents_of(object)->refs++;
}

static void contents_put(struct object *object, struct name *name) {
    (void)name;
    struct contents *contents = contents_of(object);
    assert(contents->refs > 0);
    if (--contents->refs > 0)
        return;
    assert(!contents->file->linked);
    contents->file->object = NULL;
    pagecache_empty(object);
    assert(list_empty(&object->mappings) && object->writers == 0);
    free(contents);
}

// The end is where it was when the transfer began.
static int contents_transfer(struct object *object, uint64_t index, uint64_t *page, bool write) {
    uint64_t *disk = &contents_of(object)->file->disk[index * CELLS];
    uint64_t size = object->size;
    int error = 0;
    if (!write)
        memset(page, 0, PAGE_SIZE);
    for (unsigned cell = 0; cell < CELLS; cell++) {
        if (cell == CELLS / 2)
            error = disk_work(-EIO);
        if (index * PAGE_SIZE + cell * CELL >= size || error < 0)
            continue;
        *(write ? &disk[cell] : &page[cell * CELL / sizeof *page]) =
            write ? page[cell * CELL / sizeof *page] : disk[cell];
    }
    return error;
}

static int contents_read(struct object *object, uint64_t index, void *const *pages, size_t n) {
    int error = 0;
    for (size_t i = 0; i < n && error == 0; i++)
        error = contents_transfer(object, index + i, pages[i], false);
    return error;
}

static int contents_write(struct object *object, uint64_t index, void *const *pages, size_t n) {
    int error = 0;
    for (size_t i = 0; i < n && error == 0; i++)
        error = contents_transfer(object, index + i, pages[i], true);
    return error;
}

static int contents_prepare(struct object *object, uint64_t start, uint64_t end) {
    (void)object;
    assert(start < end);
    return disk_work(-ENOSPC);
}

static bool contents_unwanted(struct object *object) {
    return !contents_of(object)->file->linked && contents_of(object)->refs == 1;
}

static const struct object_ops contents_ops = {.ref = contents_ref,
                                               .put = contents_put,
                                               .read_pages = contents_read,
                                               .write_pages = contents_write,
                                               .prepare_write = contents_prepare,
                                               .unwanted = contents_unwanted};

static bool is_mapped(const struct file *file) {
    for (unsigned i = 0; i < TASKS * PAGES; i++)
        if (models[i / PAGES][i % PAGES].kind != NOTHING &&
            models[i / PAGES][i % PAGES].file == file)
            return true;
    return false;
}

static bool is_alive(const struct file *file) {
    return file->linked || file->pins > 0 || (file->on_disk && file->object) || is_mapped(file);
}

// A new file, or shared memory, with a reference; NULL: there are enough, or no memory.
static struct file *file_new(bool on_disk) {
    struct file *file = &files[random_below(FILES)];
    if (is_alive(file))
        return NULL;
    *file = (struct file){.on_disk = on_disk, .linked = on_disk, .made = new_value(0)};
    uint64_t size = on_disk ? random_below(FILE_PAGES * CELLS) * CELL : FILE_PAGES * PAGE_SIZE;
    for (unsigned cell = 0; cell < size / CELL && on_disk; cell++)
        file->cells[cell] = file->disk[cell] = new_value(cell);
    if (!on_disk) {
        file->object = shm_new(size, 0);
        return file->object ? file : NULL;
    }
    struct contents *contents = calloc(1, sizeof *contents);
    object_init(&contents->object, &contents_ops);
    contents->refs = 1;
    contents->file = file;
    contents->object.size = size;
    contents->object.on_disk = contents->object.is_file = true;
    file->object = &contents->object;
    return file;
}

static void unlink(struct file *file) {
    file->linked = false;
    object_put(file->object);
}

// ---- What a task does to files

static void lock_file(struct file *file) {
    while (file->locked)
        sleep_on(file, false);
    file->locked = true;
}

static void unlock_file(struct file *file) {
    file->locked = false;
    wake_up(file);
}

// Nothing is behind the end.
static void model_cut(struct file *file) {
    uint64_t first = file->object->size / CELL;
    memset(&file->cells[first], 0, sizeof file->cells - first * sizeof *file->cells);
    file->changes++;
}

static int grow(struct file *file, uint64_t size) {
    int error = pagecache_zero_tail(file->object);
    if (error < 0)
        return error;
    model_cut(file);
    file->object->size = size;
    return 0;
}

// Afterwards nobody has a page behind the end.
static void cut(struct file *file, uint64_t size) {
    file->cutting = true;
    file->object->size = size;
    model_cut(file);
    pagecache_truncate(file->object, size);
    model_cut(file);
    memset(&file->disk[size / CELL], 0, sizeof file->disk - size / CELL * sizeof *file->disk);
    for (unsigned i = 0; i < TASKS * PAGES; i++) {
        struct page *page = &models[i / PAGES][i % PAGES];
        if (page->kind == NOTHING || page->file != file || !is_beyond(page))
            continue;
        const pte_t *pte =
            pagetable_entry(tasks[i / PAGES].spt->pml4, address_of(i % PAGES), false);
        expect(!pte || !*pte, "page %u of task %u is behind the end", i % PAGES, i / PAGES);
        model_reset(page);
    }
    file->cutting = false;
}

static void truncate(struct file *file) {
    uint64_t size = random_below(FILE_PAGES * CELLS) * CELL;
    lock_file(file);
    if (size > file->object->size)
        grow(file, size);
    else
        cut(file, size);
    unlock_file(file);
}

static void store_in(struct file *file, unsigned cell) {
    int error;
    evict_reserve(FRAMES_FOR_FILE);
    struct frame *frame = pagecache_get(file->object, cell / CELLS, NULL, &error);
    if (!frame)
        return;
    error = file->object->ops->prepare_write(file->object, cell * CELL, (cell + 1) * CELL);
    pagecache_dirty(frame);
    reschedule(); // the user's page is fetched
    if (error == 0) {
        file->cells[cell] = new_value(cell);
        file->changes++;
        *(uint64_t *)((uint8_t *)frame_data(frame) + cell % CELLS * CELL) = file->cells[cell];
        pagecache_dirty(frame);
    }
    pagecache_put(frame);
}

static void write_file(struct file *file) {
    unsigned cell = random_below(FILE_PAGES * CELLS);
    lock_file(file);
    if (!is_behind(file, cell) || (random_below(4) == 0 && grow(file, (cell + 1) * CELL) == 0))
        store_in(file, cell);
    unlock_file(file);
    pagecache_balance(file->object);
}

static void read_file(struct file *file) {
    uint64_t value;
    unsigned cell = random_below(FILE_PAGES * CELLS);
    if (pagecache_read(file->object, cell * CELL, &value, sizeof value) == sizeof value &&
        !file->cutting && !is_behind(file, cell))
        expect(value == file->cells[cell], "read %lx, not %lx", value, file->cells[cell]);
}

static void sync_file(struct file *file) {
    uint64_t changes = file->changes;
    if (pagecache_write_back(file->object) < 0 || changes != file->changes || file->cutting ||
        !file->linked)
        return;
    for (unsigned cell = 0; !is_behind(file, cell); cell++)
        expect(file->disk[cell] == file->cells[cell], "cell %u of %lu is %lx on the disk, not %lx",
               cell, file->object->size / CELL, file->disk[cell], file->cells[cell]);
}

static void use_file(void) {
    static void (*const uses[])(struct file *) = {write_file, write_file, read_file,
                                                  read_file,  sync_file,  truncate};
    struct file *file = &files[random_below(FILES)];
    if (!file->linked)
        return;
    struct object *object = file->object;
    object_ref(object);
    uses[random_below(6)](file);
    object_put(object);
}
