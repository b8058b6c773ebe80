// Shutting down is the best moment to look for leaks: when the last process has given back all that
// it held, exactly as much must be in use as before the first one began.
#include "proc/shutdown.h"
#include "kernel/cpu.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/mount.h"
#include "kernel/io.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/printf.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/swap.h"
#include "proc/check.h"
#include "proc/sched.h"
#include "proc/snapshot.h"
#include "proc/wait.h"

bool system_stopping;

// What must be the same before the first process and after the last. (Frames of the heap may
// differ, since objects lie where they happen to; the objects may not.)
struct in_use {
    uint64_t anonymous, tables, stacks, slots, objects;
};

static struct in_use baseline;

static struct in_use count_in_use(void) {
    inode_drop_unused();
    struct in_use now = {.anonymous = frame_count[FRAME_ANON],
                         .tables = frame_count[FRAME_TABLE],
                         .stacks = frame_count[FRAME_STACK],
                         .slots = swap_used};
    for (int n = 0; n < HEAP_CLASSES; n++)
        now.objects += heap_classes[n].active;
    return now;
}

void system_remember_baseline(void) {
    baseline = count_in_use();
}

static void check_leaks(void) {
    struct in_use now = count_in_use();
    if (memcmp(&now, &baseline, sizeof now) != 0)
        panic("leaked: anonymous frames %ld, page tables %ld, kernel stack frames %ld, slots %ld, "
              "objects %ld",
              now.anonymous - baseline.anonymous, now.tables - baseline.tables,
              now.stacks - baseline.stacks, now.slots - baseline.slots,
              now.objects - baseline.objects);
}

// Makes all others children of the current process, kills them and waits for their ends. The
// current process gets no parent: when init ends, it hands its children over, and could not hand
// over this one.
static void end_others(void) {
    process_set_parent(current, NULL);
    list_for_each_removing(struct process, process, &processes, all) {
        if (process == current)
            continue;
        process_set_parent(process, current);
        process_kill(process);
    }
    struct process *child;
    while ((child = list_first(&current->offspring, struct process, sibling))) {
        while (child->state != PROCESS_ZOMBIE)
            sleep_on(current, false);
        process_reap(child);
    }
}

enum {
    ACPI_PORT = 0x604,        // PM1a control of QEMU's PIIX4 and ICH9
    ACPI_PORT_BOCHS = 0xb004, // … of Bochs and old versions of QEMU
    ACPI_SLEEP_S5 = 0x2000,
    KEYBOARD_COMMAND = 0x64, // the keyboard controller holds the processor's reset line
    KEYBOARD_RESET = 0xfe,
};

void system_stop(enum stop how, int status) {
    memory_check();
    memory_snapshot();
    system_stopping = true;
    end_others();
    process_release();
    mount_sync(true);
    if (params_has("test")) {
        check_leaks();
        outb(EXIT_PORT, status & 0x3f);
    }
    if (how == STOP_RESTART) {
        kprintf("Pagoda: restarting.\n");
        outb(KEYBOARD_COMMAND, KEYBOARD_RESET);
    } else if (how == STOP_POWER_OFF) {
        kprintf("Pagoda: powering off.\n");
        outw(ACPI_PORT, ACPI_SLEEP_S5);
        outw(ACPI_PORT_BOCHS, ACPI_SLEEP_S5);
    }
    for (uint64_t start = timer_now(); timer_now() - start < NS_PER_SECOND / 10;)
        continue; // the machine takes a moment to obey
    kprintf("Pagoda: halted; the machine may be switched off.\n");
    cpu_halt();
}
