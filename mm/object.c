// The beginning and the end of a memory object.
#include "mm/object.h"

void object_init(struct object *object, const struct object_ops *ops) {
    object->ops = ops;
    list_init(&object->pages);
    list_init(&object->dirty_pages);
    list_init(&object->writing);
    list_init(&object->dirty);
    list_init(&object->mappings);
    list_init(&object->discarded);
}

static struct list discarded = {&discarded, &discarded};

// The last one is deleted first: by the process that has just discarded it, as a rule.
void object_discard(struct object *object) {
    if (list_empty(&object->discarded))
        list_append(discarded.next, &object->discarded);
}

void object_delete_discarded(void) {
    for (struct object *object; (object = list_first(&discarded, struct object, discarded));) {
        list_remove(&object->discarded);
        object->ops->erase(object);
    }
}
