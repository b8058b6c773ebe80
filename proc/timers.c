// A binary heap (Williams, 1964): an array in which no timer comes before that at half its place.
#include "proc/timers.h"
#include "kernel/panic.h"
#include "mm/kstack.h"
#include <stddef.h>

enum { MOST = 2 * KSTACK_MAX }; // each process may sleep, and have an alarm set

static struct timer *heap[1 + MOST]; // from 1 on: the soonest is the first
static size_t count;

static void put(struct timer *timer, size_t place) {
    heap[place] = timer;
    timer->place = place;
}

static void move_up(struct timer *timer, size_t place) {
    for (; place > 1 && heap[place / 2]->deadline > timer->deadline; place /= 2)
        put(heap[place / 2], place);
    put(timer, place);
}

static void move_down(struct timer *timer, size_t place) {
    for (size_t child; (child = 2 * place) <= count; place = child) {
        if (child < count && heap[child + 1]->deadline < heap[child]->deadline)
            child++;
        if (heap[child]->deadline >= timer->deadline)
            break;
        put(heap[child], place);
    }
    put(timer, place);
}

void timers_add(struct timer *timer) {
    assert(timer->place == 0 && count < MOST);
    move_up(timer, ++count);
}

// The last one takes its place, and then its own.
void timers_remove(struct timer *timer) {
    if (timer->place == 0)
        return;
    struct timer *last = heap[count--];
    if (last != timer) {
        move_up(last, timer->place);
        move_down(last, last->place);
    }
    timer->place = 0;
}

const struct timer *timers_run(uint64_t now) {
    while (count > 0 && heap[1]->deadline <= now) {
        struct timer *timer = heap[1];
        timers_remove(timer);
        timer->due(timer->process);
    }
    return count > 0 ? heap[1] : NULL;
}
