// The naive model of an address space, with one entry a page: what a record says of a page as one
// number; and checks of the SPT, its page tables and its files against it.
#pragma once
#include "tests/host/address_space.h"

// ---- What a record says of one page, in one number; no two different things are the same number

// FILE: `read` bytes come from page `index` of file number `file`.
static uint64_t saying(const struct spt_record *like, unsigned file, uint64_t index,
                       uint64_t read) {
    uint64_t what = (like->kind + 1) | like->prot << 2 | like->shared << 5 | like->may_write << 6;
    return like->kind == SPT_FILE ? what | file << 7 | read << 10 | index << 24 : what;
}

static uint64_t says(const struct spt_record *record, uint64_t address) {
    struct spt_fill fill = spt_fill(record, address);
    uint64_t position = record->offset + (page_down(address) - record->start);
    if (record->kind != SPT_FILE)
        expect(fill.read_bytes == 0, "%lu bytes from no file", fill.read_bytes);
    else if (fill.read_bytes > 0)
        expect(fill.offset == position, "at %lx, not %lx", fill.offset, position);
    return saying(record, record->object ? file_of(record->object) - files : 0,
                  position / PAGE_SIZE, fill.read_bytes);
}

static unsigned said_kind(uint64_t saying) { // 0: nothing
    return saying & 3;
}
__attribute__((unused)) static bool said_private(uint64_t saying) {
    return !(saying >> 5 & 1);
}
static uint64_t said_read(uint64_t saying) {
    return saying >> 10 & 0x3fff;
}
static uint64_t said_index(uint64_t saying) {
    return saying >> 24;
}

// Whether one record can say both of two neighbouring pages.
__attribute__((unused)) static bool says_on(uint64_t first, uint64_t second) {
    const uint64_t attributes = 0x3ff;
    if (!first || !second || (first & attributes) != (second & attributes))
        return false;
    return said_kind(first) != SPT_FILE + 1 ||
           (said_index(second) == said_index(first) + 1 &&
            (said_read(first) == PAGE_SIZE || said_read(second) == 0));
}

// ---- Checking

// Checks a tree: in order within [low, high), a heap by priority. Returns its depth.
static unsigned check_tree(const struct spt_record *tree, uint64_t low, uint64_t high,
                           uint32_t priority, unsigned *count) {
    if (!tree)
        return 0;
    ++*count;
    expect(low <= tree->start && tree->start < tree->end && tree->end <= high, "%lx-%lx in %lx-%lx",
           tree->start, tree->end, low, high);
    expect(tree->priority <= priority, "priority %u below %u", tree->priority, priority);
    unsigned left = check_tree(tree->left, low, tree->start, tree->priority, count);
    unsigned right = check_tree(tree->right, tree->end, high, tree->priority, count);
    return 1 + (left > right ? left : right);
}

// Compares all records below `tree` with what a naive model says of each page of the world, and
// where it lets a record begin.
static unsigned compare_records(const struct spt *spt, const struct spt_record *tree,
                                const uint64_t *model, const bool *begins, unsigned page) {
    if (!tree)
        return page;
    page = compare_records(spt, tree->left, model, begins, page);
    unsigned first = (tree->start - world_start) / PAGE_SIZE;
    unsigned end = (tree->end - world_start) / PAGE_SIZE;
    assert(first < end && end <= world_pages);
    expect(tree->spt == spt, "a record does not know whose it is");
    expect(tree->kind != SPT_FILE || tree->read_bytes + tree->zero_bytes == tree->end - tree->start,
           "%lu + %lu bytes of %lx-%lx", tree->read_bytes, tree->zero_bytes, tree->start,
           tree->end);
    for (; page < first; page++)
        expect(!model[page] && !begins[page], "page %u has no record, not one that says %lx", page,
               model[page]);
    for (; page < end; page++) {
        uint64_t said = says(tree, tree->start + (page - first) * PAGE_SIZE);
        expect(said == model[page], "page %u: %lx, not %lx", page, said, model[page]);
        expect(begins[page] == (page == first), "a record begins at page %u: %d", page,
               page == first);
    }
    return compare_records(spt, tree->right, model, begins, page);
}

