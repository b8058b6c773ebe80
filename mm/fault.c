// The page fault, from the processor's exception to the return to the instruction. This is the
// heart of demand paging: exec and fork only write down what belongs where (mm/spt.c), and every
// page arrives here, when somebody touches it.
//
// A fault of a user program comes through page_fault(). A system call that is about to touch user
// memory comes through spt_fault_in() (mm/usercopy.c), so both find the same rules and the same
// pages.
#include "mm/fault.h"
#include "kernel/cpu.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/linux/process/limits.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/minmax.h"
#include "kernel/panic.h"
#include "kernel/printf.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/pagecache.h"
#include "mm/shm.h"
#include "mm/swap.h"
#include "proc/oom.h"
#include "proc/process.h"

// The error code (Intel SDM vol. 3, figure 4-12).
enum { ERROR_PRESENT = 1, ERROR_WRITE = 2, ERROR_USER = 4, ERROR_RESERVED = 8, ERROR_FETCH = 16 };

// What one step towards the page came to; also negative errnos.
enum { MAPPED = 0, LOOK_AGAIN = 1 };

struct fault {
    struct spt *spt;
    uint64_t address, page, rsp;
    enum fault_access access;
    bool major;         // the disk was read for it
    bool came;          // the page is here since the last look, and nothing has slept
    bool room;          // was found on the disk for what is stored into the page
    const char *action; // what was done, for the trace
    struct fault_refusal *refusal;
};

static const char *const access_names[] = {"read", "write", "execute"};

void page_fault(struct trap_frame *frame) {
    uint64_t address = read_cr2();
    enum fault_access access = frame->error & ERROR_FETCH   ? FAULT_EXEC
                               : frame->error & ERROR_WRITE ? FAULT_WRITE
                                                            : FAULT_READ;
    if (!trap_from_user(frame))
        panic_at(frame, "page fault in the kernel: %s of %016lx (%s)", access_names[access],
                 address, frame->error & ERROR_PRESENT ? "protection" : "not present");
    if (frame->error & ERROR_RESERVED)
        panic_at(frame, "a page table of pid %d is damaged: reserved bit set at %016lx",
                 running_pid(), address);

    // The processor's own accesses while a program runs (to the GDT, for one) are no program's
    // right to a page (SDM vol. 3, 4.6.1). QEMU up to 9.0 also takes the stack accesses of a user's
    // IRETQ for such, and would for ever.
    if (!(frame->error & ERROR_USER))
        signal_fault(SIGSEGV, SEGV_ACCERR, address, "a supervisor's access");

    struct fault_refusal refusal;
    if (spt_fault_in(running_space(), address, access, frame->rsp, &refusal) < 0)
        signal_fault(refusal.signal, refusal.code, address, refusal.why);
}

static int refuse(const struct fault *fault, int error, int signal, int code, const char *why) {
    if (fault->refusal) {
        *fault->refusal = (struct fault_refusal){.signal = signal, .code = code};
        string_copy(fault->refusal->why, why, sizeof fault->refusal->why);
    }
    return error;
}

// What an access below the stack's record looks like: growth that is refused, or one too far down,
// as long as rsp is in the stack or in the gap below it, and no further than a page above.
static void explain_stack(const struct fault *fault, const struct spt_record *stack, char *why,
                          size_t size) {
    uint64_t slack = fault->spt->layout.stack_slack, limit = limits_stack(current);
    if (spt_first_above(fault->spt, fault->rsp) != stack || fault->address + PAGE_SIZE < fault->rsp)
        string_copy(why, "nothing is mapped there", size);
    else if (fault->address + slack < fault->rsp)
        ksnprintf(why, size, "stack: %lu below rsp", fault->rsp - fault->address);
    else if (fault->page < stack->end - limit)
        ksnprintf(why, size, "stack: over its limit of %lu KiB", limit / 1024);
    else
        string_copy(why, "stack: too near to what is mapped below it", size);
}

// No record contains the address, and it is not stack growth: say what it looks like.
static int refuse_unmapped(const struct fault *fault) {
    char why[sizeof fault->refusal->why] = "nothing is mapped there";
    const struct spt_record *above = spt_first_above(fault->spt, fault->address);
    if (fault->address < PAGE_SIZE)
        string_copy(why, "null pointer", sizeof why);
    else if (fault->address >= USER_END)
        string_copy(why, "not in the user's half", sizeof why);
    else if (above && above->kind == SPT_STACK)
        explain_stack(fault, above, why, sizeof why);
    return refuse(fault, -EFAULT, SIGSEGV, SEGV_MAPERR, why);
}

static int refuse_access(const struct fault *fault) {
    static const char *const why[] = {"not readable", "not writable", "not executable"};
    return refuse(fault, -EFAULT, SIGSEGV, SEGV_ACCERR, why[fault->access]);
}

