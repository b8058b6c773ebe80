// The files of /proc about memory. Nothing is counted for /proc alone.
#include "kernel/fs/mount.h"
#include "kernel/linux/memory/promise.h"
#include "kernel/linux/procfs/entries.h"
#include "kernel/syscall.h"
#include "mm/counters.h"
#include "mm/heap.h"
#include "mm/pagecache.h"
#include "mm/spt.h"
#include "mm/swap.h"
#include "proc/sched.h"

// Pages of shared anonymous memory, which are in the page cache like those of files.
static uint64_t count_shared(void) {
    uint64_t pages = 0;
    for (uint64_t n = 0; n < frame_total; n++) {
        const struct frame *frame = frame_number(n);
        pages += frame->type == FRAME_FILE && frame->object->is_memory;
    }
    return pages;
}

// There is no cache of blocks beside the page cache; its line, like others that are 0, is for
// programs that look for it.
void show_meminfo(struct text *text) {
    uint64_t slab = 0;
    for (int n = 0; n < HEAP_CLASSES; n++)
        slab += heap_classes[n].frames * KIB_PER_PAGE;
    const uint64_t *count = frame_count;
    text_kib(text, "MemTotal:", frame_usable() * KIB_PER_PAGE);
    text_kib(text, "MemFree:", count[FRAME_FREE] * KIB_PER_PAGE);
    text_kib(text, "MemAvailable:", (count[FRAME_FREE] + count[FRAME_FILE]) * KIB_PER_PAGE);
    text_kib(text, "Buffers:", 0);
    text_kib(text, "Cached:", count[FRAME_FILE] * KIB_PER_PAGE); // shared anonymous memory included
    text_kib(text, "SwapCached:", swap_cached * KIB_PER_PAGE);
    text_kib(text, "Mlocked:", spt_locked_bytes / 1024);
    text_kib(text, "SwapTotal:", swap_total * KIB_PER_PAGE);
    text_kib(text, "SwapFree:", (swap_total - swap_used) * KIB_PER_PAGE);
    text_kib(text, "Dirty:", pagecache_dirty_count[true] * KIB_PER_PAGE);
    text_kib(text, "AnonPages:", count[FRAME_ANON] * KIB_PER_PAGE);
    text_kib(text, "Shmem:", count_shared() * KIB_PER_PAGE);
    text_kib(text, "Slab:", slab);
    text_kib(text, "SReclaimable:", 0);
    text_kib(text, "SUnreclaim:", slab);
    text_kib(text, "KernelStack:", count[FRAME_STACK] * KIB_PER_PAGE);
    text_kib(text, "PageTables:", count[FRAME_TABLE] * KIB_PER_PAGE);
    text_kib(text, "CommitLimit:", promise_limit() / 1024);
    text_kib(text, "Committed_AS:", promised_total / 1024);
}

void show_swaps(struct text *text) {
    text_printf(text, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    if (swap_total > 0)
        text_printf(text, "/dev/%-35spartition\t%lu\t\t%lu\t\t%d\n", swap_device_name(),
                    swap_total * KIB_PER_PAGE, swap_used * KIB_PER_PAGE, -2);
}

// Linux's names where Linux has the counter; pgfault_… and syscalls_unknown are ours.
void show_vmstat(struct text *text) {
    static const struct {
        const char *name;
        const uint64_t *value;
    } lines[] = {
        {"nr_free_pages", &frame_count[FRAME_FREE]},
        {"nr_anon_pages", &frame_count[FRAME_ANON]},
        {"nr_file_pages", &frame_count[FRAME_FILE]},
        {"nr_page_table_pages", &frame_count[FRAME_TABLE]},
        {"nr_kernel_stack", &frame_count[FRAME_STACK]},
        {"nr_kernel_pages", &frame_count[FRAME_KERNEL]},
        {"pgalloc", &vm_counters.allocated},
        {"pgfree", &vm_counters.freed},
        {"pgfault", &vm_counters.faults},
        {"pgmajfault", &vm_counters.major_faults},
        {"pgfault_along", &vm_counters.along},
        {"pgfault_file", &vm_counters.filled},
        {"pgfault_zero", &vm_counters.zeroed},
        {"pgfault_copy", &vm_counters.copied},
        {"nr_swap_used", &swap_used},
        {"nr_swapcached", &swap_cached},
        {"nr_written", &vm_counters.written},
        {"pgsteal_file", &vm_counters.dropped},
        {"pswpin", &vm_counters.swapped_in},
        {"pswpout", &vm_counters.swapped_out},
        {"syscalls_unknown", &syscalls_unknown},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(text, "%s %lu\n", lines[i].name, *lines[i].value);
}

void show_slabinfo(struct text *text) {
    text_printf(text, "slabinfo - version: 2.1\n"
                      "# name            <active_objs> <num_objs> <objsize> <objperslab> "
                      "<pagesperslab> : tunables <limit> <batchcount> <sharedfactor> "
                      ": slabdata <active_slabs> <num_slabs> <sharedavail>\n");
    for (int n = 0; n < HEAP_CLASSES; n++) {
        const struct heap_class *class = &heap_classes[n];
        uint64_t size = 16ul << n, in_slab = PAGE_SIZE / size;
        text_printf(text,
                    "kmalloc-%-9lu %6lu %6lu %6lu %4lu %4d : tunables %4d %4d %4d : "
                    "slabdata %6lu %6lu %6d\n",
                    size, class->active, class->frames * in_slab, size, in_slab, 1, 0, 0, 0,
                    class->frames, class->frames, 0);
    }
}

void store_drop_caches(int what) {
    mount_sync(false); // only what is on the disk can be dropped
    if (what & DROP_INODES)
        inode_drop_unused(); // after their pages
    else if (what & DROP_PAGES)
        pagecache_drop_clean();
}
