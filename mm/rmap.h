// The reverse map: from a frame to the PTEs that map it.
//
// fork keeps addresses, so the PTEs of an anonymous frame are found by looking at the frame's one
// address in every address space; those of a file's frame through the object's list of the records
// that map it. There is no list for each page: fork and page faults cost nothing more, and
// eviction, which waits for a disk anyway, has to search.
#pragma once
#include "mm/frame.h"
#include "mm/spt.h"

// All of them may sleep if the frame is a file's. Then it keeps its page, unless the file is
// truncated.

// Whether any PTE that maps the frame was used since the last call; clears the accessed bits.
bool rmap_test_and_clear_accessed(struct frame *frame);

// Whether a record that maps the frame is locked (mlock).
bool rmap_is_locked(struct frame *frame);

// Makes every PTE that maps the page-cache frame read-only, so that the next write faults and marks
// the page dirty again. Called before its contents are written to the disk; a file's is busy.
void rmap_write_protect(struct frame *frame);

// Takes the frame out of every PTE that maps it, and puts `instead` there: 0, or the PTE of a swap
// slot. The frame is busy meanwhile.
void rmap_unmap(struct frame *frame, pte_t instead);

// Unmaps all pages of the object from page `first` on in all address spaces, private copies too
// (truncate). Only one process at a time may truncate an object. May sleep.
void rmap_truncate(struct object *object, uint64_t first);