// Stack growth (README: "Stack growth"): the access is no further below rsp than this
// program's code may go, within the limit, and leaves the guard gap above whatever lies below.
// Returns the grown stack's record, or NULL.
static struct spt_record *grow_stack(const struct fault *fault) {
    struct spt *spt = fault->spt;
    struct spt_record *stack = spt_first_above(spt, fault->address);
    if (!stack || stack->kind != SPT_STACK)
        return NULL;
    if (fault->address + spt->layout.stack_slack < fault->rsp)
        return NULL;
    if (fault->page < stack->end - limits_stack(current))
        return NULL;
    if (spt_first_above(spt, fault->page - STACK_GUARD) != stack)
        return NULL;
    uint64_t more = stack->start - fault->page;
    if (!limits_allow(spt, stack, more) || (stack->locked && !limits_allow_locked(spt, more)))
        return NULL;
    spt_grow_down(spt, stack, fault->page);
    return stack;
}

static bool allowed(const struct spt_record *record, enum fault_access access) {
    static const uint8_t needs[] = {PROT_READ, PROT_WRITE, PROT_EXEC};
    // The processor cannot write or execute what it cannot read, so either implies reading.
    return access == FAULT_READ ? record->prot != PROT_NONE : record->prot & needs[access];
}

// A frame of the faulting page's own, not yet mapped.
static struct frame *private_frame(const struct fault *fault) {
    struct frame *frame = frame_alloc(FRAME_ANON);
    if (frame)
        frame->index = fault->page;
    return frame;
}

// An untouched page that begins as zeroes: a read needs no frame of its own.
static int fill_zero(struct fault *fault, const struct spt_record *record, pte_t *pte) {
    if (fault->access != FAULT_WRITE) {
        pte_set(pte, zero_page_address() | spt_flags(record, false) | PTE_PRESENT);
        fault->action = "zero page";
        return MAPPED;
    }
    struct frame *frame = private_frame(fault);
    if (!frame)
        return LOOK_AGAIN;
    memset(frame_data(frame), 0, PAGE_SIZE);
    spt_map(fault->spt, pte, fault->page, frame, spt_flags(record, true));
    vm_counters.zeroed++;
    fault->action = "zeroed";
    return MAPPED;
}

// Reads the file's page into the page cache. Whoever slept looks again: the record may be gone.
static int read_in(struct fault *fault, struct object *object, uint64_t index) {
    int error = 0;
    bool disk = !object->shm || shm_has_slot(object, index);
    object_ref(object);
    struct frame *cached = pagecache_get(object, index, disk ? &fault->major : NULL, &error);
    if (cached)
        pagecache_put(cached);
    object_put(object); // the last reference, if the process was killed and emptied meanwhile
    if (!cached)
        return error == -ENOMEM
                   ? LOOK_AGAIN
                   : refuse(fault, -EFAULT, SIGBUS, BUS_ADRERR, "the disk could not be read");
    fault->came = true;
    return LOOK_AGAIN;
}

// The first store into a page of a shared file makes it dirty, once the file system has found room
// for all of it: it may be dirty already, by a write to another of its blocks. MAPPED when it is.
static int make_dirty(struct fault *fault, struct frame *frame) {
    if (fault->room || !frame->object->ops->prepare_write) {
        pagecache_dirty(frame);
        return MAPPED;
    }
    int error = pagecache_prepare_store(frame);
    if (error == -ENOMEM)
        return LOOK_AGAIN;
    if (error < 0)
        return refuse(fault, -EFAULT, SIGBUS, BUS_ADRERR, "there is no room on the disk");
    fault->room = fault->came = true;
    return LOOK_AGAIN;
}

// An untouched page with bytes from a file. A whole page is mapped straight from the page cache,
// shared with all who map it; one that is written to, or that ends in zeroes which the file does
// not have, is a private copy.
static int fill_from_file(struct fault *fault, const struct spt_record *record,
                          struct spt_fill fill, pte_t *pte) {
    uint64_t index = fill.offset / PAGE_SIZE;
    if (fill.offset >= page_up(record->object->size))
        return refuse(fault, -EFAULT, SIGBUS, BUS_ADRERR, "beyond the end of the file");
    struct frame *cached = pagecache_find(record->object, index);
    if (!cached || cached->busy)
        return read_in(fault, record->object, index);

    bool whole = fill.read_bytes == PAGE_SIZE;
    if (whole && (record->shared || fault->access != FAULT_WRITE)) {
        bool writing = fault->access == FAULT_WRITE; // shared: the first write is to be noticed
        int result = writing ? make_dirty(fault, cached) : MAPPED;
        if (result != MAPPED)
            return result;
        spt_map(fault->spt, pte, fault->page, cached, spt_flags(record, writing));
        fault->action = "page cache";
        return MAPPED;
    }
    cached->pins++; // frame_alloc may drop pages from the cache
    struct frame *frame = private_frame(fault);
    cached->pins--;
    if (!frame)
        return LOOK_AGAIN;
    memcpy(frame_data(frame), frame_data(cached), fill.read_bytes);
    memset((uint8_t *)frame_data(frame) + fill.read_bytes, 0, PAGE_SIZE - fill.read_bytes);
    spt_map(fault->spt, pte, fault->page, frame, spt_flags(record, true));
    vm_counters.copied++;
    fault->action = whole ? "copied from page cache" : "copied from page cache, rest zeroed";
    return MAPPED;
}

