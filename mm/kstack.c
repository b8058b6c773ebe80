// The region of kernel stacks is cut into slots. Those that were used and are free form a stack.
#include "mm/kstack.h"
#include "kernel/panic.h"
#include "mm/frame.h"
#include "mm/pagetable.h"

static uint64_t free_tops[KSTACK_MAX];
static size_t free_count, slots_used;

// Gives the slot back, whose pages are mapped up to `end`.
static void release(uint64_t top, uint64_t end) {
    for (uint64_t page = top - KSTACK_SIZE; page < end; page += PAGE_SIZE) {
        frame_free(frame_of(kernel_translate(page)));
        kernel_unmap(page);
    }
    free_tops[free_count++] = top;
}

static uint64_t take_slot(void) {
    if (free_count > 0)
        return free_tops[--free_count];
    return slots_used < KSTACK_MAX ? KSTACK_BASE + ++slots_used * KSTACK_SLOT : 0;
}

uint64_t kstack_alloc(void) {
    uint64_t top = take_slot();
    for (uint64_t page = top ? top - KSTACK_SIZE : 0; page < top; page += PAGE_SIZE) {
        struct frame *frame = frame_alloc(FRAME_STACK);
        if (!frame) {
            release(top, page);
            return 0;
        }
        kernel_map(page, frame_address(frame), PTE_WRITE | PTE_NX);
    }
    return top;
}

void kstack_free(uint64_t top) {
    assert(top > KSTACK_BASE && top <= KSTACK_END && top % KSTACK_SLOT == 0);
    release(top, top);
}

bool kstack_is_guard(uint64_t address) {
    return address >= KSTACK_BASE && address < KSTACK_END &&
           address % KSTACK_SLOT < KSTACK_SLOT - KSTACK_SIZE;
}
