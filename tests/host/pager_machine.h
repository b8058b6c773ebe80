// A machine for the pager: an array as physical memory, a processor that walks page tables and has
// a TLB, tasks that really sleep, each on a stack of its own, and disks that are arrays. On it runs
// all of mm/ that brings pages in and takes them out, unchanged. Wherever a task may sleep, any
// other may run next; chance decides which.
#pragma once
#include "kernel/cpu.h"
#include "kernel/layout.h"

enum { FRAMES = 1600, LOW_FRAMES = 256 }; // the first MiB is the firmware's
static uint8_t memory[(LOW_FRAMES + FRAMES) * PAGE_SIZE] __attribute__((aligned(4096)));
#define phys_to_virt(physical) ((void *)(memory + (physical)))
#define virt_to_phys(address) ((uint64_t)((const uint8_t *)(address)-memory))

// A translation: the processor uses a page's old one until it is told to forget it.
enum { TLB_SIZE = 16 };
static struct { uint64_t page, pte; } tlb[TLB_SIZE];
#define tlb_of(address) (&tlb[(address) / PAGE_SIZE % TLB_SIZE])

#define read_cr3() 0ul // what only the kernel may ask and do
#define write_cr3(value) ((void)(value), memset(tlb, 0, sizeof tlb))
#define invlpg(address) ((void)memset(tlb_of(address), 0, sizeof *tlb))

#include "kernel/lib/string.h"
#include "mm/evict.c"
#include "mm/fault.c"
#include "mm/frame.c"
#include "mm/object.c"
#include "mm/pagecache.c"
#include "mm/pagetable.c"
#include "mm/refuse.c"
#include "mm/spt.c"
#include "mm/spt_tree.c"
#include "mm/swap.c"
#include "mm/swapping.c"
#include "mm/writeback.c"
#include "proc/check.c"
#define PIECE RMAP_PIECE // those of other files have this name, too
#include "mm/rmap.c"
#include "mm/shm.c"
#include "tests/host/host.h"
#include <sanitizer/common_interface_defs.h>

const char *__asan_default_options(void) {
    return "quarantine_size_mb=4:malloc_context_size=2";
}

bool references_open(const struct trap_frame *frame, uint64_t address) {
    panic("references_open(%p, %lx)", (void *)frame, address); // nothing is traced
}

void references_see(const struct spt *spt, pte_t *pte, uint64_t address) {
    panic("references_see(%p, %p, %lx)", (const void *)spt, (void *)pte, address);
}

// ---- Tasks

enum { TASKS = 7, STACK = 128 << 10, STUCK = 2000000 };

static struct task {
    struct spt *spt;
    const void *channel; // what it sleeps on, or NULL
    bool killed, done;
    unsigned page; // that it touched last
    uint64_t *rsp;
    uint8_t *stack; // NULL: main's own
} tasks[TASKS], *running = tasks;

static uint64_t idle_turns; // since somebody got somewhere

// Saves the registers that a function must keep, and takes those on the other stack.
void switch_stacks(uint64_t **save, uint64_t *rsp);
asm(".text\nswitch_stacks:\n"
    "push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15\n"
    "mov %rsp, (%rdi); mov %rsi, %rsp\n"
    "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp\n"
    "ret\n");

// Lets a task run that does not sleep, perhaps the same one.
static void reschedule(void) {
    struct task *awake[TASKS], *before = running;
    unsigned count = 0;
    for (unsigned i = 0; i < TASKS; i++)
        if (!tasks[i].channel && !tasks[i].done)
            awake[count++] = &tasks[i];
    if (count == 0)
        panic("all sleep, and nobody will wake them up");
    if (++idle_turns > STUCK)
        panic("nobody gets anywhere");
    running = awake[random_below(count)];
    if (running == before)
        return;
    write_cr3(0);
    void *fake_stack;
    __sanitizer_start_switch_fiber(&fake_stack, running->stack, STACK);
    switch_stacks(&before->rsp, running->rsp);
    __sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
}

static void task_begin(struct task *task, void (*run)(void)) {
    task->stack = malloc(STACK);
    task->rsp = (uint64_t *)(task->stack + STACK) - 8;
    memset(task->rsp, 0, 8 * sizeof(uint64_t));
    task->rsp[6] = (uint64_t)run; // where switch_stacks returns to
    task->done = false;
}

int sleep_on(const void *channel, bool interruptible) {
    assert(!interruptible);
    running->channel = random_below(16) ? channel : NULL; // some wake up for nothing
    reschedule();
    return 0;
}
void wake_up(const void *channel) {
    for (unsigned i = 0; i < TASKS; i++)
        if (tasks[i].channel == channel)
            tasks[i].channel = NULL;
}
void yield(void) {
    reschedule();
}
void inode_check_all(void) {
}
void breathe(void) {
    if (random_below(8) == 0)
        reschedule();
}

// ---- What is asked of the running process and of the personality

static struct usage usage;
int running_pid(void) {
    return running - tasks;
}
const char *running_name(void) {
    return "";
}
struct spt *running_space(void) {
    return running->spt;
}
uint64_t running_rip(void) {
    return 0;
}
struct usage *running_usage(void) {
    return &usage;
}
bool running_is_killed(void) {
    return running->killed;
}
int personality_may_grow(const struct spt *spt, const struct spt_record *record, uint64_t size) {
    (void)spt, (void)record, (void)size;
    return 0;
}
struct list processes = {&processes, &processes};
uint64_t promised_total;

// ---- Parameters, messages

