// The CMOS clock keeps the date while the machine is off. It is read once; after that, real time is
// the time since boot plus a constant. (Motorola MC146818 data sheet; the century register is a
// later PC convention.)
#include "kernel/dev/clock.h"
#include "kernel/dev/timer.h"
#include "kernel/io.h"
#include "kernel/lib/string.h"
#include "kernel/sleep.h"

enum { CMOS_INDEX = 0x70, CMOS_DATA = 0x71 };

enum cmos_register {
    CMOS_SECOND = 0,
    CMOS_MINUTE = 2,
    CMOS_HOUR = 4,
    CMOS_DAY = 7,
    CMOS_MONTH = 8,
    CMOS_YEAR = 9,
    CMOS_STATUS_A = 10,
    CMOS_STATUS_B = 11,
    CMOS_CENTURY = 0x32,
};

enum {
    A_UPDATE_IN_PROGRESS = 0x80,
    B_24_HOURS = 0x02,
    B_BINARY = 0x04, // otherwise binary-coded decimal
    HOUR_PM = 0x80,  // in the hour, on a 12-hour clock
};

struct date {
    uint8_t second, minute, hour, day, month, year, century;
};

static uint64_t realtime_at_boot; // nanoseconds since 1970 when timer_now() was 0

static uint8_t cmos_read(enum cmos_register index) {
    outb(CMOS_INDEX, index);
    return inb(CMOS_DATA);
}

// The registers change one by one once a second; while they do, bit 7 of status A is set.
static void read_between_updates(struct date *date) {
    for (unsigned i = 0; i < 100000 && cmos_read(CMOS_STATUS_A) & A_UPDATE_IN_PROGRESS; i++)
        ;
    date->second = cmos_read(CMOS_SECOND);
    date->minute = cmos_read(CMOS_MINUTE);
    date->hour = cmos_read(CMOS_HOUR);
    date->day = cmos_read(CMOS_DAY);
    date->month = cmos_read(CMOS_MONTH);
    date->year = cmos_read(CMOS_YEAR);
    date->century = cmos_read(CMOS_CENTURY);
}

static uint8_t from_bcd(uint8_t value) {
    return (value >> 4) * 10 + (value & 15);
}

// Makes plain binary numbers and 24 hours of what the registers hold.
static void decode(struct date *date) {
    uint8_t format = cmos_read(CMOS_STATUS_B);
    bool afternoon = !(format & B_24_HOURS) && date->hour & HOUR_PM;
    if (!(format & B_24_HOURS))
        date->hour &= ~HOUR_PM;
    if (!(format & B_BINARY)) {
        for (uint8_t *field = &date->second; field <= &date->century; field++)
            *field = from_bcd(*field);
    }
    if (!(format & B_24_HOURS))
        date->hour = date->hour % 12 + (afternoon ? 12 : 0);
}

static struct date read_date(void) {
    struct date date, again;
    read_between_updates(&again);
    do { // an update may still have begun in the middle: two equal readings are good
        date = again;
        read_between_updates(&again);
    } while (memcmp(&date, &again, sizeof date) != 0);
    decode(&date);
    return date;
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
    struct date date = read_date();
    // Not every machine has a century register, and there the byte is anything.
    int century = date.century >= 19 && date.century <= 21 ? date.century : 20;
    int64_t days = days_since_1970(century * 100 + date.year, date.month, date.day);
    int64_t seconds = ((days * 24 + date.hour) * 60 + date.minute) * 60 + date.second;
    if (seconds < 0)
        seconds = 0; // a dead battery
    realtime_at_boot = seconds * NS_PER_SECOND - timer_now();
}

uint64_t clock_realtime(void) {
    return realtime_at_boot + timer_now();
}

uint64_t clock_seconds(void) {
    return clock_realtime() / NS_PER_SECOND;
}

struct file_time clock_now(void) {
    uint64_t ns = clock_realtime();
    return (struct file_time){ns / NS_PER_SECOND, ns % NS_PER_SECOND};
}

const char clock_set;

void clock_set_realtime(uint64_t ns) {
    realtime_at_boot = ns - timer_now();
    wake_up(&clock_set);
}
