// The consistency check of the whole memory system, for test boots.
#pragma once
struct spt;

// Turns the checks on if the `test` parameter is given; else the functions below do nothing.
void memory_check_init(void);

// Compares every SPT with its page table, every PTE with its frame, every frame's count with the
// PTEs found, and the page cache with the frame array. Panics at the first difference. Never
// sleeps. Its cost grows with all memory: test boots run it at the end of each test.
void memory_check(void);

// The same of one address space, as far as it goes without the others. NULL: nothing. Test boots
// run it for the parent of each process that ends.
void memory_check_space(struct spt *spt);
