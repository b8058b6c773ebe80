// The page fault, from the processor's exception to the return to the instruction. This is the
// heart of demand paging: exec, fork and mmap only record what belongs where (mm/spt.c), and every
// page arrives here, when a program touches it.
//
// What is done depends on three things: what the page's record says, what its page-table entry
// (PTE) says, and the access.
//
//   record says           PTE says             to read or execute    to write
//   --------------------  -------------------  --------------------  ----------------------------
//   (there is none)                            refuse, or let the stack grow down to it
//   it is forbidden                            refuse
//   anything              swapped out          read it from its slot, then as "present"
//   no bytes of a file    empty                the page of zeroes    a new frame of zeroes
//   a page of a file      empty                page cache's frame    private: a copy of that frame
//                                                                    shared: that frame, now dirty
//   a file's last bytes   empty                a copy, rest zeroes   the same
//   anything              present, writable    nothing to do         nothing to do
//                         present, read-only:
//   writing is allowed    … page of zeroes     nothing to do         a new frame of zeroes
//   it is shared          … a file's frame     nothing to do         the same frame, now dirty
//   it is private         … in no other PTE    nothing to do         the same frame, now writable
//   it is private         … in others' too     nothing to do         a copy (copy-on-write)
//
// (A file's record can have a page in swap: one that was written to, so it is a private copy.)
//
// Outline: page_fault() reads what the processor says. A fault of the kernel while it copies from
// or to user memory takes the same way (mm/usercopy.c). spt_fault_in() tries until a try succeeds
// or is refused. try_page() is one try: it finds the record, checks the access, and chooses the row
// of the table.
//
// One rule keeps this short: a try that sleeps, or that gets no frame, is over. It forgets all that
// it saw and returns RETRY. While it slept, other processes may have brought the page in, evicted
// it, unmapped the record or truncated the file; the next try sees what is true then. So no line
// has to ask whether what the lines above it found still holds. The tries come to an end because
// each sleep leaves progress behind for the next try: a page in the page cache, a frame instead of
// a swap slot, a frame that is no longer busy, a free frame. In two places that is not enough, and
// the fault has to remember something: see guard 1 and guard 2 below.
//
// Alternatives not taken. Linux holds locks during the disk read; then the record stays what it
// was, but unmap, fork and eviction must know those locks. Pintos gives each page an object with a
// function for each operation; that can be extended without a change here, but one has to read
// three files to see one fault. The process that waited for the disk could put the new page into
// the PTE itself; that saves the second try, which costs nothing beside the disk.
#include "mm/fault.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/personality.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/oom.h"
#include "mm/pagecache.h"
#include "mm/refuse.h"
#include "mm/shm.h"
#include "mm/swap.h"
#include "mm/usercopy.h"

// The error code (Intel SDM vol. 3, figure 4-12).
enum { ERROR_PRESENT = 1, ERROR_WRITE = 2, ERROR_USER = 4, ERROR_RESERVED = 8, ERROR_FETCH = 16 };

// The result of a try or of a step of it; else a negative errno: the page is refused.
enum { DONE = 0, RETRY = 1 };

// In the order in which they are defined below.
static int reserve_frames(struct fault *fault);
static int try_page(struct fault *fault);
static bool allowed(const struct spt_record *record, enum fault_access access);
static int grow_stack(struct fault *fault);
static int fill_zero(struct fault *fault);
static int fill_from_file(struct fault *fault, struct spt_fill fill);
static int read_from_swap(struct fault *fault);
static int write_to_read_only(struct fault *fault);
static void count(const struct fault *fault);
static void report(struct fault *fault);
static void map_around(struct fault *fault);

void (*fault_watcher)(struct fault *fault);

// ---- The main road

int page_fault(struct trap_frame *frame, uint64_t address, struct fault_refusal *refusal) {
    enum fault_access access = frame->error & ERROR_FETCH   ? FAULT_EXEC
                               : frame->error & ERROR_WRITE ? FAULT_WRITE
                                                            : FAULT_READ;
    if (frame->error & ERROR_RESERVED)
        panic_at(frame, "a page table of pid %d is damaged: reserved bit set at %016lx",
                 running_pid(), address);
    if (tracing && references_open(frame, address))
        return 0;
    if (!trap_from_user(frame)) {
        if (usercopy_fault(frame, address, access))
            return 0;
        panic_at(frame, "page fault in the kernel: %s of %016lx (%s)", fault_access_name(access),
                 address, frame->error & ERROR_PRESENT ? "protection" : "not present");
    }

    // The processor's own accesses while a program runs (to the GDT, for one) give no program a
    // right to a page (SDM vol. 3, 4.6.1). QEMU up to 9.0 takes the stack accesses of a user's
    // IRETQ for such as well, and would repeat the fault for ever.
    if (!(frame->error & ERROR_USER))
        return refuse(&(struct fault){.refusal = refusal}, REFUSED_ACCESS, "a supervisor's access");

    return spt_fault_in(running_space(), address, access, frame->rsp, refusal);
}

