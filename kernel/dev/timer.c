// Time. Two devices share the work: the 8254 interval timer ticks at a known 1.193182 MHz but is
// slow to read, the processor's time-stamp counter (TSC) is read in one instruction but ticks at an
// unknown rate. So the PIT's channel 2 measures the TSC once; from then on the TSC gives the time,
// and the PIT's channel 0 only interrupts, each time when it is asked to.
#include "kernel/dev/timer.h"
#include "kernel/cpu.h"
#include "kernel/io.h"
#include "kernel/lib/minmax.h"
#include "kernel/printf.h"
#include "kernel/trap.h"

enum { PIT_CHANNEL_0 = 0x40, PIT_CHANNEL_2 = 0x42, PIT_MODE = 0x43, SPEAKER = 0x61 };

enum {
    PIT_HZ = 1193182,
    MODE_CHANNEL_0 = 0x30, // channel 0, low then high byte, mode 0 (interrupt on terminal count)
    MODE_CHANNEL_2 = 0xb0, // channel 2, the same
    SPEAKER_GATE = 0x01,   // channel 2 counts
    SPEAKER_SOUND = 0x02,
    SPEAKER_OUTPUT = 0x20, // channel 2 has reached zero
};

enum { CALIBRATION_HZ = 100, CALIBRATION_RUNS = 3 }; // 10 ms each

static uint64_t tsc_start;
static uint64_t ns_per_tick; // a fixed-point number with 32 bits behind the point

// TSC ticks in 1/CALIBRATION_HZ second, or 0 when the PIT does not answer.
static uint64_t measure(void) {
    const uint16_t count = PIT_HZ / CALIBRATION_HZ;
    outb(SPEAKER, (inb(SPEAKER) & ~SPEAKER_SOUND) | SPEAKER_GATE);
    outb(PIT_MODE, MODE_CHANNEL_2);
    outb(PIT_CHANNEL_2, count & 0xff);
    uint64_t start = read_tsc();
    outb(PIT_CHANNEL_2, count >> 8); // the countdown begins
    for (unsigned i = 0; i < 1000000; i++) {
        if (inb(SPEAKER) & SPEAKER_OUTPUT)
            return read_tsc() - start;
    }
    return 0;
}

// Whatever disturbs a measurement (a system management interrupt, a busy host) makes it longer, for
// its clock is read before the count begins and after it has ended: the shortest is the best.
static uint64_t tsc_frequency(void) {
    uint64_t best = UINT64_MAX;
    for (unsigned i = 0; i < CALIBRATION_RUNS; i++) {
        uint64_t ticks = measure();
        if (ticks < best)
            best = ticks;
    }
    return best * CALIBRATION_HZ;
}

void timer_init(void (*interrupt)(struct trap_frame *frame)) {
    uint64_t frequency = tsc_frequency();
    // No x86-64 processor ran below 100 MHz or above 20 GHz: the measurement must be wrong then.
    if (frequency < 100000000ul || frequency > 20 * NS_PER_SECOND) {
        kprintf("timer: TSC measured at %lu Hz; taking 1 GHz, clocks will be wrong\n", frequency);
        frequency = NS_PER_SECOND;
    }
    ns_per_tick = (NS_PER_SECOND << 32) / frequency;
    tsc_start = read_tsc();
    irq_install(IRQ_TIMER, interrupt);
    timer_set(0);
}

void timer_set(uint64_t deadline) {
    uint64_t now = timer_now(), span = deadline > now ? deadline - now : 0;
    uint16_t count = min(span, TIMER_LONGEST) * PIT_HZ / NS_PER_SECOND + 1;
    outb(PIT_MODE, MODE_CHANNEL_0);
    outb(PIT_CHANNEL_0, count & 0xff);
    outb(PIT_CHANNEL_0, count >> 8);
}

// The product needs more than 64 bits after a few seconds.
uint64_t timer_span(uint64_t ticks) {
    return (unsigned __int128)ticks * ns_per_tick >> 32;
}

// A virtual machine that was moved or stopped may find its TSC set back; time then stands still
// until it has caught up.
uint64_t timer_now(void) {
    static uint64_t last;
    uint64_t ticks = read_tsc() - tsc_start;
    uint64_t now = timer_span(ticks);
    if (now > last && (int64_t)ticks > 0)
        last = now;
    return last;
}
