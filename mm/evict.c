// Which page must go? The textbook's clock: a hand goes round over all frames. A page that was used
// since the hand last passed it gets a second chance; the first one that was not is the victim. How
// it is evicted depends on its kind: a clean page of a file is dropped, a dirty one is first
// written to its file, an anonymous one is swapped out.
//
// The PTEs of a victim change when the disk is done. So a process that merely reads it meanwhile
// never notices.
#include "mm/evict.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/seldom.h"
#include "kernel/lib/string.h"
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
enum { CHOSEN_MOST = 4 * AHEAD_MOST };           // pages that are evicted together

static size_t reserve;

// A policy says which of the pages that may go goes next. To add one, write its `choose` and a line
// in the table `policies`.
struct policy {
    const char *name; // evict=NAME
    // Returns a frame for which may_go is true, or NULL: there is none. While may_go and is_unused
    // run, other processes may run and change things; so may_go is what it calls last.
    struct frame *(*choose)(bool (*may_go)(struct frame *frame));
};

// ---- What may go

// Whether the page can be evicted: it is not in use, and there is a place for its contents.
static bool can_leave(const struct frame *frame) {
    if (frame->busy || frame->pins > 0)
        return false;
    if (frame->type == FRAME_FILE && frame->refs > 0 && frame->object->on_disk &&
        pagecache_disk_count <= FILE_LEAST)
        return false; // else the last programs would evict each other's text for ever
    if (frame->type == FRAME_FILE)
        return !frame->dirty || swap_has_space() || !frame->object->is_memory ||
               shm_has_slot(frame->object, frame->index); // it has a slot already
    return frame->type == FRAME_ANON && (frame->slot > 0 || swap_has_space());
}

// Whether the page may go, for a caller that can wait for a disk. It may be asked of very many
// frames in a row, so others run meanwhile.
static bool is_evictable(struct frame *frame) {
    breathe();
    return !running_is_killed() && can_leave(frame) && !rmap_is_locked(frame) && can_leave(frame);
}

// Whether a page that may go was neither read nor written since the last call for it, and still may
// go. To look at all PTEs takes a while, so other processes run before that; then the frame may
// have another page. A caller that may not sleep asks about unmapped frames only.
static bool is_unused(struct frame *frame, bool (*may_go)(struct frame *frame)) {
    if (frame->refs > 0)
        breathe();
    if (!may_go(frame))
        return false;
    bool used = rmap_test_and_clear_accessed(frame) || frame->used;
    frame->used = false;
    if (used)
        trace("chance frame=%lx", frame_address(frame));
    return !used && may_go(frame);
}

// ---- The policies

static uint64_t hand; // the number of the frame that the clock's hand points to

static struct frame *advance(void) {
    hand = (hand + 1) % frame_total;
    return frame_number(hand);
}

// Second chance. Two rounds are enough, for after the first all pages count as unused; or one, if
// no page may go.
static struct frame *choose_clock(bool (*may_go)(struct frame *frame)) {
    for (uint64_t seen = 0, most = frame_total; seen < most; seen++) {
        struct frame *frame = advance();
        bool goes = may_go(frame);
        most = goes ? 2 * frame_total : most;
        if (goes && is_unused(frame, may_go))
            return frame;
    }
    return NULL;
}

// First in, first out: the page that has been in memory longest, used or not.
static struct frame *choose_fifo(bool (*may_go)(struct frame *frame)) {
    struct frame *oldest;
    do {
        oldest = NULL;
        for (uint64_t n = 0; n < frame_total; n++) {
            struct frame *frame = frame_number(n);
            if ((!oldest || frame->arrived < oldest->arrived) && may_go(frame))
                oldest = frame;
        }
    } while (oldest && !may_go(oldest));
    return oldest;
}

// Any page.
static struct frame *choose_random(bool (*may_go)(struct frame *frame)) {
    random_bytes(&hand, sizeof hand);
    for (uint64_t seen = 0; seen < frame_total; seen++) {
        struct frame *frame = advance();
        if (may_go(frame))
            return frame;
    }
    return NULL;
}