int spt_fault_in(struct spt *spt, uint64_t address, enum fault_access access, uint64_t rsp,
                 struct fault_refusal *refusal) {
    struct fault fault = {.spt = spt,
                          .address = address,
                          .page = page_down(address),
                          .rsp = rsp,
                          .access = access,
                          .refusal = refusal,
                          .result = RETRY,
                          .action = "already there"};
    bool watched = tracing || fault_watcher;
    if (watched)
        report(&fault);
    while (fault.result == RETRY) {
        fault.result = reserve_frames(&fault);
        if (fault.result == DONE)
            fault.result = try_page(&fault);
    }
    if (fault.result == DONE)
        count(&fault);
    else if (fault.page < USER_END)
        pagetable_trim(spt->pml4, fault.page); // tables were made for a page that does not come
    if (watched)
        report(&fault);
    return fault.result;
}

// A try takes frames but cannot wait for them, so this makes some free before it begins. If memory
// and swap are full, a process ends: another one, or this one.
//
// Guard 1. Where memory is nearly full, the page that the last try has read may be the only one
// that can be evicted. To reserve frames first would evict it, and the page would be read and
// evicted for ever. So the try after a read begins without a reservation, and uses the page. If it
// needs a frame besides and gets none, the try after that one reserves again.
static int reserve_frames(struct fault *fault) {
    bool page_ready = fault->page_ready;
    fault->page_ready = false;
    if (page_ready || evict_reserve(FRAMES_FOR_PAGE))
        return DONE;
    return oom_kill_largest(FRAMES_FOR_PAGE) ? RETRY
                                             : refuse(fault, REFUSED_NO_MEMORY, "out of memory");
}

static int try_page(struct fault *fault) {
    fault->record = spt_find(fault->spt, fault->address);
    int error = fault->record ? DONE : grow_stack(fault);
    if (error < 0)
        return error;
    if (!allowed(fault->record, fault->access))
        return refuse_access(fault);

    fault->pte = pagetable_entry(fault->spt->pml4, fault->page, true);
    if (!fault->pte)
        return RETRY; // no frame for a table
    pte_t pte = *fault->pte;
    if (pte & PTE_SWAPPED)
        return read_from_swap(fault);
    if (pte && (fault->access != FAULT_WRITE || pte & PTE_WRITE))
        return DONE;
    if (pte)
        return write_to_read_only(fault);
    struct spt_fill fill = spt_fill(fault->record, fault->page);
    return fill.read_bytes > 0 ? fill_from_file(fault, fill) : fill_zero(fault);
}

// The processor cannot write or execute what it cannot read, so either right implies reading.
static bool allowed(const struct spt_record *record, enum fault_access access) {
    static const uint8_t needs[] = {PROT_READ, PROT_WRITE, PROT_EXEC};
    return access == FAULT_READ ? record->prot != PROT_NONE : record->prot & needs[access];
}

// ---- Stack growth

// No record has the address. The stack grows down to it, or the fault is refused.
//
// How far below rsp may an access be? `push` and `call` write at rsp - 8 and move rsp afterwards,
// so 8 bytes are needed; whatever is deeper is a mistake. Code with the System V ABI's red zone may
// use 128. A note in the program's file says which of the two it is (elf/elf.c).
static int grow_stack(struct fault *fault) {
    struct spt *spt = fault->spt;
    struct spt_record *stack = spt_first_above(spt, fault->address);
    uint64_t limit = personality_stack_limit();
    if (!stack || stack->kind != SPT_STACK)
        return refuse_unmapped(fault);
    if (fault->address + spt->layout.stack_slack < fault->rsp)
        return refuse_growth(fault, "stack: %lu below rsp", fault->rsp - fault->address);
    if (fault->page < stack->end - limit)
        return refuse_growth(fault, "stack: over its limit of %lu KiB", limit / 1024);
    if (spt_first_above(spt, fault->page - STACK_GUARD) != stack)
        return refuse_growth(fault, "stack: too near to what is mapped below it", 0);
    if (personality_may_grow(spt, stack, stack->start - fault->page) < 0)
        return refuse_growth(fault, "stack: over the limit of memory", 0);
    spt_grow_down(spt, stack, fault->page);
    fault->record = stack;
    fault->grew = true;
    return DONE;
}

