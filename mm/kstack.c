// The region of kernel stacks is cut into slots; a slot is free when its top page is not mapped.
#include "mm/kstack.h"
#include "kernel/panic.h"
#include "mm/frame.h"
#include "mm/pagetable.h"

static void unmap(uint64_t bottom, uint64_t top) {
    for (uint64_t page = bottom; page < top; page += PAGE_SIZE) {
        frame_free(frame_of(kernel_translate(page)));
        kernel_unmap(page);
    }
}

uint64_t kstack_alloc(void) {
    uint64_t top = KSTACK_BASE + KSTACK_SLOT;
    while (top <= KSTACK_END && kernel_translate(top - PAGE_SIZE))
        top += KSTACK_SLOT;
    if (top > KSTACK_END)
        return 0;
    for (uint64_t page = top - KSTACK_SIZE; page < top; page += PAGE_SIZE) {
        struct frame *frame = frame_alloc(FRAME_STACK);
        if (!frame) {
            unmap(top - KSTACK_SIZE, page);
            return 0;
        }
        kernel_map(page, frame_address(frame), PTE_WRITE | PTE_NX);
    }
    return top;
}

void kstack_free(uint64_t top) {
    assert(top > KSTACK_BASE && top <= KSTACK_END && top % KSTACK_SLOT == 0);
    unmap(top - KSTACK_SIZE, top);
}

bool kstack_is_guard(uint64_t address) {
    return address >= KSTACK_BASE && address < KSTACK_END &&
           address % KSTACK_SLOT < KSTACK_SLOT - KSTACK_SIZE;
}
