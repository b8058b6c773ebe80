// The scheduler. Processes that can run wait in one queue, first come, first served; each gets a
// slice of some timer ticks of user time. The idle process runs when the queue is empty: it is the
// boot stack, what became of kernel_main.
#include "proc/sched.h"
#include "kernel/cpu.h"
#include "kernel/dev/timer.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/panic.h"
#include "kernel/personality.h"
#include "kernel/trace.h"
#include "mm/spt.h"
#include "proc/cpu_time.h"
#include "proc/thrash.h"

enum { SLICE_TICKS = 2 }; // for nice 0

#define TICK (NS_PER_SECOND / TICK_HZ)

void context_switch(uint64_t *save_rsp, uint64_t load_rsp);

static struct process idle = {.name = "idle", .offspring = {&idle.offspring, &idle.offspring}};
struct process *current = &idle;

static struct list ready = {&ready, &ready}; // struct process.queue
static uint64_t next_tick, next_interrupt;   // when, in timer_now()
static bool slice_over;
uint64_t sched_switches;

// The processes that sleep on one of the channels with the same hash: so those that sleep on others
// cost a wake-up nothing, as long as there are more lists than sleepers.
static struct list *sleepers_on(const void *channel) {
    enum { BITS = 11 };
    static struct list table[1 << BITS];
    const uint64_t golden = 0x9e3779b97f4a7c15; // spreads neighbours (Knuth, 6.4)
    return list_ready(&table[(uint64_t)channel * golden >> (64 - BITS)]);
}

void sched_add(struct process *process) {
    assert(process->state != PROCESS_RUNNABLE || list_empty(&process->queue));
    if (process->state == PROCESS_SLEEPING) {
        list_remove(&process->queue);
        timers_remove(&process->timer);
    }
    process->state = PROCESS_RUNNABLE;
    list_append(&ready, &process->queue);
}

// How many ticks it may compute when others wait: one with nice 10 and above, four with nice -20.
static unsigned slice_ticks(const struct process *process) {
    return process->nice >= 10 ? 1 : SLICE_TICKS - process->nice / 10;
}

// Sets the timer, unless it interrupts earlier anyway.
static void interrupt_at(uint64_t time) {
    if (time < next_interrupt)
        timer_set(next_interrupt = time);
}

// The processor was idle, so the next tick may be far away: it comes soon again.
static void begin_ticking(void) {
    next_tick = min(next_tick, timer_now() + TICK);
    interrupt_at(next_tick);
}

static void switch_to(struct process *next) {
    struct process *previous = current;
    next->ticks_left = slice_ticks(next);
    slice_over = false;
    if (previous == next)
        return;
    sched_switches++;
    time_charge();
    if (previous == &idle)
        begin_ticking();
    if (previous->spt)
        fpu_save(previous->fpu);
    current = next;
    pagetable_load(next->spt ? next->spt->pml4 : kernel_pml4);
    cpu_set_kernel_stack(next->kernel_stack);
    cpu_set_segments(next->fs_base);
    if (next->spt)
        fpu_restore(next->fpu);
    context_switch(&previous->context, next->context);
}

// Runs whoever is next. The current process is in the run queue, or its state says why not.
static void schedule(void) {
    struct process *next = list_first(&ready, struct process, queue);
    if (next) {
        list_remove(&next->queue);
        switch_to(next);
    } else if (current->state != PROCESS_RUNNABLE || current == &idle) {
        switch_to(&idle);
    }
}

void yield(void) {
    if (current != &idle)
        sched_add(current);
    schedule();
}

void sched_stop(enum process_state state) {
    current->state = state;
    schedule();
}

void sched_idle(void) {
    for (;;) {
        schedule();
        cpu_idle();
    }
}

int sleep_on(const void *channel, bool interruptible) {
    assert(current != &idle);
    if (interruptible && (current->killed || personality_interrupts()))
        return -EINTR;
    current->channel = channel;
    current->interruptible = interruptible;
    list_append(sleepers_on(channel), &current->queue);
    sched_stop(PROCESS_SLEEPING);
    return 0;
}

void sched_set_timer(struct timer *timer) {
    timers_add(timer);
    interrupt_at(timer->deadline);
}

int sleep_until(const void *channel, bool interruptible, uint64_t deadline) {
    if (timer_now() >= deadline)
        return -ETIMEDOUT;
    current->timer = (struct timer){.deadline = deadline, .due = sched_add, .process = current};
    sched_set_timer(&current->timer);
    int error = sleep_on(channel, interruptible);
    timers_remove(&current->timer);
    return error == 0 && timer_now() >= deadline ? -ETIMEDOUT : error;
}

void wake_up(const void *channel) {
    struct list *sleepers = sleepers_on(channel);
    list_for_each_removing(struct process, process, sleepers, queue)
        if (process->channel == channel)
            sched_add(process);
}

void wake_first(const void *channel) {
    list_for_each(struct process, process, sleepers_on(channel), queue)
        if (process->channel == channel) {
            sched_add(process);
            return;
        }
}

static void tick(const struct trap_frame *frame) {
    time_charge();
    personality_tick();
    thrash_tick();
    if (current == &idle)
        return;
    bool in_kernel = (frame->cs & 3) == 0; // it breathes: a long call gives way at each tick
    if (in_kernel || (current->ticks_left > 0 && --current->ticks_left == 0))
        slice_over = current->attention = true;
}

void sched_interrupt(struct trap_frame *frame) {
    uint64_t now = timer_now();
    const struct timer *first = timers_run(now);
    if (now >= next_tick) {
        tick(frame);
        next_tick = now + (current == &idle ? TIMER_LONGEST : TICK);
    }
    next_interrupt = first ? min(first->deadline, next_tick) : next_tick;
    if (tracing)
        next_interrupt = min(next_interrupt, references_sample());
    timer_set(next_interrupt);
}

void sched_preempt(void) {
    if (slice_over)
        yield();
}

void breathe(void) {
    asm volatile("sti; nop; cli" : : : "memory");
    sched_preempt();
}