// ---- An empty PTE

// Gives the page a frame of its own, with `bytes` bytes of another frame (NULL: none) and zeroes
// behind them.
static int map_own_frame(struct fault *fault, struct frame *from, size_t bytes) {
    if (from)
        from->pins++; // to allocate a frame may drop pages of the page cache
    struct frame *frame = frame_alloc(FRAME_ANON);
    if (from)
        from->pins--;
    if (!frame)
        return RETRY;
    frame->index = fault->page;
    uint8_t *data = frame_data(frame);
    if (from)
        memcpy(data, frame_data(from), bytes);
    memset(data + bytes, 0, PAGE_SIZE - bytes);
    if (*fault->pte)
        spt_unmap(fault->spt, fault->pte, fault->page);
    spt_map(fault->spt, fault->pte, frame, spt_flags(fault->record, true));
    *(from ? &vm_counters.copied : &vm_counters.zeroed) += 1;
    return DONE;
}

// An untouched page without bytes of a file. A read needs no frame: all such pages share one.
static int fill_zero(struct fault *fault) {
    if (fault->access != FAULT_WRITE) {
        pte_set(fault->pte, zero_page_address() | spt_flags(fault->record, false));
        fault->action = "zero page";
        return DONE;
    }
    fault->action = "zeroed";
    return map_own_frame(fault, NULL, 0);
}

// Reads a page of an object into the page cache, where the next try finds it.
static int read_page(struct fault *fault, struct object *object, uint64_t index) {
    int error = 0;
    bool disk = !object->is_memory || shm_has_slot(object, index);
    object_ref(object); // the record may be gone before the disk is done
    struct frame *cached = pagecache_get(object, index, disk ? &fault->major : NULL, &error);
    if (cached)
        pagecache_put(cached);
    object_put(object);
    fault->page_ready = cached != NULL;
    return cached || error == -ENOMEM ? RETRY
                                      : refuse(fault, REFUSED_DISK, "the disk could not be read");
}

// The first store into a page of a shared file makes it dirty: it is to be written back. Before
// that, the file system finds space on the disk for all of the page, so that the store is not lost.
// (The page may be dirty already, by a write to another of its blocks.)
//
// Guard 2. To find space may take a sleep, so the try is over. But the next one would ask again,
// sleep again, and so on: so the fault remembers the frame for which there is space.
static int make_dirty(struct fault *fault, struct frame *frame) {
    if (fault->space_found != frame && frame->object->ops->prepare_write) {
        int error = pagecache_prepare_store(frame);
        if (error < 0 && error != -ENOMEM)
            return refuse(fault, REFUSED_DISK, "there is no space on the disk");
        fault->page_ready = error == 0;
        fault->space_found = error == 0 ? frame : NULL;
        return RETRY;
    }
    pagecache_dirty(frame);
    return DONE;
}

// An untouched page with bytes of a file. All mappings of a whole page share the page cache's
// frame. A private page that is written to, or whose last bytes are not the file's but zeroes, is a
// copy.
static int fill_from_file(struct fault *fault, struct spt_fill fill) {
    const struct spt_record *record = fault->record;
    if (fill.offset >= page_up(record->object->size))
        return refuse(fault, REFUSED_BEYOND_END, "beyond the end of the file");
    struct frame *cached = pagecache_find(record->object, fill.offset / PAGE_SIZE);
    if (!cached || cached->busy)
        return read_page(fault, record->object, fill.offset / PAGE_SIZE);

    bool whole = fill.read_bytes == PAGE_SIZE, writing = fault->access == FAULT_WRITE;
    if (!whole || (writing && !record->shared)) {
        fault->action = whole ? "copied from page cache" : "copied from page cache, rest zeroed";
        return map_own_frame(fault, cached, fill.read_bytes);
    }
    int result = writing ? make_dirty(fault, cached) : DONE;
    if (result != DONE)
        return result;
    spt_map(fault->spt, fault->pte, cached, spt_flags(record, writing));
    fault->action = "page cache";
    if (!writing)
        map_around(fault);
    return DONE;
}

// ---- A page in swap

// It comes back read-only, also for a write: then the next try finds out whether it is shared.
static int read_from_swap(struct fault *fault) {
    fault->major = true;
    int error = swap_in(fault->spt, fault->page);
    fault->page_ready = error == 0;
    return error == 0 || error == -ENOMEM
               ? RETRY
               : refuse(fault, REFUSED_DISK, "the swap disk could not be read");
}