static const char *policy_name;
bool params_has(const char *name) {
    return strcmp(name, "test") == 0;
}
const char *params_value(const char *name) {
    return strcmp(name, "evict") == 0 ? policy_name : NULL;
}
uint64_t params_number(const char *name) {
    panic("params_number(%s)", name);
}
void kprintf(const char *format, ...) {
    (void)format;
}
int kvsnprintf(char *to, size_t size, const char *format, va_list args) {
    return vsnprintf(to, size, format, args);
}
bool trap_from_user(const struct trap_frame *frame) {
    return frame;
}
bool usercopy_fault(struct trap_frame *frame, uint64_t address, enum fault_access access) {
    panic("a fault of the kernel: %p, %lx, %d", (void *)frame, address, access);
}
void panic_at(const struct trap_frame *frame, const char *format, ...) {
    panic("%p: %s", (const void *)frame, format);
}
void random_bytes(void *to, size_t n) {
    for (uint8_t *byte = to; n-- > 0;)
        *byte++ = random_number();
}

// ---- Memory

char kernel_end[1], boot_begin[1], text_begin[1], rodata_begin[1], data_begin[1];
struct boot_info boot_info = {.memory = {{0, sizeof memory}}, .memory_count = 1};
static bool heap_fails; // sometimes

void *kmalloc(size_t size) {
    return heap_fails && random_below(256) == 0 ? NULL : malloc(size);
}
void *kzalloc(size_t size) {
    return heap_fails && random_below(256) == 0 ? NULL : calloc(1, size);
}
void kfree(void *object) {
    free(object);
}
size_t heap_size(size_t size) {
    return size;
}

// Where an access ends up, or NULL: a page fault. The processor notes it in the PTE.
static uint64_t *processor_access(struct spt *spt, uint64_t address, enum fault_access access) {
    uint64_t page = page_down(address);
    const uint64_t needs =
        PTE_PRESENT | PTE_USER | (access == FAULT_WRITE ? PTE_WRITE | PTE_DIRTY : 0);
    if (tlb_of(page)->page != page || (tlb_of(page)->pte & needs) != needs) {
        pte_t *pte = pagetable_entry(spt->pml4, page, false);
        if (!pte || (*pte & (needs & ~(pte_t)PTE_DIRTY)) != (needs & ~(pte_t)PTE_DIRTY))
            return NULL;
        *pte |= PTE_ACCESSED | (needs & PTE_DIRTY);
        tlb_of(page)->page = page;
        tlb_of(page)->pte = *pte;
    }
    pte_t pte = tlb_of(page)->pte;
    if (access == FAULT_EXEC && pte & PTE_NX)
        return NULL;
    if (pte_address(pte) == zero_page_address()) {
        assert(access != FAULT_WRITE);
        return (uint64_t *)(zero_page + page_offset(address));
    }
    struct frame *frame = frame_of(pte_address(pte));
    expect(frame->refs > 0 && (frame->type == FRAME_ANON || frame->type == FRAME_FILE),
           "%lx is in a frame of type %d with %u PTEs", page, frame->type, frame->refs);
    return (uint64_t *)((uint8_t *)frame_data(frame) + page_offset(address));
}

// ---- Disks

enum { SLOTS = 700 };
static uint8_t slot_data[SLOTS][PAGE_SIZE];
static unsigned disk_fails;            // one transfer in so many; 0: none
static uint64_t disk_errors, requests; // of the swap disk

// A transfer takes its time, and may fail. 0 or the error.
static int disk_work(int error) {
    for (uint64_t turns = random_below(4); turns > 0; turns--)
        reschedule();
    bool fails = disk_fails && random_below(disk_fails) == 0;
    disk_errors += fails;
    return fails ? error : 0;
}

// Some slots cannot be written in the rounds in which disks fail.
static bool is_bad(uint64_t slot, bool write) {
    return write && disk_fails && slot % 64 == 7;
}

// Pages must stay what they are while they are being written. After an error, any may be lost.
static int move_slots(struct block_device *device, uint64_t sector,
                      const struct block_piece *pieces, size_t n, bool write) {
    uint64_t first = sector / SECTORS_PER_PAGE;
    assert(first + n <= SLOTS && device->sectors == SLOTS * SECTORS_PER_PAGE);
    requests++;
    for (size_t i = 0; i < n && write; i++)
        memcpy(slot_data[first + i], pieces[i].data, PAGE_SIZE);
    int error = disk_work(-EIO);
    for (size_t i = 0; i < n && error == 0; i++)
        error = is_bad(first + i, write) ? -EIO : 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t *slot = slot_data[first + i];
        assert(pieces[i].sectors == SECTORS_PER_PAGE);
        if (write)
            expect(memcmp(slot, pieces[i].data, PAGE_SIZE) == 0,
                   "page changes on its way to slot %lu", first + i);
        else if (error == 0)
            memcpy(pieces[i].data, slot, PAGE_SIZE);
        if (write && error < 0 && (is_bad(first + i, true) || random_below(2)))
            memset(slot, 0xbd, PAGE_SIZE);
    }
    return error;
}
static struct block_device swap_disk = {
    .name = "hdb", .sectors = SLOTS * SECTORS_PER_PAGE, .transfer = move_slots};

static void machine_init(void) {
    static pte_t kernel_tables[ENTRIES];
    kernel_pml4 = kernel_tables;
    struct swap_header *header = (void *)slot_data[0];
    *header = (struct swap_header){.version = VERSION, .last_page = SLOTS - 1};
    memcpy(slot_data[0] + PAGE_SIZE - 10, "SWAPSPACE2", 10);
    frame_init(sizeof memory, false);
    memory_check_init();
}
