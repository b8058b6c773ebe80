// Shows that timers end in the order of their deadlines, each once and none too early, whatever was
// set and stopped before; that one may be set again while it ends; and that the next one is known.
#include "proc/timers.c"
#include "tests/host/host.h"

enum { TIMERS = MOST, STEPS = 200000, LONGEST = 1000 };

static struct timer timers[TIMERS];
static bool set[TIMERS];
static uint64_t now, last; // the time; and the deadline that was met last
static unsigned met;

static void add(size_t i) {
    timers[i].deadline = now + random_below(LONGEST);
    timers[i].process = (struct process *)&timers[i];
    timers_add(&timers[i]);
    set[i] = true;
}

static void due(struct process *process) {
    struct timer *timer = (struct timer *)process;
    size_t i = timer - timers;
    expect(set[i] && timer->deadline <= now, "timer %zu ends at %lu", i, now);
    expect(timer->deadline >= last, "%lu after %lu", timer->deadline, last);
    last = timer->deadline;
    set[i] = false;
    met++;
    if (i % 2)
        add(i);
}

static uint64_t soonest(void) {
    uint64_t deadline = UINT64_MAX;
    for (size_t i = 0; i < TIMERS; i++)
        if (set[i] && timers[i].deadline < deadline)
            deadline = timers[i].deadline;
    return deadline;
}

int main(void) {
    for (size_t i = 0; i < TIMERS; i++)
        timers[i].due = due;
    for (unsigned step = 0; step < STEPS; step++) {
        size_t i = random_below(TIMERS);
        if (!set[i]) {
            add(i);
        } else if (random_below(3) == 0) {
            timers_remove(&timers[i]);
            timers_remove(&timers[i]); // does nothing
            set[i] = false;
        }
        if (step % 100 != 0)
            continue;
        now += random_below(LONGEST / 10);
        last = 0;
        const struct timer *next = timers_run(now);
        expect(soonest() > now, "one that ends at %lu is late at %lu", soonest(), now);
        expect((next ? next->deadline : UINT64_MAX) == soonest(), "not the next one");
    }
    expect(met > STEPS / 10, "only %u ended", met);
    return finish();
}