// ---- A write to a page that is there, but read-only

static int make_writable(struct fault *fault, const char *action) {
    pte_change(fault->pte, *fault->pte | PTE_WRITE);
    tlb_flush_page(fault->page);
    fault->action = action;
    return DONE;
}

// Copy-on-write: the record allows the write, but the PTE does not, since the frame is, or was,
// shared. See the last rows of the table. A frame of the page cache is never a private record's
// own: it is the file's, too, however few PTEs map it.
static int write_to_read_only(struct fault *fault) {
    uint64_t physical = pte_address(*fault->pte);
    if (physical == zero_page_address())
        return fill_zero(fault);
    struct frame *frame = frame_of(physical);
    if (frame->busy) { // it is being written to the disk, and must not change meanwhile
        sleep_on(frame, false);
        return RETRY;
    }
    if (fault->record->shared) {
        int result = make_dirty(fault, frame);
        return result == DONE ? make_writable(fault, "shared page made dirty") : result;
    }
    if (frame->type == FRAME_ANON && frame->refs == 1) {
        swap_forget(frame); // which has what the page was
        return make_writable(fault, "last owner");
    }
    fault->action = "copied on write";
    return map_own_frame(fault, frame, PAGE_SIZE);
}

// ---- What it cost, and who wants to know

static void count(const struct fault *fault) {
    struct usage *usage = running_usage();
    vm_counters.faults++;
    vm_counters.major_faults += fault->major;
    vm_counters.along += fault->along;
    usage->major_faults += fault->major;
    usage->minor_faults += !fault->major;
    usage->max_resident = max(usage->max_resident, fault->spt->resident);
}

// The fault begins, or it has ended.
static void report(struct fault *fault) {
    if (fault_watcher)
        fault_watcher(fault);
    if (fault->result == RETRY)
        trace("touch space=%lx address=%lx access=%s rip=%lx rsp=%lx kernel=%d",
              virt_to_phys(fault->spt->pml4), fault->address, fault_access_name(fault->access),
              running_rip(), fault->rsp, !fault->refusal);
    else if (fault->result == DONE)
        trace("fault space=%lx address=%lx major=%d along=%u action=%s",
              virt_to_phys(fault->spt->pml4), fault->address, fault->major, fault->along,
              fault->action);
    else
        trace("refuse space=%lx address=%lx why=%s", virt_to_phys(fault->spt->pml4), fault->address,
              fault->action);
}

// ---- Fault-around

// A program that reads a page of a file will probably use those beside it. So of the pages around
// it, those that are in the page cache already are mapped, too, and cost no fault of their own.
// Nothing is read from the disk for that, and nothing waits. Their PTEs have no accessed bit: the
// clock evicts the pages that were brought along in vain. (All of this can be left out: the
// parameter around=1 does so.)
//
// The pages are in a window whose size is a power of two and that begins at a multiple of it, so
// their PTEs are in one table.
enum { AROUND_MOST = 512 };
static uint64_t around = 16; // pages in the window

void fault_init(void) {
    uint64_t wanted = min(params_number("around"), AROUND_MOST) | 1; // 0 counts as 1
    if (params_value("around"))
        around = 1ul << (63 - __builtin_clzl(wanted)); // rounded down to a power of two
}

static void map_around(struct fault *fault) {
    const struct spt_record *record = fault->record;
    struct object *object = record->object;
    uint64_t bytes = min(record->read_bytes, page_up(object->size) - record->offset);
    uint64_t window = fault->page & -(around * PAGE_SIZE);
    uint64_t first = max(window, record->start);
    uint64_t end = min(page_down(record->start + bytes), window + around * PAGE_SIZE);
    uint64_t index = (record->offset + first - record->start) / PAGE_SIZE;
    uint64_t flags = spt_flags(record, false);
    pte_t *ptes = fault->pte - (fault->page - first) / PAGE_SIZE;
    for (uint64_t i = 0; i < (end - first) / PAGE_SIZE; i++) {
        struct frame *frame = ptes[i] ? NULL : pagecache_find(object, index + i);
        if (frame && !frame->busy) {
            frame->refs++;
            pte_change(&ptes[i], frame_address(frame) | flags);
            fault->along++;
        }
    }
    pagetable_recount(ptes, fault->along);
    fault->spt->resident += fault->along;
    fault->spt->resident_file += fault->along;
}
