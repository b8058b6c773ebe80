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

static inline void list_init(struct list *head) {
    head->next = head->previous = head;
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
