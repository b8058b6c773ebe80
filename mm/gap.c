// Finding space for a mapping. Each record knows the longest gap below it in the tree of records
// (mm/spt.c), so that whole subtrees without space are passed over.
#include "mm/gap.h"
#include "kernel/layout.h"
#include "kernel/lib/minmax.h"

// Where what is below the record must end: a stack keeps its guard gap.
static uint64_t gap_end(const struct spt_record *next) {
    uint64_t gap = next->kind == SPT_STACK ? STACK_GUARD : 0;
    return next->start > gap ? next->start - gap : 0;
}

bool gap_is_free(const struct spt *spt, uint64_t start, uint64_t size) {
    const struct spt_record *next = spt_first_above(spt, start);
    return !next || start + size <= gap_end(next);
}

// Whether [low, high) can have such a gap beside and between the records of a tree.
static bool may_have_gap(const struct spt_record *tree, uint64_t size, uint64_t low,
                         uint64_t high) {
    return tree->gap >= size || (tree->low > low && tree->low - low >= size) ||
           (high > tree->high && high - tree->high >= size);
}

// The highest gap of a size among and around the records of a tree, which are all that lie
// between `low` and the record `next` (NULL: the last), and below `top`. It looks only where space
// can be, so in O(log n).
static uint64_t find_gap(const struct spt_record *tree, uint64_t size, uint64_t low,
                         const struct spt_record *next, uint64_t top) {
    uint64_t high = next && next->start < top ? next->start : top;
    if (!tree) {
        high = next && gap_end(next) < high ? gap_end(next) : high;
        return high >= low && high - low >= size ? high - size : 0;
    }
    if (!may_have_gap(tree, size, low, high))
        return 0;
    uint64_t behind = max(tree->end, low);
    uint64_t found = behind < high ? find_gap(tree->right, size, behind, next, top) : 0;
    return found ? found : find_gap(tree->left, size, low, tree, top);
}

uint64_t gap_find_below(const struct spt *spt, uint64_t size, uint64_t top) {
    return find_gap(spt->root, size, USER_MIN, NULL, top);
}
