// The kernel copies from and to user memory at the addresses that the program uses, by its own page
// table: one `rep movs` for all of the bytes, whatever pages they are in. A page that is not there,
// or not writable yet, is a fault of that instruction, and is brought in as for an instruction of
// the program. Meanwhile this process may sleep; then the instruction goes on where it was, for its
// registers say how far it is. If the page is refused, a table of fix-ups says where the kernel
// goes on instead, and what is left in rcx is how many bytes were not copied.
//
// No other instruction of the kernel may fault. And while SMAP is on, no other one can touch user
// memory by mistake: only these have RFLAGS.AC set.
#include "mm/usercopy.h"
#include "kernel/cpu.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/running.h"
#include "mm/fault.h"
#include "mm/oom.h"

// An instruction that may fault, and the one behind it.
struct fixup {
    uint64_t instruction, next;
};
extern const struct fixup fixups_begin[], fixups_end[]; // linker.ld

#define MAY_FAULT(instruction)                                                                     \
    "1: " instruction "\n2:\n.pushsection .fixups, \"a\"\n.quad 1b, 2b\n.popsection\n"

// STAC and CLAC for every processor: the kernel always has the same flags, so they can be set as a
// whole. (Without SMAP, AC has no meaning in the kernel.)
#define ALLOW "pushq %[allowed]\npopfq\n"
#define FORBID "pushq %[usual]\npopfq\n"
#define FLAGS [allowed] "i"(RFLAGS_RESERVED | RFLAGS_AC), [usual] "i"(RFLAGS_RESERVED)

// Eight bytes at a time, and then the rest one by one: that is nearly all if a page is refused, and
// is refused again at the exact byte. Returns how many bytes are left.
static size_t copy(void *to, const void *from, size_t n) {
    size_t left = n / 8;
    asm volatile(ALLOW MAY_FAULT("rep movsq") "lea (%[rest], %%rcx, 8), %%rcx\n" //
                 MAY_FAULT("rep movsb") FORBID
                 : "+&D"(to), "+&S"(from), "+&c"(left)
                 : [rest] "r"(n % 8), FLAGS
                 : "memory", "cc");
    return left;
}

size_t user_read(void *to, uint64_t from, size_t n) {
    return is_user_range(from, n) ? copy(to, (const void *)from, n) : n;
}

size_t user_write(uint64_t to, const void *from, size_t n) {
    return is_user_range(to, n) ? copy((void *)to, from, n) : n;
}

int64_t copy_string_from_user(char *to, uint64_t from, size_t size) {
    if (!is_user_range(from, 0))
        return -EFAULT;
    size_t most = min(size, USER_END - from), left = most;
    uint64_t at = from;
    bool ended;
    asm volatile(ALLOW MAY_FAULT("repne scasb") "sete %[ended]\n" FORBID
                 : "+&D"(at), "+&c"(left), [ended] "=&r"(ended)
                 : "a"(0), FLAGS
                 : "memory", "cc");
    if (!ended)
        return left == 0 && most == size ? -ENAMETOOLONG : -EFAULT;
    size_t length = most - left - 1;
    if (to && user_read(to, from, length) > 0)
        return -EFAULT;
    if (to)
        to[length] = '\0';
    return to ? strlen(to) : length; // it may have changed during a fault
}

// ---- The fault

bool usercopy_fault(struct trap_frame *frame, uint64_t address, enum fault_access access) {
    const struct fixup *fixup = fixups_begin;
    while (fixup < fixups_end && fixup->instruction != frame->rip)
        fixup++;
    if (fixup == fixups_end || address >= USER_END)
        return false;
    int error = spt_fault_in(running_space(), address, access, running_rsp(), NULL);
    if (error == -ENOMEM)
        oom_kill_current(); // as the fault of an instruction would
    if (error < 0)
        frame->rip = fixup->next;
    return true;
}

// ---- Another address space

// The page table is not the processor's, so each page is brought in first, and reached through the
// direct map.
int spt_write(struct spt *spt, uint64_t to, const void *from, size_t n) {
    for (size_t part; n > 0; to += part, from = (const char *)from + part, n -= part) {
        pte_t *pte;
        while (!(pte = pagetable_entry(spt->pml4, to, false)) || !(*pte & PTE_WRITE))
            if (spt_fault_in(spt, to, FAULT_WRITE, running_rsp(), NULL) < 0)
                return -EFAULT;
        *pte |= PTE_ACCESSED | PTE_DIRTY;
        part = min(n, PAGE_SIZE - page_offset(to));
        memcpy((char *)phys_to_virt(pte_address(*pte)) + page_offset(to), from, part);
    }
    return 0;
}
