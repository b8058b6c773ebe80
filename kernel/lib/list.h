// An intrusive, circular, doubly linked list: the head is a node of its own, so no operation has a
// special case.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct list {
    struct list *next, *previous;
};

// The structure of type `type` whose member `member` is the list node `node`.
#define list_entry(node, type, member) ((type *)((char *)(node)-offsetof(type, member)))

// The entry behind `entry` (NULL: the first), or NULL at the end. `offset` is the node's in it.
static inline void *list_after(const struct list *head, const void *entry, size_t offset) {
    const struct list *at = entry ? (const struct list *)((const char *)entry + offset) : head;
    return at->next == head ? NULL : (char *)at->next - offset;
}

// The first entry, or NULL.
#define list_first(head, type, member) ((type *)list_after(head, NULL, offsetof(type, member)))

static inline size_t list_length(const struct list *head) {
    size_t length = 0;
    for (const struct list *node = head->next; node != head; node = node->next)
        length++;
    return length;
}

// Goes through the entries: x is a pointer to each. If the loop's body removes *x from the list, it
// must be the second form; then nothing else may remove the entry behind *x.
#define list_for_each(type, x, head, member)                                                       \
    for (type *x = NULL; (x = list_after(head, x, offsetof(type, member)));)
#define list_for_each_removing(type, x, head, member)                                              \
    for (type *x = list_after(head, NULL, offsetof(type, member)), *x##_next;                      \
         x && (x##_next = list_after(head, x, offsetof(type, member)), true); x = x##_next)

static inline void list_init(struct list *head) {
    head->next = head->previous = head;
}
// The list; one that is all zeroes, as static ones begin, is made an empty list.
static inline struct list *list_ready(struct list *head) {
    if (!head->next)
        list_init(head);
    return head;
}
static inline bool list_empty(const struct list *head) {
    return head->next == head;
}
// Inserts `node` as the last element.
static inline void list_append(struct list *head, struct list *node) {
    node->previous = head->previous;
    node->next = head;
    head->previous->next = node;
    head->previous = node;
}
// Takes `node` out of its list; it may be removed again or inserted elsewhere.
static inline void list_remove(struct list *node) {
    node->previous->next = node->next;
    node->next->previous = node->previous;
    list_init(node);
}
