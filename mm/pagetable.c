// The page tables: a tree of four levels, each table one frame of 512 entries, each level eating
// nine bits of the address.
//
//     47       39 38       30 29       21 20       12 11        0
//    |  PML4     |  PDPT     |  PD       |  PT       |  offset   |
//
// The upper half of every address space is the kernel's and is the same in all of them: a new PML4
// copies the kernel's 256 upper entries, which never change after boot.
#include "mm/pagetable.h"
#include "kernel/cpu.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "mm/frame.h"
#include "mm/kstack.h"

enum { ENTRIES = 512, USER_ENTRIES = 256, LEVELS = 4 };
#define LARGE_PAGE (2ul << 20)

extern char text_begin[], rodata_begin[], data_begin[], kernel_end[];

pte_t *kernel_pml4;

static unsigned table_index(uint64_t address, int level) {
    return address >> (PAGE_SHIFT + 9 * (level - 1)) & (ENTRIES - 1);
}

static pte_t *table_of(pte_t entry) {
    return phys_to_virt(pte_address(entry));
}

// How many bytes one entry of a table of this level spans.
static uint64_t entry_span(int level) {
    return PAGE_SIZE << 9 * (level - 1);
}

static struct frame *frame_of_table(const pte_t *table) {
    return frame_of(virt_to_phys(table));
}

static uint32_t entry_number(const pte_t *pte) {
    return page_offset((uint64_t)pte) / sizeof *pte;
}

void pagetable_recount(pte_t *pte, int more) {
    struct frame *table = frame_of_table(pte);
    table->refs += more;
    table->lowest = min(table->lowest, entry_number(pte));
}

void pte_set(pte_t *pte, pte_t value) {
    pagetable_recount(pte, (value != 0) - (*pte != 0));
    pte_change(pte, value);
}

// The entry of `address` in its table of `level`; missing tables above are made as frames of
// `type`, or, when that is FRAME_FREE, the answer is NULL. The upper entries allow everything; the
// bottom one decides.
static pte_t *walk(pte_t *pml4, uint64_t address, int level, enum frame_type type) {
    pte_t *table = pml4;
    for (int l = LEVELS; l > level; l--) {
        pte_t *entry = &table[table_index(address, l)];
        if (!(*entry & PTE_PRESENT)) {
            struct frame *frame = type == FRAME_FREE ? NULL : frame_alloc_zeroed(type);
            if (!frame)
                return NULL;
            frame->lowest = ENTRIES;
            frame_of_table(pml4)->index++;
            pte_set(entry, frame_address(frame) | PTE_PRESENT | PTE_WRITE |
                               (type == FRAME_TABLE ? PTE_USER : 0));
        }
        if (*entry & PTE_LARGE)
            return entry;
        table = table_of(*entry);
    }
    return &table[table_index(address, level)];
}

// An entry of the kernel half, with all tables above it. Only at boot.
static pte_t *kernel_entry(uint64_t address, int level) {
    pte_t *entry = walk(kernel_pml4, address, level, FRAME_KERNEL);
    if (!entry)
        panic("no memory for the kernel's page tables");
    return entry;
}

// Maps a range of the kernel half, with 2 MiB pages where they fit. Only at boot.
static void map_range(uint64_t virtual, uint64_t physical, uint64_t size, uint64_t flags) {
    while (size > 0) {
        bool large = virtual % LARGE_PAGE == 0 && physical % LARGE_PAGE == 0 && size >= LARGE_PAGE;
        *kernel_entry(virtual, large ? 2 : 1) =
            physical | flags | PTE_PRESENT | PTE_GLOBAL | (large ? PTE_LARGE : 0);
        uint64_t step = large ? LARGE_PAGE : PAGE_SIZE;
        virtual += step;
        physical += step;
        size -= step;
    }
}

// A part of the kernel image: at its linked address with `flags`, and in the direct map never
// executable.
static void map_image(const char *start, const char *end, uint64_t flags) {
    uint64_t physical = (uint64_t)start - KERNEL_BASE;
    map_range((uint64_t)start, physical, end - start, flags);
    map_range(DIRECT_MAP + physical, physical, end - start, (flags & PTE_WRITE) | PTE_NX);
}

void pagetable_init(void) {
    struct frame *frame = frame_alloc_zeroed(FRAME_KERNEL);
    if (!frame)
        panic("no memory for the kernel's page tables");
    kernel_pml4 = frame_data(frame);

    uint64_t image = (uint64_t)text_begin - KERNEL_BASE,
             image_end = (uint64_t)kernel_end - KERNEL_BASE;
    map_range(DIRECT_MAP, 0, image, PTE_WRITE | PTE_NX);
    map_image(text_begin, rodata_begin, 0);
    map_image(rodata_begin, data_begin, PTE_NX);
    map_image(data_begin, kernel_end, PTE_WRITE | PTE_NX);
    map_range(DIRECT_MAP + image_end, image_end, frame_memory_end() - image_end,
              PTE_WRITE | PTE_NX);

    // All tables for kernel stacks, so that no PML4 ever misses one and no stack costs a table.
    for (uint64_t address = KSTACK_BASE; address < KSTACK_END; address += entry_span(2))
        kernel_entry(address, 1);
    pagetable_load(kernel_pml4);
}

