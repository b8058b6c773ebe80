// Shared memory: objects whose pages go to swap when memory is short. One that is anonymous has
// nothing but its mappings; others are the contents of files in memory
// (kernel/linux/files/tmpfs.c).
#pragma once
#include "mm/object.h"

#define SHM_SIZE_MAX (512ul << 30) // bytes of one: so many have a place in the table of slots
#define SHM_PAGES_MAX (SHM_SIZE_MAX / PAGE_SIZE)

// Anonymous shared memory: a new object of zeroes with one reference; it goes with the last, and
// until then so many bytes count as promised (mm/spt.h). A mapping may be longer (mremap), but then
// touches what is beyond the end. NULL: no memory, or more than SHM_SIZE_MAX. Never sleeps.
struct object *shm_new(uint64_t size, uint64_t promised);

// Operations (struct object_ops) of objects that are such memory: is_memory is set. May sleep.
int shm_read_pages(struct object *object, uint64_t index, void *const *pages, size_t n);
int shm_write_pages(struct object *object, uint64_t index, void *const *pages, size_t n);

// Frees the slots of the pages from number `first` on and before `end`; none of them may get one
// meanwhile. May sleep.
void shm_forget_slots(struct object *object, uint64_t first, uint64_t end);

// Frees all pages of an object that has no user any more, in memory and in swap, and all that it
// takes to find them. May sleep.
void shm_empty(struct object *object);

// Whether the page has a slot in swap. Without one, if it is not in memory, it is zero. Never
// sleeps.
bool shm_has_slot(struct object *object, uint64_t index);

// Finds the page a place in the table of slots, if there is swap. False: no memory, or too much of
// it would be tables. Never sleeps.
bool shm_reserve(struct object *object, uint64_t index);

// How many pages all of them take up that cannot be dropped, in memory and in swap (one that is
// dirty and has a slot counts twice).
uint64_t shm_pages(void);

// How many bytes of memory and swap its end gives back, without the pages that some process maps:
// those are among the process's resident ones. 0: it is no such object. Never sleeps.
uint64_t shm_bytes(const struct object *object);

// How many slots hold pages of shared memory (consistency check).
extern uint64_t shm_slots;

// An object with a page in swap, and which page; NULL: there is none. Never sleeps.
struct object *shm_find_swapped(uint64_t *index);
