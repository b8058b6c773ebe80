// What the memory system has done since boot (/proc/vmstat).
#pragma once
#include <stdint.h>

extern struct vm_counters {
    uint64_t faults;       // page faults resolved, of instructions and of system calls alike
    uint64_t major_faults; // … of them, those that waited for the disk
    uint64_t along;        // pages of files mapped along with that of a fault
    uint64_t filled;       // pages read into the page cache
    uint64_t zeroed;       // frames zeroed for anonymous pages
    uint64_t copied;       // private copies made: copy-on-write, and file pages written to
    uint64_t allocated;    // frames handed out
    uint64_t freed;        // frames given back
    uint64_t dropped;      // pages of files that eviction took out of memory
    uint64_t swapped_out;  // anonymous pages written to swap …
    uint64_t swapped_in;   // … and read from there
    uint64_t written;      // pages of files written to the disk
} vm_counters;
