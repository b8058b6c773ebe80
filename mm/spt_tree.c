// A treap: a binary search tree by address that is a heap by random priority, and so is balanced
// whatever the order of insertions. Two operations are enough, to split a tree and to merge two;
// see Seidel & Aragon, "Randomized Search Trees".
//
// Each record knows the bounds of its subtree and the longest gap in it (gap.c looks for one).
#include "mm/spt_tree.h"
#include "kernel/lib/minmax.h"
#include "kernel/random.h"

// Computes what a record knows of its subtree.
static void update(struct spt_record *tree) {
    const struct spt_record *left = tree->left, *right = tree->right;
    tree->low = left ? left->low : tree->start;
    tree->high = right ? right->high : tree->end;
    uint64_t gap_left = left ? max(left->gap, tree->start - left->high) : 0;
    uint64_t gap_right = right ? max(right->gap, right->low - tree->end) : 0;
    tree->gap = max(gap_left, gap_right);
}

// The same for all above the record that starts at `start`, whose bounds were changed.
static void update_path(struct spt_record *tree, uint64_t start) {
    if (tree->start != start)
        update_path(start < tree->start ? tree->left : tree->right, start);
    update(tree);
}

void spt_tree_resize(struct spt *spt, const struct spt_record *record) {
    update_path(spt->root, record->start);
}

// Cuts `tree` into the records that start below `address` and the others.
static void split(struct spt_record *tree, uint64_t address, struct spt_record **below,
                  struct spt_record **above) {
    if (!tree) {
        *below = *above = NULL;
    } else if (tree->start < address) {
        *below = tree;
        split(tree->right, address, &tree->right, above);
        update(tree);
    } else {
        *above = tree;
        split(tree->left, address, below, &tree->left);
        update(tree);
    }
}

// Joins two trees; all of `below` is below all of `above`.
static struct spt_record *merge(struct spt_record *below, struct spt_record *above) {
    if (!below || !above)
        return below ? below : above;
    if (below->priority > above->priority) {
        below->right = merge(below->right, above);
        update(below);
        return below;
    }
    above->left = merge(below, above->left);
    update(above);
    return above;
}

// Goes down to where the record's priority is the highest: what is there is split for its children.
static struct spt_record *with(struct spt_record *tree, struct spt_record *record) {
    if (tree && tree->priority > record->priority) {
        struct spt_record **child = record->start < tree->start ? &tree->left : &tree->right;
        *child = with(*child, record);
    } else {
        split(tree, record->start, &record->left, &record->right);
        tree = record;
    }
    update(tree);
    return tree;
}

// Goes down to the record, and joins its children in its place.
static struct spt_record *without(struct spt_record *tree, const struct spt_record *record) {
    if (tree == record)
        return merge(tree->left, tree->right);
    struct spt_record **child = record->start < tree->start ? &tree->left : &tree->right;
    *child = without(*child, record);
    update(tree);
    return tree;
}

// A process that knew the priorities to come could choose addresses that make a tree as deep as it
// has records, and overflow the kernel's stack.
void spt_tree_insert(struct spt *spt, struct spt_record *record) {
    static uint64_t state;
    if (state == 0)
        random_bytes(&state, sizeof state);
    state = state * 6364136223846793005 + 1442695040888963407; // Knuth, 3.3.4 (MMIX)
    record->priority = state >> 32;
    spt->root = with(spt->root, record);
}

void spt_tree_remove(struct spt *spt, const struct spt_record *record) {
    spt->root = without(spt->root, record);
    if (spt->last == record)
        spt->last = NULL;
}

struct spt_record *spt_first_above(const struct spt *spt, uint64_t address) {
    struct spt_record *best = NULL;
    for (struct spt_record *record = spt->root; record;) {
        if (record->end > address) {
            best = record;
            record = record->left;
        } else {
            record = record->right;
        }
    }
    return best;
}

struct spt_record *spt_find(struct spt *spt, uint64_t address) {
    struct spt_record *last = spt->last;
    if (last && last->start <= address && address < last->end)
        return last;
    struct spt_record *record = spt_first_above(spt, address);
    if (!record || record->start > address)
        return NULL;
    spt->last = record;
    return record;
}
