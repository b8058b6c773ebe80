// The CMOS clock keeps the date while the machine is off. It is read once; after that, real time is
// the time since boot plus a constant. (Motorola MC146818 data sheet; the century register is a
// later PC convention.)
#include "kernel/dev/clock.h"
#include "kernel/dev/timer.h"
#include "kernel/io.h"
#include "kernel/lib/string.h"
#include "kernel/sleep.h"

enum { CMOS_INDEX = 0x70, CMOS_DATA = 0x71 };

// A date's fields, and the registers that hold them.
enum { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR, CENTURY, FIELDS };
static const uint8_t registers[FIELDS] = {0, 2, 4, 7, 8, 9, 0x32};
enum { CMOS_STATUS_A = 10, UPDATE_IN_PROGRESS = 0x80 };

uint64_t clock_at_boot;

static uint8_t cmos_read(uint8_t index) {
    outb(CMOS_INDEX, index);
    return inb(CMOS_DATA);
}

// The registers change one by one once a second; while they do, bit 7 of status A is set.
static void read_between_updates(uint8_t date[FIELDS]) {
    for (unsigned i = 0; i < 100000 && cmos_read(CMOS_STATUS_A) & UPDATE_IN_PROGRESS; i++)
        ;
    for (int i = 0; i < FIELDS; i++)
        date[i] = cmos_read(registers[i]);
}

// Firmware sets the clock to binary-coded decimal, and to days of 24 hours.
static void read_date(uint8_t date[FIELDS]) {
    uint8_t before[FIELDS];
    read_between_updates(date);
    do { // an update may still have begun in the middle: two equal readings are good
        memcpy(before, date, FIELDS);
        read_between_updates(date);
    } while (memcmp(before, date, FIELDS) != 0);
    for (int i = 0; i < FIELDS; i++)
        date[i] = (date[i] >> 4) * 10 + (date[i] & 15);
}

// Days from 1970-01-01 to a date of the Gregorian calendar. Counting years from March puts the leap
// day last, and (153 m + 2) / 5 is the number of days in the m months since then.
static int64_t days_since_1970(int year, int month, int day) {
    if (month < 3)
        year--;
    int months = (month + 9) % 12;
    return 365l * year + year / 4 - year / 100 + year / 400 + (153 * months + 2) / 5 + day - 719469;
}

void clock_init(void) {
    uint8_t date[FIELDS];
    read_date(date);
    // Not every machine has a century register, and there the byte is anything.
    int century = date[CENTURY] >= 19 && date[CENTURY] <= 21 ? date[CENTURY] : 20;
    int64_t days = days_since_1970(century * 100 + date[YEAR], date[MONTH], date[DAY]);
    int64_t seconds = ((days * 24 + date[HOUR]) * 60 + date[MINUTE]) * 60 + date[SECOND];
    if (seconds < 0)
        seconds = 0; // a dead battery
    clock_at_boot = seconds * NS_PER_SECOND - timer_now();
}

uint64_t clock_realtime(void) {
    return clock_at_boot + timer_now();
}

struct file_time clock_now(void) {
    uint64_t ns = clock_realtime();
    return (struct file_time){ns / NS_PER_SECOND, ns % NS_PER_SECOND};
}

const char clock_set;

void clock_set_realtime(uint64_t ns) {
    clock_at_boot = ns - timer_now();
    wake_up(&clock_set);
}
