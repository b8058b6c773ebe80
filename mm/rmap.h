// The reverse map: from a frame to the PTEs that map it.
//
// fork keeps addresses, so the PTEs of an anonymous frame are found by asking every address space
// at the frame's one address; those of a file's frame through the object's list of the records that
// map it. Nobody keeps a list for each page: fork and fault pay nothing, who evicts pays.
#pragma once
#include "mm/frame.h"
#include "mm/spt.h"

// All of them may sleep if the frame is a file's. It stays, unless its file has come to its end.

// Whether any PTE that maps the frame was used since the last call; clears the accessed bits.
bool rmap_test_and_clear_accessed(struct frame *frame);

// Whether a record that maps the frame is locked (mlock).
bool rmap_is_locked(struct frame *frame);

// Makes every PTE that maps the page-cache frame read-only, so that the next write faults and marks
// the page dirty again. Called before its contents are written to the disk; a file's is busy.
void rmap_write_protect(struct frame *frame);

// Takes the frame out of every PTE that maps it; what is put there instead: 0, or the PTE of a swap
// slot. It is busy meanwhile.
void rmap_unmap(struct frame *frame, pte_t instead);

// Unmaps all pages of the object from page `first` on from everybody, private copies too
// (truncate). Nobody else may cut it off meanwhile. May sleep.
void rmap_truncate(struct object *object, uint64_t first);
