// /proc/faults, which Linux has not: the facts of the last page faults, a line each, of which the
// program `explain` makes sentences. To keep them costs time at each fault, so a 1 must have been
// written to the file; a 0 ends it. (In gdb, `explain` reads kept_faults.)
#include "kernel/dev/timer.h"
#include "kernel/fs/name.h"
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/linux/procfs/entries.h"
#include "kernel/running.h"
#include "mm/fault.h"

enum { KEPT = 64, LINE = 640, NAME = 40 };

static char kept_faults[KEPT][LINE]; // a ring
static uint64_t kept_count;          // since boot

static pte_t pte_now(const struct fault *fault) {
    uint64_t page = page_down(fault->address);
    const pte_t *pte = page < USER_END ? pagetable_entry(fault->spt->pml4, page, false) : NULL;
    return pte ? *pte : 0;
}

// A word for the line; its own spaces become \040, for a name is its user's choice.
static void copy_word(char word[NAME], const char *name) {
    size_t n = 0;
    for (; *name && n < NAME - 4; name++)
        n += ksnprintf(word + n, NAME - n, *name > ' ' && *name != '\\' ? "%c" : "\\%03o",
                       (unsigned char)*name);
    word[n] = '\0';
}

static void copy_file(char word[NAME], const struct spt_record *record) {
    copy_word(word, record && record->object && record->name ? record->name->text : "");
}

// The fault is over. Its record may have been removed while it waited for a disk.
static void keep(const struct fault *fault) {
    static const struct spt_record none;
    uint64_t cost = timer_now() - fault->began, rip = running_rip();
    const struct spt_record *record = spt_find(fault->spt, fault->address);
    record = record ? record : &none;
    char program[NAME], at[NAME], file[NAME];
    copy_word(program, running_name());
    copy_file(at, spt_find(fault->spt, rip));
    copy_file(file, record);
    ksnprintf(
        kept_faults[kept_count++ % KEPT], LINE,
        "fault time=%lu cost=%lu pid=%d program=%s kernel=%d access=%d address=0x%lx "
        "rip=0x%lx at=%s start=0x%lx end=0x%lx prot=%d shared=%d kind=%d grew=%d file=%s "
        "offset=0x%lx read=0x%lx before=0x%lx after=0x%lx zero=0x%lx refused=%d major=%d along=%u "
        "action=%s\n",
        fault->began, cost, running_pid(), program, !fault->refusal, fault->access, fault->address,
        rip, at, record->start, record->end, record->prot, record->shared, record->kind,
        fault->grew, file, record->offset, record->read_bytes, fault->before, pte_now(fault),
        zero_page_address(), fault->result < 0, fault->major, fault->along, fault->action);
}

static void watch_faults(struct fault *fault) {
    if (fault->result > 0) {
        fault->began = timer_now();
        fault->before = pte_now(fault);
    } else if (fault->began > 0) { // else it began before the recording
        keep(fault);
    }
}

// A line at each call. The cursor is 1 more than the number of the next fault.
void show_faults(struct text *text) {
    uint64_t oldest = kept_count < KEPT ? 0 : kept_count - KEPT;
    if (text->cursor == 0) {
        text_printf(text, "recording %d\n", fault_watcher != NULL);
        text->cursor = oldest + 1;
        return;
    }
    uint64_t number = max(text->cursor - 1, oldest);
    if (number == kept_count)
        return;
    text_append(text, kept_faults[number % KEPT], strlen(kept_faults[number % KEPT]));
    text->cursor = number + 2;
}

void store_faults(int on) {
    fault_watcher = on ? watch_faults : NULL;
}
