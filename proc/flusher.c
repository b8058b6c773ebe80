// The flusher is a process without a program: it lives in the kernel, sleeps, and syncs.
#include "proc/flusher.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/mount.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"
#include "proc/sched.h"
#include "proc/shutdown.h"

#define INTERVAL (5 * NS_PER_SECOND)

static void flush_for_ever(void) {
    while (!system_stopping) {
        sleep_until(current, true, timer_now() + INTERVAL);
        mount_sync(false);
    }
    process_exit(0);
}

void flusher_start(void) {
    struct process *flusher;
    if (process_new(NULL, flush_for_ever, &flusher) < 0) {
        kprintf("no memory for the flusher: files are written by sync and at the end\n");
        return;
    }
    string_copy(flusher->name, "flusher", sizeof flusher->name);
    sched_add(flusher);
}
