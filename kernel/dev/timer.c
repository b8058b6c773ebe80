// Time. Two devices share the work: the 8254 interval timer (PIT) ticks at a known 1.193182 MHz but
// is slow to read, the processor's time-stamp counter (TSC) is read in one instruction but ticks at
// an unknown rate. So the PIT's channel 2 measures the TSC once, while the kernel starts; from then
// on the TSC gives the time, and the PIT's channel 0 only interrupts, each time when it is asked
// to.
#include "kernel/dev/timer.h"
#include "kernel/cpu.h"
#include "kernel/io.h"
#include "kernel/lib/minmax.h"
#include "kernel/printf.h"
#include "kernel/trap.h"

enum { PIT_CHANNEL_0 = 0x40, PIT_CHANNEL_2 = 0x42, PIT_MODE = 0x43, SPEAKER = 0x61 };

enum {
    PIT_HZ = 1193182,
    PIT_MOST = 0xffff,
    MODE_CHANNEL_0 = 0x30,  // channel 0, low then high byte, mode 0 (interrupt on terminal count)
    MODE_CHANNEL_2 = 0xb0,  // channel 2, the same
    LATCH_CHANNEL_2 = 0x80, // its count stays to be read, while it counts on
    SPEAKER_GATE = 0x01,    // channel 2 counts
    SPEAKER_SOUND = 0x02,
    SPEAKER_OUTPUT = 0x20, // channel 2 has reached zero
};

struct timer_scale timer_scale;

// ---- The measurement

// Either counter may be read a little too early or too late; then the result is wrong by less than
// one part in so many.
enum { PRECISION = 4096, TRIES = 1000000 };

// When channel 2 began to count down: at this TSC, or later by less than `within`.
static uint64_t began, within;

static void begin_countdown(void) {
    outb(SPEAKER, (inb(SPEAKER) & ~SPEAKER_SOUND) | SPEAKER_GATE);
    outb(PIT_MODE, MODE_CHANNEL_2);
    outb(PIT_CHANNEL_2, PIT_MOST & 0xff);
    began = read_tsc();
    outb(PIT_CHANNEL_2, PIT_MOST >> 8);
    within = read_tsc() - began;
}

// The frequency of the TSC; 0: too little time has passed for that, or too much, or something (a
// system management interrupt, a busy host) came between a step and the next.
static uint64_t measure(void) {
    uint64_t now = read_tsc();
    outb(PIT_MODE, LATCH_CHANNEL_2);
    uint64_t error = within + (read_tsc() - now);
    uint32_t left = inb(PIT_CHANNEL_2);
    left |= inb(PIT_CHANNEL_2) << 8;
    if (inb(SPEAKER) & SPEAKER_OUTPUT) {
        begin_countdown();
        return 0;
    }
    uint64_t counts = PIT_MOST - left, ticks = now - began;
    bool precise = counts >= PRECISION && ticks / PRECISION >= error;
    return precise ? ticks * PIT_HZ / counts : 0;
}

void timer_begin(void) {
    begin_countdown();
    timer_scale.start = began;
}

void timer_init(void (*interrupt)(struct trap_frame *frame)) {
    uint64_t frequency = 0;
    for (unsigned i = 0; i < TRIES && frequency == 0; i++)
        frequency = measure();
    // No x86-64 processor ran below 100 MHz or above 20 GHz: the measurement must be wrong then.
    if (frequency < 100000000ul || frequency > 20 * NS_PER_SECOND) {
        kprintf("timer: TSC measured at %lu Hz; taking 1 GHz, clocks will be wrong\n", frequency);
        frequency = NS_PER_SECOND;
    }
    timer_scale.ns_per_tick = (NS_PER_SECOND << 32) / frequency;
    irq_install(IRQ_TIMER, interrupt);
    timer_set(0);
}

// ---- Afterwards

void timer_set(uint64_t deadline) {
    uint64_t now = timer_now(), span = deadline > now ? deadline - now : 0;
    uint16_t count = min(span, TIMER_LONGEST) * PIT_HZ / NS_PER_SECOND + 1;
    outb(PIT_MODE, MODE_CHANNEL_0);
    outb(PIT_CHANNEL_0, count & 0xff);
    outb(PIT_CHANNEL_0, count >> 8);
}

// The product needs more than 64 bits after a few seconds.
uint64_t timer_span(uint64_t ticks) {
    return (unsigned __int128)ticks * timer_scale.ns_per_tick >> 32;
}

// A virtual machine that was moved or stopped may find its TSC set back; time then stands still
// until it has caught up.
uint64_t timer_now(void) {
    static uint64_t last;
    uint64_t ticks = read_tsc() - timer_scale.start;
    uint64_t now = timer_span(ticks);
    if (now > last && (int64_t)ticks > 0)
        last = now;
    return last;
}