// The whole: records, the tree, and the counts.
__attribute__((unused)) static void compare_space(const struct spt *spt, const uint64_t *model,
                                                  const bool *begins) {
    unsigned count = 0, covered = 0, beginnings = 0;
    check_tree(spt->root, 0, UINT64_MAX, UINT32_MAX, &count);
    unsigned page = compare_records(spt, spt->root, model, begins, 0);
    for (; page < world_pages; page++)
        expect(!model[page], "page %u has no record, not one that says %lx", page, model[page]);
    for (page = 0; page < world_pages; page++) {
        covered += model[page] != 0;
        beginnings += begins[page];
    }
    expect(spt->records == count && count == beginnings, "%u records, not %u, counted %lu", count,
           beginnings, spt->records);
    expect(spt->size == covered * PAGE_SIZE, "%u pages, counted %lu bytes", covered, spt->size);
}

// Every PTE of every address space against the counts of frames, slots and spaces.
__attribute__((unused)) static void check_pages(void) {
    static unsigned frame_users[FRAMES], users_of_slot[SLOTS];
    unsigned used = 0;
    memset(frame_users, 0, sizeof frame_users);
    memset(users_of_slot, 0, sizeof users_of_slot);
    list_for_each(const struct spt, spt, &address_spaces, all) {
        uint64_t resident = 0, of_files = 0, swapped = 0;
        for (unsigned page = 0; page < world_pages; page++) {
            pte_t pte = spt->pml4[page];
            if (pte & PTE_SWAPPED) {
                users_of_slot[pte_slot(pte)]++;
                swapped++;
            } else if (pte && pte_address(pte) != zero_page_address()) {
                const struct frame *frame = frame_of(pte_address(pte));
                frame_users[frame - frames]++;
                resident++;
                of_files += frame->type == FRAME_FILE;
                expect(frame->type == FRAME_FILE || frame->index == world_start + page * PAGE_SIZE,
                       "the frame of page %u thinks it is at %lx", page, frame->index);
            }
        }
        expect(resident == spt->resident && of_files == spt->resident_file &&
                   swapped == spt->swapped,
               "%lu %lu %lu, counted %lu %lu %lu", resident, of_files, swapped, spt->resident,
               spt->resident_file, spt->swapped);
    }
    for (unsigned i = 0; i < FRAMES; i++) {
        used += frames[i].type == FRAME_ANON;
        expect(frames[i].type == FRAME_FREE ? frame_users[i] == 0
                                            : frames[i].refs == frame_users[i],
               "frame %u: %u users, counted %u", i, frame_users[i], frames[i].refs);
        expect(frames[i].type != FRAME_ANON || frames[i].refs > 0, "frame %u is lost", i);
    }
    expect(used == frames_used, "%u frames, counted %u", used, frames_used);
    for (unsigned i = 0; i < SLOTS; i++)
        expect(slot_users[i] == users_of_slot[i], "slot %u: %u users, counted %u", i,
               users_of_slot[i], slot_users[i]);
}

// Each file's counts and list of records, against the records of all address spaces.
static void count_files(const struct spt_record *tree, unsigned records[FILES],
                        unsigned writers[FILES]) {
    if (!tree)
        return;
    if (tree->object) {
        records[file_of(tree->object) - files]++;
        writers[file_of(tree->object) - files] += tree->shared && tree->may_write;
    }
    count_files(tree->left, records, writers);
    count_files(tree->right, records, writers);
}

__attribute__((unused)) static void check_files(void) {
    unsigned records[FILES] = {0}, writers[FILES] = {0};
    list_for_each(const struct spt, spt, &address_spaces, all)
        count_files(spt->root, records, writers);
    for (unsigned i = 0; i < FILES; i++) {
        unsigned listed = 0;
        list_for_each(const struct spt_record, record, &files[i].data.mappings, in_object) {
            expect(record->object == &files[i].data &&
                       spt_find(record->spt, record->start) == record,
                   "a record in the wrong list: %lx", record->start);
            listed++;
        }
        expect(files[i].refs == records[i] && listed == records[i],
               "file %u: %u records, counted %u, listed %u", i, records[i], files[i].refs, listed);
        expect(files[i].data.writers == writers[i], "file %u: %u writers, counted %u", i,
               writers[i], files[i].data.writers);
    }
}
