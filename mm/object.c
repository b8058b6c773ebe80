// The beginning and the end of a memory object.
#include "mm/object.h"
#include "kernel/sleep.h"

void object_init(struct object *object, const struct object_ops *ops) {
    object->ops = ops;
    list_init(&object->pages);
    list_init(&object->dirty_pages);
    list_init(&object->writing);
    list_init(&object->dirty);
    list_init(&object->mappings);
    list_init(&object->in_swap);
    list_init(&object->discarded);
}

enum { LARGE = 1 << 16, MANY = 64 };
static struct list discarded = {&discarded, &discarded};
static struct list discarded_memory = {&discarded_memory, &discarded_memory};
static uint64_t waiting; // objects in both; a large one counts as many

// The last one is deleted first: by the process that has just discarded it, as a rule.
void object_discard(struct object *object) {
    if (!list_empty(&object->discarded))
        return;
    list_append((object->is_memory ? discarded_memory : discarded).next, &object->discarded);
    waiting += 1 + object->size / LARGE;
}

void object_delete_many(void) {
    if (waiting >= MANY)
        object_delete_discarded();
}

static bool delete_all(struct list *list) {
    bool some = !list_empty(list);
    for (struct object *object; (object = list_first(list, struct object, discarded)); breathe()) {
        list_remove(&object->discarded);
        object->ops->erase(object);
    }
    return some;
}

bool object_delete_memory(void) {
    return delete_all(&discarded_memory);
}

void object_delete_discarded(void) {
    waiting = 0;
    object_delete_memory();
    delete_all(&discarded);
}
