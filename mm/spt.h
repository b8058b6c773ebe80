// The supplemental page table: what belongs in each range of a process's address space. The
// hardware page table knows which pages are here; the SPT knows what the others should hold.
#pragma once
#include "kernel/abi_names.h"
#include "kernel/lib/list.h"
#include "kernel/lock.h"
#include "mm/pagetable.h"
#include <stdbool.h>

struct frame;
struct name;
struct object;

enum spt_kind { SPT_FILE, SPT_ANON, SPT_STACK };

// One range of pages and what fills it. One ELF segment is one record, however large.
struct spt_record {
    uint64_t start, end; // page-aligned, [start, end)
    uint8_t prot;        // PROT_ bits
    enum spt_kind kind : 8;
    bool shared : 1;     // MAP_SHARED: writes go to the file, fork does not copy
    bool may_write : 1;  // whether mprotect may make it writable (a shared file opened for reading
                         // may not)
    bool locked : 1;     // mlock: its pages stay in memory
    bool unreserved : 1; // MAP_NORESERVE: not counted as promised memory
    uint32_t priority;   // of its place in the tree, see below
    struct object *object; // FILE: a reference; else NULL
    struct name *name;     // FILE: the name by which that was opened, if it has one; else NULL
    uint64_t offset;       // FILE: page-aligned position in the file of the byte at `start`
    uint64_t read_bytes;   // FILE: how many bytes from `start` on come from the file …
    uint64_t zero_bytes;   // … and how many after them are zero; together end - start

    struct spt *spt;       // whose record it is
    struct list in_object; // FILE: among the object's mappings

    struct spt_record *left, *right; // the treap: ordered by start, a heap by priority
    uint64_t low, high;              // of the subtree: its first start and its last end, …
    uint64_t gap;                    // … and the longest gap between two of its records
};

// How many records fit in a frame of the heap.
enum { SPT_RECORDS_PER_FRAME = PAGE_SIZE / 128 };
_Static_assert(sizeof(struct spt_record) <= 128, "a record takes twice the memory");

// Where exec put things; fork copies it.
struct spt_layout {
    uint64_t brk_start, brk; // the heap; brk is exact to the byte
    uint64_t stack_slack;    // bytes below rsp that count as growth: 8, or 128 for foreign programs
    uint64_t mmap_top;       // mappings go below it, from the top down
    uint64_t arg_start, arg_end; // the strings of argv, for /proc
    uint64_t env_start, env_end;
    bool locks_more; // mlockall: what is mapped later is locked, too
};

// A process's address space.
struct spt {
    struct spt_record *root; // the tree of records
    struct spt_record *last; // the one that spt_find found last, or NULL
    pte_t *pml4;
    struct list all;  // among all address spaces
    uint32_t users;   // processes: more than one while children of vfork borrow it
    struct lock edit; // held by system calls that change records
    uint64_t records; // how many
    uint64_t size;    // bytes covered by all records, …
    uint64_t data;    // … by those of private memory that can be written, the stack excepted, …
    uint64_t promised;      // … by those that may need frames of their own (promised_total), …
    uint64_t locked;        // … and by those that are locked
    uint64_t resident;      // present user PTEs, not counting those of the zero page
    uint64_t resident_file; // of them, frames of the page cache
    uint64_t swapped;       // user PTEs that name a swap slot
    struct spt_layout layout;
};

// Whether its pages will need frames or slots of their own, sooner or later.
static inline bool spt_is_private_writable(const struct spt_record *record) {
    return record->prot & PROT_WRITE && !record->shared;
}

// What one page of a record needs.
struct spt_fill {
    uint64_t read_bytes; // 0 to PAGE_SIZE from the file …
    uint64_t offset;     // … at this position; the rest of the page is zero
};

// All address spaces: those of the processes, and those that exec is building.
extern struct list address_spaces; // struct spt.all
extern uint64_t spt_locked_bytes;  // of them all

// Bytes of private memory that is promised to all address spaces, and of anonymous shared memory.
extern uint64_t promised_total;

