// A snapshot is lines of the trace: "snapshot", one for each frame of user memory and for each run
// of other frames of one type, one for each page table entry of a user's page, and "counters".
#include "proc/snapshot.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/frame.h"
#include "mm/spt.h"

// Reports the frames from `first` on that have no difference; returns the number of the next one.
static uint64_t report_frames(uint64_t first) {
    const struct frame *frame = frame_number(first);
    uint64_t end = first + 1;
    if (frame->type == FRAME_ANON || frame->type == FRAME_FILE) {
        bool file = frame->type == FRAME_FILE;
        trace("frame first=%lx end=%lx type=%s index=%lx object=%lx slot=%lx refs=%u busy=%d",
              first, end, frame_type_name[frame->type], frame->index,
              file ? (uint64_t)frame->object : 0, file ? 0 : frame->slot, frame->refs, frame->busy);
        return end;
    }
    while (end < frame_total && frame_number(end)->type == frame->type)
        end++;
    trace("frame first=%lx end=%lx type=%s", first, end, frame_type_name[frame->type]);
    return end;
}

static void report_pages(const struct spt *spt) {
    const pte_t *pte;
    for (uint64_t page = 0; (pte = pagetable_next(spt->pml4, &page, USER_END)); page += PAGE_SIZE)
        if (*pte)
            trace("page space=%lx address=%lx is=%lx", virt_to_phys(spt->pml4), page, *pte);
}

void memory_snapshot(void) {
    if (!tracing)
        return;
    trace("snapshot frames=%lx zero=%lx", frame_total, zero_page_address());
    const struct vm_counters now = vm_counters;
    for (uint64_t n = 0; n < frame_total; n = report_frames(n))
        continue;
    list_for_each(const struct spt, spt, &address_spaces, all)
        report_pages(spt);
    trace("counters faults=%lu major=%lu along=%lu filled=%lu zeroed=%lu copied=%lu allocated=%lu "
          "freed=%lu dropped=%lu swappedout=%lu swappedin=%lu written=%lu",
          now.faults, now.major_faults, now.along, now.filled, now.zeroed, now.copied,
          now.allocated, now.freed, now.dropped, now.swapped_out, now.swapped_in, now.written);
}