pte_t *pagetable_new(void) {
    struct frame *frame = frame_alloc_zeroed(FRAME_TABLE);
    if (!frame)
        return NULL;
    pte_t *pml4 = frame_data(frame);
    memcpy(pml4 + USER_ENTRIES, kernel_pml4 + USER_ENTRIES,
           (ENTRIES - USER_ENTRIES) * sizeof(pte_t));
    return pml4;
}

void pagetable_destroy(pte_t *pml4) {
    frame_free(frame_of_table(pml4));
}

void pagetable_trim(pte_t *pml4, uint64_t address) {
    pte_t *entries[LEVELS + 1], *table = pml4; // the way down, as far as there are tables
    int level = LEVELS;
    for (; level > 1 && *(entries[level] = &table[table_index(address, level)]); level--)
        table = table_of(*entries[level]);
    while (++level <= LEVELS && frame_of_table(table)->refs == 0) {
        struct frame *frame = frame_of_table(table);
        frame->zeroed = true;
        frame_free(frame);
        frame_of_table(pml4)->index--;
        pte_set(entries[level], 0);
        tlb_flush_page(address); // it caches entries of upper tables, too (SDM vol. 3, 4.10.4)
        table = (pte_t *)page_down((uint64_t)entries[level]);
    }
}

uint64_t pagetable_count(pte_t *pml4) {
    return 1 + frame_of_table(pml4)->index;
}

// The table that the entry of `address` leads to, or NULL.
static inline pte_t *next_table(const pte_t *table, uint64_t address, int level) {
    pte_t entry = table[table_index(address, level)];
    return entry ? table_of(entry) : NULL;
}

// The bottom-level table of an address. NULL: an entry on the way to it is empty, and spans
// `*absent` bytes. As the processor does it, for each fault and each access of the kernel: so
// without a loop.
static inline pte_t *bottom_table(const pte_t *pml4, uint64_t address, uint64_t *absent) {
    pte_t *pdpt = next_table(pml4, address, 4);
    pte_t *pd = pdpt ? next_table(pdpt, address, 3) : NULL;
    *absent = entry_span(pd ? 2 : pdpt ? 3 : 4);
    return pd ? next_table(pd, address, 2) : NULL;
}

pte_t *pagetable_entry(pte_t *pml4, uint64_t address, bool create) {
    assert(address < USER_END);
    uint64_t absent;
    pte_t *pt = bottom_table(pml4, address, &absent);
    if (pt)
        return &pt[table_index(address, 1)];
    pte_t *pte = create ? walk(pml4, address, 1, FRAME_TABLE) : NULL;
    if (!pte && create)
        pagetable_trim(pml4, address); // some tables on the way were made
    return pte;
}

bool pagetable_first(pte_t *pml4, uint64_t start, uint64_t end, struct ptes *at) {
    assert(end <= USER_END);
    pte_t *table = NULL;
    for (uint64_t absent; start < end; start = (start | (absent - 1)) + 1)
        if ((table = bottom_table(pml4, start, &absent)))
            break;
    if (!table)
        return false;
    const struct frame *frame = frame_of_table(table);
    uint64_t from = start / TABLE_SPAN * TABLE_SPAN, stop = min(end, from + TABLE_SPAN);
    uint64_t page = max(start, from + frame->lowest * PAGE_SIZE);
    page = min(page, stop - PAGE_SIZE); // the table may be empty
    *at = (struct ptes){
        .pte = &table[table_index(page, 1)], .page = page, .end = stop, .used = frame->refs};
    return true;
}

pte_t *pagetable_next(pte_t *pml4, uint64_t *page, uint64_t end) {
    for (struct ptes at; pagetable_first(pml4, *page, end, &at); *page = at.end)
        ptes_for_each(at) {
            *page = at.page;
            return at.pte;
        }
    *page = end;
    return NULL;
}

void pagetable_load(pte_t *pml4) {
    write_cr3(virt_to_phys(pml4));
}

void tlb_flush_page(uint64_t address) {
    invlpg(address);
}

void kernel_map(uint64_t address, uint64_t physical, uint64_t flags) {
    *walk(kernel_pml4, address, 1, FRAME_FREE) = physical | flags | PTE_PRESENT | PTE_GLOBAL;
}

void kernel_unmap(uint64_t address) {
    *walk(kernel_pml4, address, 1, FRAME_FREE) = 0;
    tlb_flush_page(address);
}

uint64_t kernel_translate(uint64_t address) {
    if (address < DIRECT_MAP)
        return 0;
    if (!kernel_pml4) // the boot tables map the first GiB
        return address >= KERNEL_BASE ? address - KERNEL_BASE : address - DIRECT_MAP;
    const pte_t *entry = walk(kernel_pml4, address, 1, FRAME_FREE);
    if (!entry || !(*entry & PTE_PRESENT))
        return 0;
    uint64_t size = *entry & PTE_LARGE ? LARGE_PAGE : PAGE_SIZE;
    return (pte_address(*entry) & ~(size - 1)) + address % size;
}
