// The tree of an SPT's records, by address. For spt.c; the searches are declared in spt.h. Nothing
// here sleeps.
#pragma once
#include "mm/spt.h"

// Puts a record, which overlaps none, into the tree, or takes one out. The record is the caller's.
void spt_tree_insert(struct spt *spt, struct spt_record *record);
void spt_tree_remove(struct spt *spt, const struct spt_record *record);

// To be called when the bounds of a record in the tree were changed.
void spt_tree_resize(struct spt *spt, const struct spt_record *record);
