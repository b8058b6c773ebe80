// /proc/kpageflags, kpagecount and PID/pagemap: what each frame is used for, how many PTEs map it,
// and what each page of an address space is. They are arrays of 64-bit words in Linux's format
// (Linux, admin-guide/mm/pagemap.rst); the word that is read is made at that moment. The numbers of
// frames are only for a file that root has opened.
#include "kernel/fs/file.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/procfs/entries.h"
#include "mm/frame.h"
#include "mm/object.h"
#include "mm/spt.h"
#include "proc/sched.h"

// ---- Frames

#define BIT(n) (1ul << (n))
enum { LOCKED, REFERENCED = 2, UPTODATE, DIRTY, LRU, SLAB = 7, WRITEBACK, BUDDY = 10, MMAP };
enum { ANON = 12, SWAPCACHE, SWAPBACKED, ZERO_PAGE = 24, PGTABLE = 26, RESERVED = 32 };

uint64_t proc_frame_mappings(const struct process *process, uint64_t number) {
    (void)process;
    const struct frame *frame = frame_number(number);
    return frame->type == FRAME_ANON || frame->type == FRAME_FILE ? frame->refs : 0;
}

uint64_t proc_frame_flags(const struct process *process, uint64_t number) {
    static const uint64_t of_type[FRAME_TYPES] = {
        [FRAME_RESERVED] = BIT(RESERVED),
        [FRAME_FREE] = BIT(BUDDY),
        [FRAME_KERNEL] = BIT(SLAB),
        [FRAME_TABLE] = BIT(PGTABLE),
        [FRAME_ANON] = BIT(UPTODATE) | BIT(LRU) | BIT(ANON) | BIT(SWAPBACKED),
        [FRAME_FILE] = BIT(UPTODATE) | BIT(LRU),
    };
    const struct frame *frame = frame_number(number);
    uint64_t flags = of_type[frame->type];
    if (proc_frame_mappings(process, number))
        flags |= BIT(MMAP);
    if (frame->type == FRAME_ANON && frame->slot > 0)
        flags |= BIT(SWAPCACHE);
    if (frame->type == FRAME_FILE && frame->object->is_memory)
        flags |= BIT(SWAPBACKED);
    if (frame_address(frame) == zero_page_address())
        flags |= BIT(ZERO_PAGE);
    return flags | (uint64_t)frame->busy << LOCKED | (uint64_t)frame->used << REFERENCED |
           (uint64_t)frame->dirty << DIRTY | (uint64_t)frame->writing << WRITEBACK;
}

// ---- Pages

enum { PAGE_EXCLUSIVE = 56, PAGE_OF_FILE = 61, PAGE_IN_SWAP, PAGE_PRESENT };
enum { SLOT_SHIFT = 5 };         // the number of the swap device is below
#define FRAME_BITS (BIT(55) - 1) // the number of a frame or a slot

uint64_t proc_page_state(const struct process *process, uint64_t page) {
    const pte_t *pte = pagetable_entry(process->spt->pml4, page * PAGE_SIZE, false);
    if (pte && *pte & PTE_SWAPPED)
        return BIT(PAGE_IN_SWAP) | pte_slot(*pte) << SLOT_SHIFT;
    if (!pte || !*pte)
        return 0;
    const struct frame *frame = frame_of(pte_address(*pte));
    return BIT(PAGE_PRESENT) | (uint64_t)(frame->type == FRAME_FILE) << PAGE_OF_FILE |
           (uint64_t)(frame->refs == 1) << PAGE_EXCLUSIVE | pte_address(*pte) / PAGE_SIZE;
}

// ---- Reading

// file->private: which bits of a word are shown. Linux, too, decides that at open.
static int open_words(struct file *file) {
    file->private = (void *)(credentials_privileged() ? ~0ul : ~FRAME_BITS);
    return proc_is_refused(file->inode) ? -EACCES : 0;
}

// Makes at most `most` words from number `first` on, without sleeping. How many there are, or
// -EACCES: the process may not be looked into, or no longer, for it has begun another program.
static int make_words(const struct file *file, uint64_t first, int most, uint64_t *words) {
    const struct process *process = proc_process_of(file->inode);
    uint64_t end = process ? USER_END / PAGE_SIZE : frame_total;
    int n = 0;
    if (proc_is_refused(file->inode))
        return -EACCES;
    if (proc_is_gone(file->inode) || (process && !process->spt))
        return 0;
    for (; n < most && first + n < end; n++)
        words[n] = proc_entry_of(file->inode)->word(process, first + n) & (uint64_t)file->private;
    return n;
}

static int64_t read_words(struct file *file, struct uio *uio, uint64_t *position) {
    enum { PIECE = 64, BYTES = sizeof(uint64_t) };
    uint64_t wanted = uio->left, words[PIECE];
    int n = 0;
    if (*position % BYTES != 0 || wanted % BYTES != 0)
        return -EINVAL;
    do {
        uint64_t left = uio->left / BYTES;
        n = make_words(file, *position / BYTES, min(left, PIECE), words);
        if (n > 0 && uio_copy_to(uio, words, n * BYTES) < 0)
            n = -EFAULT;
        *position += max(n, 0) * BYTES;
        breathe();
    } while (n > 0 && uio->left > 0 && !current->killed);
    return uio_result(uio, wanted, n);
}

const struct file_ops proc_words_ops = {.read = read_words, .open = open_words, .seekable = true};
