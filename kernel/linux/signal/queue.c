// The queue of pending signals. A set of bits says which signals are pending; the queue keeps what
// came with each (who sent it, why, a value), in the order of their coming. An ordinary signal is
// pending once, however often it is sent; of a real-time one each that is sent is kept, up to a
// limit. They are taken in the order of their numbers, but first those that instructions cause.
#include "kernel/lib/errno.h"
#include "kernel/linux/signal/signal.h"
#include "mm/heap.h"

enum { QUEUE_MAX = 1024 };

// A pending signal. (Without memory it is pending all the same, but without what came with it.)
struct signal {
    struct list queued;
    struct signal_info info;
};

uint64_t signals_bytes(const struct signals *signals) {
    return signals->queue_length * heap_size(sizeof(struct signal));
}

static struct signal *first_queued(struct signals *signals, uint64_t set) {
    list_for_each(struct signal, queued, &signals->queue, queued)
        if (signal_bit(queued->info.signal) & set)
            return queued;
    return NULL;
}

static void unqueue(struct signals *signals, struct signal *queued) {
    list_remove(&queued->queued);
    signals->queue_length--;
    kfree(queued);
}

void signals_discard(struct signals *signals, uint64_t set) {
    struct signal *queued;
    while ((queued = first_queued(signals, set)))
        unqueue(signals, queued);
    signals->pending &= ~set;
}

int signal_queue(struct signals *signals, const struct signal_info *info) {
    bool realtime = info->signal >= SIGNAL_REALTIME;
    bool full = realtime && signals->queue_length >= QUEUE_MAX;
    if (full && info->code != SI_USER)
        return -EAGAIN;
    if (!full && (realtime || !(signals->pending & signal_bit(info->signal)))) {
        struct signal *queued = kmalloc(sizeof *queued);
        if (queued) {
            queued->info = *info;
            list_append(&signals->queue, &queued->queued);
            signals->queue_length++;
        }
    }
    signals->pending |= signal_bit(info->signal);
    return 0;
}

int signal_take(struct signals *signals, uint64_t set, struct signal_info *info) {
    const uint64_t synchronous = signal_bit(SIGSEGV) | signal_bit(SIGBUS) | signal_bit(SIGILL) |
                                 signal_bit(SIGTRAP) | signal_bit(SIGFPE);
    set &= signals->pending;
    if (!set)
        return 0;
    int signal = __builtin_ctzl(set & synchronous ? set & synchronous : set) + 1;
    *info = (struct signal_info){.signal = signal, .code = SI_USER};
    struct signal *queued = first_queued(signals, signal_bit(signal));
    if (queued) {
        *info = queued->info;
        unqueue(signals, queued);
    }
    if (!first_queued(signals, signal_bit(signal)))
        signals->pending &= ~signal_bit(signal);
    return signal;
}
