// Finding room for a mapping. Each record knows the longest gap below it in the tree of records
// (mm/spt.c), so that whole subtrees without room are passed over.
#include "mm/gap.h"
#include "kernel/layout.h"
#include "kernel/lib/minmax.h"

// Where what is below the record must end: a stack keeps its guard gap.
static uint64_t room_end(const struct spt_record *next) {
    uint64_t gap = next->kind == SPT_STACK ? STACK_GUARD : 0;
    return next->start > gap ? next->start - gap : 0;
}

bool room_is_free(const struct spt *spt, uint64_t start, uint64_t size) {
    const struct spt_record *next = spt_first_above(spt, start);
    return !next || start + size <= room_end(next);
}

// Whether [low, high) can have so much room beside and between the records of a tree.
static bool may_have_room(const struct spt_record *tree, uint64_t size, uint64_t low,
                          uint64_t high) {
    return tree->gap >= size || (tree->low > low && tree->low - low >= size) ||
           (high > tree->high && high - tree->high >= size);
}

// The highest room of a size among and around the records of a tree, which are all that lie between
// `low` and the record `next` (NULL: the last), and below `top`. It looks only where room can be,
// so in O(log n).
static uint64_t find_room(const struct spt_record *tree, uint64_t size, uint64_t low,
                          const struct spt_record *next, uint64_t top) {
    uint64_t high = next && next->start < top ? next->start : top;
    if (!tree) {
        high = next && room_end(next) < high ? room_end(next) : high;
        return high >= low && high - low >= size ? high - size : 0;
    }
    if (!may_have_room(tree, size, low, high))
        return 0;
    uint64_t behind = max(tree->end, low);
    uint64_t room = behind < high ? find_room(tree->right, size, behind, next, top) : 0;
    return room ? room : find_room(tree->left, size, low, tree, top);
}

uint64_t room_find_below(const struct spt *spt, uint64_t size, uint64_t top) {
    return find_room(spt->root, size, USER_MIN, NULL, top);
}
