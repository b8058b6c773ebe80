// /proc/faults, which Linux has not: the facts of the last page faults, a line each, of which the
// program `explain` makes sentences. To keep them costs time at each fault, so a 1 must have been
// written to the file; a 0 ends it. (In gdb, `explain` reads kept_faults.)
#include "kernel/dev/timer.h"
#include "kernel/fs/name.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/linux/procfs/entries.h"
#include "kernel/running.h"
#include "mm/fault.h"

enum { KEPT = 64, NAME = 40 };

static struct kept_fault {
    uint64_t time, cost; // nanoseconds since boot, and from its beginning to its end
    uint64_t pid, kernel, major, refused, access;
    uint64_t address, rip;
    uint64_t grew;                           // the stack's record did not reach to it before
    uint64_t start, end, kind, shared, prot; // of its record; end 0: there is none
    uint64_t offset, read_bytes;
    uint64_t before, after;                             // PTEs
    char program[16], at[NAME], file[NAME], action[64]; // `at`: the file in which rip is
} kept_faults[KEPT];
static uint64_t kept_count; // since boot

static pte_t pte_now(const struct fault_facts *facts) {
    const pte_t *pte = facts->address < USER_END
                           ? pagetable_entry(facts->spt->pml4, page_down(facts->address), false)
                           : NULL;
    return pte ? *pte : 0;
}

static void copy_name(char *to, const struct spt_record *record) {
    if (record && record->object)
        string_copy(to, record->name ? record->name->text : "", NAME);
}

// The fault is over. Its record may have been removed while it waited for a disk.
static void keep(const struct fault_facts *facts) {
    static const struct spt_record none;
    const struct spt_record *found = spt_find(facts->spt, facts->address);
    const struct spt_record *record = found ? found : &none;
    struct kept_fault *kept = &kept_faults[kept_count++ % KEPT];
    *kept = (struct kept_fault){
        .time = facts->began,
        .cost = timer_now() - facts->began,
        .pid = running_pid(),
        .kernel = facts->kernel,
        .major = facts->major,
        .refused = facts->refused,
        .access = facts->access,
        .address = facts->address,
        .rip = running_rip(),
        .grew = found && !facts->had_record,
        .start = record->start,
        .end = record->end,
        .kind = record->kind,
        .shared = record->shared,
        .prot = record->prot,
        .offset = record->offset,
        .read_bytes = record->read_bytes,
        .before = facts->before,
        .after = pte_now(facts),
    };
    string_copy(kept->program, running_name(), sizeof kept->program);
    string_copy(kept->action, facts->action, sizeof kept->action);
    copy_name(kept->file, record);
    copy_name(kept->at, spt_find(facts->spt, kept->rip));
}

static void watch_faults(struct fault_facts *facts) {
    if (facts->ended) {
        keep(facts);
        return;
    }
    facts->began = timer_now();
    facts->before = pte_now(facts);
    facts->had_record = spt_find(facts->spt, facts->address);
}

// A program's own name is its user's choice, like that of a file.
static void show_string(struct text *text, const char *name, const char *string) {
    text_printf(text, " %s=", name);
    text_escaped(text, string, " \n\\");
}

void show_faults(struct text *text) {
    text_printf(text, "recording %d\n", fault_watcher != NULL);
    for (uint64_t n = kept_count < KEPT ? 0 : kept_count - KEPT; n < kept_count; n++) {
        const struct kept_fault *kept = &kept_faults[n % KEPT];
        text_printf(text,
                    "fault time=%lu cost=%lu pid=%lu kernel=%lu major=%lu refused=%lu access=%lu "
                    "address=0x%lx rip=0x%lx grew=%lu start=0x%lx end=0x%lx kind=%lu shared=%lu "
                    "prot=%lu offset=0x%lx read_bytes=0x%lx before=0x%lx after=0x%lx zero=0x%lx",
                    kept->time, kept->cost, kept->pid, kept->kernel, kept->major, kept->refused,
                    kept->access, kept->address, kept->rip, kept->grew, kept->start, kept->end,
                    kept->kind, kept->shared, kept->prot, kept->offset, kept->read_bytes,
                    kept->before, kept->after, zero_page_address());
        show_string(text, "program", kept->program);
        show_string(text, "at", kept->at);
        show_string(text, "file", kept->file);
        show_string(text, "action", kept->action);
        text_printf(text, "\n");
    }
}

int store_faults(const char *word) {
    if ((word[0] != '0' && word[0] != '1') || (word[1] != '\0' && word[1] != '\n'))
        return -EINVAL;
    fault_watcher = word[0] == '1' ? watch_faults : NULL;
    return 0;
}