// An empty address space with one user, or NULL.
struct spt *spt_new(void);

// The record that contains `address`; the first one that ends above `address`; both NULL when there
// is none. O(log n).
struct spt_record *spt_find(struct spt *spt, uint64_t address);
struct spt_record *spt_first_above(const struct spt *spt, uint64_t address);

// Whether no record has an address of the range. O(log n).
static inline bool spt_is_free(const struct spt *spt, uint64_t start, uint64_t end) {
    const struct spt_record *next = spt_first_above(spt, start);
    return !next || next->start >= end;
}

// Gives a record, all of it, another protection, or locks or unlocks it. The caller changes the
// PTEs. Never sleeps.
void spt_change(struct spt *spt, struct spt_record *record, uint8_t prot, bool locked);

// Adds a copy of `record` (tree links ignored), taking a reference to its object. 0, -EEXIST when
// it overlaps another one, -EINVAL outside the user half, -ENOMEM.
int spt_insert(struct spt *spt, const struct spt_record *record);

// Takes all records and pages in a page-aligned range away, cutting records at its ends. 0, or
// -ENOMEM and nothing has changed. May sleep, but not after the range was found empty.
int spt_clear(struct spt *spt, uint64_t start, uint64_t end);

// A record like this one for a part of its range. `end` may also lie behind its end, or both may:
// the record goes on there with more of its file if it ends with bytes of the file, else with
// zeroes.
struct spt_record spt_part(const struct spt_record *record, uint64_t start, uint64_t end);

// Cuts the record across `address` (page-aligned) in two; no record is across it afterwards. 0 or
// -ENOMEM.
int spt_split(struct spt *spt, uint64_t address);

// Makes one record of neighbours that say the same, wherever two meet from `start` to `end`. May
// sleep.
void spt_join(struct spt *spt, uint64_t start, uint64_t end);

// Grows the stack's record downwards to `start`, which must not reach another record.
void spt_grow_down(struct spt *spt, struct spt_record *stack, uint64_t start);

// Drops the pages of a range, not its records: what is touched again is filled again. Between two
// page tables it lets others run if it has dropped pages; it returns whether it did.
bool spt_forget(struct spt *spt, uint64_t start, uint64_t end);

// A piece of that, which never sleeps. *start moves on to where the piece ends. Returns whether
// there was any page.
bool spt_forget_piece(struct spt *spt, uint64_t *start, uint64_t end);

// The PTE flags of a page of the record that is in memory; `writable`: it may be written without
// another fault, if the record allows it.
uint64_t spt_flags(const struct spt_record *record, bool writable);
extern uint64_t spt_open; // PTE_PRESENT | PTE_USER; 0: all pages come closed (proc/references.c)

// Puts a frame into an empty PTE, counting it; takes it out again (frees an anonymous one that
// nobody else maps). The page table stays, even if it is empty now: unless the PTE is filled again,
// pagetable_trim is the next step.
void spt_map(struct spt *spt, pte_t *pte, struct frame *frame, uint64_t flags);
void spt_unmap(struct spt *spt, pte_t *pte, uint64_t address);

// The page of zeroes that every untouched anonymous page reads as. Its PTEs are not counted.
extern const uint8_t zero_page[PAGE_SIZE];
static inline uint64_t zero_page_address(void) {
    return (uint64_t)zero_page - KERNEL_BASE;
}

// How the page at `address` of the record is to be filled.
struct spt_fill spt_fill(const struct spt_record *record, uint64_t address);

// fork: a copy of the address space, sharing every frame copy-on-write. NULL without memory, or if
// the process was killed (nothing is left behind). May sleep.
struct spt *spt_copy(struct spt *spt);

// Releases every page, record and table: whatever is touched afterwards, nothing is there. It must
// not be the loaded one. May sleep.
void spt_empty(struct spt *spt);

// exit and exec: one user less; the last one releases the address space itself, too. May sleep.
void spt_destroy(struct spt *spt);