static int make_writable(struct fault *fault, pte_t *pte, const char *action) {
    *pte |= PTE_WRITE;
    tlb_flush_page(fault->page);
    fault->action = action;
    return MAPPED;
}

// A write to a present page that is not writable though its record is: fork, the zero page or the
// page cache shares it.
static int write_to_shared(struct fault *fault, const struct spt_record *record, pte_t *pte) {
    uint64_t physical = pte_address(*pte);
    if (physical == zero_page_address()) {
        spt_unmap(fault->spt, pte, fault->page);
        return fill_zero(fault, record, pte);
    }
    struct frame *shared = frame_of(physical);
    if (shared->busy) { // it is being written to the disk
        sleep_on(shared, false);
        return LOOK_AGAIN;
    }
    if (record->shared) {
        int result = make_dirty(fault, shared);
        return result == MAPPED ? make_writable(fault, pte, "shared page made dirty") : result;
    }
    if (shared->type == FRAME_ANON && shared->refs == 1)
        return make_writable(fault, pte, "last owner");
    struct frame *copy = private_frame(fault);
    if (!copy)
        return LOOK_AGAIN;
    memcpy(frame_data(copy), frame_data(shared), PAGE_SIZE);
    spt_unmap(fault->spt, pte, fault->page);
    spt_map(fault->spt, pte, fault->page, copy, spt_flags(record, true));
    vm_counters.copied++;
    fault->action = "copied on write";
    return MAPPED;
}

static int bring_from_swap(struct fault *fault) {
    fault->major = true;
    int error = swap_in(fault->spt, fault->page);
    if (error == -ENOMEM)
        return LOOK_AGAIN;
    if (error < 0)
        return refuse(fault, -EFAULT, SIGBUS, BUS_ADRERR, "the swap disk could not be read");
    fault->came = true;
    return LOOK_AGAIN;
}

// Memory must be had before anything is looked at, because having it may take a sleep. But a page
// that has just come is looked at first: it may be all that there is to evict, and would come and
// go for ever.
//
// Only here is memory found to be out. A step that gets no frame looks again: many may have slept
// for one page and now want a copy each, more than the reserve has.
static int make_room(struct fault *fault) {
    bool came = fault->came;
    fault->came = false;
    if (came || evict_reserve(FRAMES_FOR_PAGE))
        return MAPPED;
    return oom_kill_largest() ? LOOK_AGAIN
                              : refuse(fault, -ENOMEM, SIGKILL, SI_KERNEL, "out of memory");
}

// One look at the page: MAPPED, LOOK_AGAIN after sleeping, or a refusal.
static int bring_in(struct fault *fault) {
    if (fault->address >= USER_END)
        return refuse_unmapped(fault);
    struct spt_record *record = spt_find(fault->spt, fault->address);
    if (!record)
        record = grow_stack(fault);
    if (!record)
        return refuse_unmapped(fault);
    if (!allowed(record, fault->access))
        return refuse_access(fault);
    pte_t *pte = pagetable_entry(fault->spt->pml4, fault->page, true);
    if (!pte)
        return LOOK_AGAIN;

    if (*pte & PTE_SWAPPED)
        return bring_from_swap(fault);
    if (*pte & PTE_PRESENT)
        return fault->access == FAULT_WRITE && !(*pte & PTE_WRITE)
                   ? write_to_shared(fault, record, pte)
                   : MAPPED;
    struct spt_fill fill = spt_fill(record, fault->page);
    return fill.read_bytes > 0 ? fill_from_file(fault, record, fill, pte)
                               : fill_zero(fault, record, pte);
}

static void count(const struct fault *fault) {
    struct usage *usage = running_usage();
    vm_counters.faults++;
    if (fault->major) {
        vm_counters.major_faults++;
        usage->major_faults++;
    } else {
        usage->minor_faults++;
    }
    usage->max_resident = max(usage->max_resident, fault->spt->resident);
    trace("fault pid=%d name=%s address=%012lx rip=%012lx %s %s %s resident=%lu\n", running_pid(),
          running_name(), fault->address, running_rip(), access_names[fault->access],
          fault->major ? "major" : "minor", fault->action, fault->spt->resident);
}

int spt_fault_in(struct spt *spt, uint64_t address, enum fault_access access, uint64_t rsp,
                 struct fault_refusal *refusal) {
    struct fault fault = {.spt = spt,
                          .address = address,
                          .page = page_down(address),
                          .rsp = rsp,
                          .access = access,
                          .action = "already there",
                          .refusal = refusal};
    int result;
    do {
        result = make_room(&fault);
        if (result == MAPPED)
            result = bring_in(&fault);
    } while (result == LOOK_AGAIN);
    if (result == MAPPED)
        count(&fault);
    else if (fault.page < USER_END)
        pagetable_trim(spt->pml4, fault.page); // tables were made for a page that does not come
    return result;
}
