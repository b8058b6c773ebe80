// The consistency check of the whole memory system, for test boots.
#pragma once

// Compares every SPT with its page table, every PTE with its frame, every frame's count with the
// PTEs found, and the page cache with the frame array. Panics at the first difference. Never
// sleeps.
void memory_check(void);
void memory_check_init(
    void); // does the checks when the `test` parameter is given, else memory_check does nothing
