// Which page must go? The textbook's clock: a hand goes round over all frames; a page that was used
// since the hand last came by gets a second chance, the first that was not is the victim. What
// leaving means is a matter of its kind: a clean page of a file is dropped, a dirty one is first
// written to its file, an anonymous one goes to swap.
//
// While a victim is being written nobody may change it: its PTEs are read-only and the frame is
// busy, so that a write faults and waits. Only when the disk is done do the PTEs change, so a
// process that merely reads never notices.
#include "mm/evict.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/printf.h"
#include "kernel/random.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/frame.h"
#include "mm/pagecache.h"
#include "mm/rmap.h"
#include "mm/shm.h"
#include "mm/swap.h"

enum { RESERVE_LEAST = 64, RESERVE_SHARE = 64 }; // frames; one of so many
enum { FILE_LEAST = 64 };                        // pages of disks that stay, if they are mapped

static size_t reserve;
static uint64_t hand; // the number of the frame it points to

// Whether there is somewhere for it to go.
static bool can_leave(const struct frame *frame) {
    if (frame->busy || frame->pins > 0)
        return false;
    if (frame->type == FRAME_FILE && frame->refs > 0 && frame->object->on_disk &&
        pagecache_disk_count <= FILE_LEAST)
        return false; // else the last programs would take each other's text away for ever
    if (frame->type == FRAME_FILE)
        return !frame->dirty || swap_has_room() || !frame->object->shm ||
               shm_has_slot(frame->object, frame->index); // it has a slot already
    return frame->type == FRAME_ANON && swap_has_room();
}

static bool used_since(struct frame *frame) {
    bool used = rmap_test_and_clear_accessed(frame) || frame->used;
    frame->used = false;
    return used;
}

// Whether it can be evicted; `chance`: a second one, too. To ask all PTEs may take a while, and
// what was true before may have changed.
static bool evictable(struct frame *frame, bool chance) {
    return can_leave(frame) && !rmap_is_locked(frame) && can_leave(frame) &&
           !(chance && used_since(frame)) && can_leave(frame);
}

static struct frame *advance(void) {
    hand = (hand + 1) % frame_total;
    return frame_number(hand);
}

// ---- The policies: each returns a frame that can be evicted, or NULL when there is none.

// Second chance. Two rounds are enough: the first takes all chances away. To ask all PTEs of a
// frame may take a while, so others may run before each.
static struct frame *choose_clock(void) {
    for (uint64_t seen = 0; seen < 2 * frame_total && !running_is_killed(); seen++) {
        breathe();
        struct frame *frame = advance();
        if (evictable(frame, true))
            return frame;
    }
    return NULL;
}

// In turn, used or not.
static struct frame *choose_fifo(void) {
    for (uint64_t seen = 0; seen < frame_total; seen++) {
        struct frame *frame = advance();
        if (evictable(frame, false))
            return frame;
    }
    return NULL;
}

static struct frame *choose_random(void) {
    uint64_t number;
    random_bytes(&number, sizeof number);
    hand = number % frame_total;
    return choose_fifo();
}

static struct frame *(*choose_victim)(void) = choose_clock;

void evict_init(void) {
    const char *policy = params_value("evict");
    if (policy && strcmp(policy, "fifo") == 0)
        choose_victim = choose_fifo;
    else if (policy && strcmp(policy, "random") == 0)
        choose_victim = choose_random;
    else if (policy && strcmp(policy, "clock") != 0)
        kprintf("evict=%s: must be clock, fifo or random: clock is used\n", policy);
    reserve = frame_count[FRAME_FREE] / RESERVE_SHARE;
    if (reserve < RESERVE_LEAST)
        reserve = RESERVE_LEAST;
}

// ---- Leaving

// Both may sleep, and return false when the disk failed. Afterwards the frame may be anybody's.

static bool evict_file_page(struct frame *frame) {
    struct object *object = frame->object;
    object_ref(object); // its last user may leave meanwhile
    frame->pins++;
    int error = pagecache_clean(frame);
    frame->pins--;
    // While it was being written, others may have begun to use it.
    if (error == 0 && !frame->dirty && frame->pins == 0 && !frame->busy) {
        rmap_unmap(frame, 0);
        if (!frame->dirty && frame->pins == 0) {
            pagecache_evict(frame);
            vm_counters.dropped++;
        }
    }
    object_put(object);
    return error == 0;
}

static bool evict_anonymous(struct frame *frame) {
    uint64_t slot;
    if (!swap_alloc(&slot))
        return false;
    rmap_write_protect(frame);
    frame->pins++;
    frame->busy = true;
    swap_moving++;
    int error = swap_write(slot, frame_data(frame));
    swap_moving--;
    frame->busy = false;
    frame->pins--;
    wake_up(frame);
    if (error == 0 && frame->refs > 0) {
        rmap_unmap(frame, pte_of_slot(slot));
        vm_counters.swapped_out++;
    }
    if (error < 0)
        swap_retire(slot);
    else
        swap_put(slot); // the PTEs that name it have counts of their own
    if (frame->refs == 0)
        frame_free(frame);
    return error == 0;
}

unsigned evict_leaving, evict_seekers;

static bool evict(struct frame *victim) {
    trace("evict frame=%lx type=%s index=%lx\n", frame_address(victim),
          victim->type == FRAME_FILE ? "file" : "anonymous", victim->index);
    evict_leaving++;
    bool written = victim->type == FRAME_FILE ? evict_file_page(victim) : evict_anonymous(victim);
    evict_leaving--;
    wake_up(&evict_leaving);
    return written;
}

// Makes room until so many frames are free, or there is nothing left to evict.
static void make_room(size_t wanted) {
    enum { FAILURES_MAX = 16 }; // of the disk
    unsigned failures = 0;
    while (frame_count[FRAME_FREE] < wanted && failures < FAILURES_MAX && !running_is_killed()) {
        struct frame *victim = choose_victim();
        if (victim && !evict(victim))
            failures++;
        if (!victim && evict_leaving == 0)
            return;
        if (!victim)
            sleep_on(&evict_leaving, false); // they will do
    }
}

bool evict_reserve(size_t want) {
    evict_seekers++;
    make_room(want + reserve);
    evict_seekers--;
    return frame_count[FRAME_FREE] >= want + reserve && !running_is_killed();
}
