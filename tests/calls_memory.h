// Calls on memory: mappings come, change and go inside one arena of reserved addresses, so that
// they overlap, and every page of it can be touched, whatever then happens.
#pragma once
#include "calls.h"
#include "calls_files.h"
#include <setjmp.h>

enum { ARENA_PAGES = 24 };

static uint8_t *arena;

struct range {
    size_t page, pages;
};

static struct range random_range(void) {
    struct range range = {random_below(ARENA_PAGES), 1 + random_below(4)};
    if (range.page + range.pages > ARENA_PAGES)
        range.pages = ARENA_PAGES - range.page;
    return range;
}

static uint8_t *address_of(struct range range) {
    return arena + range.page * PAGE;
}

static void reserve_arena(void) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    arena = mmap(NULL, ARENA_PAGES * PAGE, PROT_NONE, flags, -1, 0);
    check(arena != MAP_FAILED);
}

// --- Touching ------------------------------------------------------------------------------------

static sigjmp_buf after_fault;
static volatile siginfo_t fault;

static void on_fault(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    fault = *info;
    siglongjmp(after_fault, 1);
}

static void catch_faults(void) {
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

// Reads or writes the first byte of a page. (Not a later one: behind a file's end in its last page
// Linux's file systems differ.)
static void do_touch(void) {
    struct range range = random_range();
    uintptr_t address = (uintptr_t)address_of(range);
    bool writes = one_in(2);
    uint8_t value = random_below(256);
    if (sigsetjmp(after_fault, 1)) {
        note("touch %zu: %s %d at %ld", range.page, signal_name(fault.si_signo), fault.si_code,
             (long)((uint8_t *)fault.si_addr - arena));
        return;
    }
    if (writes)
        store(address, value);
    note("touch %zu: %d", range.page, load(address));
}

// --- Calls ---------------------------------------------------------------------------------------

static int random_prot(void) {
    static const int prots[] = {PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE,
                                PROT_READ | PROT_WRITE};
    return ONE_OF(prots);
}

// MAP_FAILED is -1 as well; an address becomes its page in the arena.
static const char *result_at(uint8_t *address) {
    return result(address == MAP_FAILED ? -1 : (address - arena) / (long)PAGE);
}

static void do_map(void) {
    struct range range = random_range();
    bool shared = one_in(2);
    int prot = random_prot(), flags = MAP_FIXED | (shared ? MAP_SHARED : MAP_PRIVATE);
    if (one_in(2)) {
        flags |= MAP_ANONYMOUS;
        void *at = mmap(address_of(range), range.pages * PAGE, prot, flags, -1, 0);
        note("mmap %zu+%zu prot %d %d %s", range.page, range.pages, prot, shared, result_at(at));
        return;
    }
    int fd = random_fd();
    off_t offset = one_in(20) ? 100 : (off_t)(random_below(4) * PAGE);
    if (!is_own(fd)) // /dev/zero, mapped shared, has an end on Linux
        offset = 0;
    void *at = mmap(address_of(range), range.pages * PAGE, prot, flags, fd, offset);
    note("mmap %zu+%zu prot %d %d of %d from %ld %s", range.page, range.pages, prot, shared, fd,
         (long)offset, result_at(at));
}

static void do_unmap(void) {
    struct range range = random_range();
    int outcome = munmap(address_of(range) + (one_in(20) ? 1 : 0), range.pages * PAGE);
    note("munmap %zu+%zu %s", range.page, range.pages, result(outcome));
}

static void do_protect(void) {
    struct range range = random_range();
    int prot = random_prot();
    int outcome = mprotect(address_of(range), range.pages * PAGE, prot);
    note("mprotect %zu+%zu %d %s", range.page, range.pages, prot, result(outcome));
}

static void do_advise(void) {
    struct range range = random_range();
    if (one_in(2)) {
        int outcome = madvise(address_of(range), range.pages * PAGE, MADV_DONTNEED);
        note("MADV_DONTNEED %zu+%zu %s", range.page, range.pages, result(outcome));
        return;
    }
    int outcome = msync(address_of(range), range.pages * PAGE, one_in(2) ? MS_SYNC : MS_ASYNC);
    note("msync %zu+%zu %s", range.page, range.pages, result(outcome));
}

// Of one page, which lies in one mapping, whatever else was joined to that.
static void do_remap(void) {
    struct range from = random_range(), to = random_range();
    void *at;
    if (one_in(3)) {
        size_t room = ARENA_PAGES - from.page;
        size_t pages = to.pages < room ? to.pages : room;
        at = mremap(address_of(from), PAGE, pages * PAGE, 0);
        note("mremap %zu to %zu pages %s", from.page, pages, result_at(at));
        return;
    }
    at = mremap(address_of(from), PAGE, to.pages * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
                address_of(to));
    note("mremap %zu to %zu+%zu %s", from.page, to.page, to.pages, result_at(at));
}

// The kernel touches the memory: what a program may not gives EFAULT.
static void do_transfer(void) {
    struct range range = random_range();
    int fd = random_fd();
    size_t n = 1 + random_below(2000);
    if (one_in(2))
        note("read %d to %zu %s", fd, range.page, result(read(fd, address_of(range), n)));
    else
        note("write %d from %zu %s", fd, range.page, result(write(fd, address_of(range), n)));
}

static void do_bad_pointer(void) {
    void *volatile bad = (void *)16;
    int fd = random_fd();
    switch (random_below(5)) {
    case 0:
        note("pipe2 of a bad pointer %s", result(pipe2(bad, 0)));
        break;
    case 1:
        note("stat of a bad pointer %s", result(stat(bad, bad)));
        break;
    case 2:
        note("stat to a bad pointer %s", result(stat(random_path(), bad)));
        break;
    case 3:
        note("read %d to a bad pointer %s", fd, result(read(fd, bad, 10)));
        break;
    default:
        note("write %d from a bad pointer %s", fd, result(write(fd, bad, 10)));
    }
}

static operation *const memory_operations[] = {
    do_touch, do_touch, do_touch,   do_touch,  do_touch, do_touch,    do_map,         do_map,
    do_map,   do_unmap, do_protect, do_advise, do_remap, do_transfer, do_bad_pointer,
};