static const struct policy policies[] = {
    {"clock", choose_clock}, // the first one is used unless evict= names another
    {"fifo", choose_fifo},
    {"random", choose_random},
};
static const struct policy *policy = policies;

static void choose_policy(const char *name) {
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        if (strcmp(policies[i].name, name) == 0)
            policy = &policies[i];
    if (strcmp(policy->name, name) != 0)
        kprintf("evict=%s: there is no such policy: %s is used\n", name, policy->name);
}

void evict_init(void) {
    const char *name = params_value("evict");
    if (name)
        choose_policy(name);
    reserve = max(frame_count[FRAME_FREE] / RESERVE_SHARE, (uint64_t)RESERVE_LEAST);
}

// ---- Eviction

// May sleep; false: the disk failed. Afterwards the frame may have another page.
static bool evict_file_page(struct frame *frame) {
    struct object *object = frame->object;
    object_ref(object); // its last user may end meanwhile
    frame->pins++;
    int error = pagecache_clean(frame);
    frame->pins--;
    // While it was being written, other processes may have begun to use it.
    if (error == 0 && !frame->dirty && frame->pins == 0 && !frame->busy) {
        rmap_unmap(frame, 0);
        if (pagecache_is_droppable(frame))
            pagecache_evict(frame);
    }
    object_put(object);
    return error == 0;
}

unsigned evict_leaving;

// Evicts pages until so many frames are free; if one of them goes to swap, more, so that one
// request writes them together. Returns how many it has chosen; *failures of the disk are counted.
static size_t evict_some(size_t wanted, unsigned *failures) {
    struct frame *victim, *to_swap[AHEAD_MOST];
    size_t chosen = 0, n = 0;
    while (n < ahead_most && chosen < CHOSEN_MOST && (n > 0 || frame_count[FRAME_FREE] < wanted) &&
           (victim = policy->choose(is_evictable))) {
        trace("evict frame=%lx", frame_address(victim));
        chosen++;
        evict_leaving++;
        if (victim->type == FRAME_FILE) {
            *failures += !evict_file_page(victim);
        } else {
            victim->pins++;
            to_swap[n++] = victim;
        }
    }
    *failures += swap_out(to_swap, n);
    evict_leaving -= chosen;
    if (chosen > 0)
        wake_up(&evict_leaving);
    return chosen;
}

// Evicts pages until so many frames are free, or there is nothing left to evict.
static SELDOM void free_frames(size_t wanted) {
    enum { FAILURES_MAX = 16 }; // of the disk
    unsigned failures = 0;
    while (frame_count[FRAME_FREE] < wanted && failures < FAILURES_MAX && !running_is_killed()) {
        if (evict_some(wanted, &failures) > 0)
            continue;
        if (evict_leaving == 0)
            return;
        sleep_on(&evict_leaving, false); // for the frames that are on their way out
    }
}

bool evict_reserve(size_t want) {
    if (frame_count[FRAME_FREE] < want + reserve)
        free_frames(want + reserve);
    if (frame_count[FRAME_FREE] < want + reserve)
        frame_shrink();
    return frame_count[FRAME_FREE] >= want + reserve && !running_is_killed();
}

size_t evict_spare(void) {
    return frame_count[FRAME_FREE] > reserve ? frame_count[FRAME_FREE] - reserve : 0;
}

static bool is_droppable_later(struct frame *frame) {
    breathe();
    return pagecache_is_droppable(frame);
}

size_t evict_clean(bool may_sleep) {
    bool (*may_go)(struct frame *) = may_sleep ? is_droppable_later : pagecache_is_droppable;
    size_t dropped = 0, most = may_sleep ? AHEAD_MOST : 1;
    for (struct frame *victim; dropped < most && (victim = policy->choose(may_go)); dropped++)
        pagecache_evict(victim);
    return dropped;
}
