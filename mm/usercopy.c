// User memory is reached page by page: first the page is brought in exactly as a fault of the
// user's own would (never touched, copy-on-write, a growing stack), then the bytes are copied
// through the direct map. So SMAP can stay on, and a bad pointer is found before anything is
// touched.
#include "mm/usercopy.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/running.h"
#include "mm/fault.h"
#include "mm/oom.h"

// The kernel's address of a user byte, good until the caller sleeps; NULL if the access is not
// allowed. May sleep.
static void *reach(struct spt *spt, uint64_t address, enum fault_access access) {
    if (address >= USER_END)
        return NULL;
    uint64_t needs = PTE_PRESENT | PTE_USER | (access == FAULT_WRITE ? PTE_WRITE : 0);
    for (;;) {
        pte_t *pte = pagetable_entry(spt->pml4, address, false);
        if (pte && (*pte & needs) == needs) {
            // As the processor would:
            *pte |= PTE_ACCESSED | (access == FAULT_WRITE ? PTE_DIRTY : 0);
            return (uint8_t *)phys_to_virt(pte_address(*pte)) + page_offset(address);
        }
        int error = spt_fault_in(spt, address, access, running_rsp(), NULL);
        if (error == -ENOMEM && spt == running_space())
            oom_kill_current(); // as the fault of an instruction would; execve fails instead
        if (error < 0)
            return NULL;
    }
}

// How many of `n` bytes at `address` lie in its page.
static size_t in_page(uint64_t address, size_t n) {
    size_t left = PAGE_SIZE - page_offset(address);
    return min(n, left);
}

// Copies between the kernel and user memory at `user`. Writes zeroes if `kernel` is NULL.
static int copy(struct spt *spt, uint64_t user, uint8_t *kernel, size_t n,
                enum fault_access access) {
    while (n > 0) {
        void *data = reach(spt, user, access);
        if (!data)
            return -EFAULT;
        size_t part = in_page(user, n);
        if (access == FAULT_READ)
            memcpy(kernel, data, part);
        else if (kernel)
            memcpy(data, kernel, part);
        else
            memset(data, 0, part);
        kernel += kernel ? part : 0;
        user += part;
        n -= part;
    }
    return 0;
}

int copy_from_user(void *to, uint64_t from, size_t n) {
    return copy(running_space(), from, to, n, FAULT_READ);
}

int copy_to_user(uint64_t to, const void *from, size_t n) {
    return copy(running_space(), to, (uint8_t *)from, n, FAULT_WRITE);
}

int zero_user(uint64_t to, size_t n) {
    return copy(running_space(), to, NULL, n, FAULT_WRITE);
}

int spt_write(struct spt *spt, uint64_t to, const void *from, size_t n) {
    return copy(spt, to, (uint8_t *)from, n, FAULT_WRITE);
}

int64_t copy_string_from_user(char *to, uint64_t from, size_t size) {
    for (size_t length = 0; length < size;) {
        const char *source = reach(running_space(), from + length, FAULT_READ);
        if (!source)
            return -EFAULT;
        size_t part = in_page(from + length, size - length), n = strnlen(source, part);
        bool ends = n < part;
        if (to)
            memcpy(to + length, source, n + ends);
        length += n;
        if (ends)
            return length;
    }
    return -ENAMETOOLONG;
}
