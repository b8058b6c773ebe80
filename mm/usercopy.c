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
            *pte |=
                PTE_ACCESSED | (access == FAULT_WRITE ? PTE_DIRTY : 0); // as the processor would
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

int copy_from_user(void *to, uint64_t from, size_t n) {
    uint8_t *bytes = to;
    while (n > 0) {
        const void *source = reach(running_space(), from, FAULT_READ);
        if (!source)
            return -EFAULT;
        size_t part = in_page(from, n);
        memcpy(bytes, source, part);
        bytes += part;
        from += part;
        n -= part;
    }
    return 0;
}

// Writes bytes, or zeroes when `from` is NULL.
static int write(struct spt *spt, uint64_t to, const uint8_t *from, size_t n) {
    while (n > 0) {
        void *target = reach(spt, to, FAULT_WRITE);
        if (!target)
            return -EFAULT;
        size_t part = in_page(to, n);
        if (from) {
            memcpy(target, from, part);
            from += part;
        } else {
            memset(target, 0, part);
        }
        to += part;
        n -= part;
    }
    return 0;
}

int spt_write(struct spt *spt, uint64_t to, const void *from, size_t n) {
    return write(spt, to, from, n);
}

int copy_to_user(uint64_t to, const void *from, size_t n) {
    return write(running_space(), to, from, n);
}

int zero_user(uint64_t to, size_t n) {
    return write(running_space(), to, NULL, n);
}

int64_t copy_string_from_user(char *to, uint64_t from, size_t size) {
    for (size_t length = 0; length < size;) {
        const char *source = reach(running_space(), from + length, FAULT_READ);
        if (!source)
            return -EFAULT;
        size_t part = in_page(from + length, size - length), n = strnlen(source, part);
        memcpy(to + length, source, n);
        length += n;
        if (n < part) {
            to[length] = '\0';
            return length;
        }
    }
    return -ENAMETOOLONG;
}

int64_t user_string_length(uint64_t from, size_t max) {
    for (size_t length = 0; length <= max;) {
        const char *source = reach(running_space(), from + length, FAULT_READ);
        if (!source)
            return -EFAULT;
        size_t part = in_page(from + length, max + 1 - length), n = strnlen(source, part);
        length += n;
        if (n < part)
            return length;
    }
    return -ENAMETOOLONG;
}
