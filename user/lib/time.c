// Clocks and dates. Dates are of the proleptic Gregorian calendar, in UTC.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { DAY = 24 * 60 * 60 };

unsigned sleep(unsigned seconds) {
    struct timespec duration = {.tv_sec = seconds};
    return nanosleep(&duration, &duration) < 0 ? (unsigned)duration.tv_sec : 0;
}

int usleep(useconds_t microseconds) {
    struct timespec duration = {microseconds / 1000000, microseconds % 1000000 * 1000};
    return nanosleep(&duration, NULL);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until,
                    struct timespec *left) {
    int saved = errno;
    int result = syscall(SYS_clock_nanosleep, clock, flags, until, left) < 0 ? errno : 0;
    errno = saved;
    return result;
}

clock_t clock(void) {
    struct timespec used;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) < 0)
        return -1;
    return used.tv_sec * CLOCKS_PER_SEC + used.tv_nsec / 1000;
}

double difftime(time_t later, time_t earlier) {
    return (double)(later - earlier);
}

static int is_leap(long year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int month, long year) {
    static const char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month] + (month == 1 && is_leap(year));
}

// Days from 1 January of year 1 to 1 January of `year`, which is at least 1.
static long days_before(long year) {
    long past = year - 1;
    long leaps = past / 4 - past / 100 + past / 400;
    return past * 365 + leaps;
}

struct tm *gmtime_r(const time_t *restrict time, struct tm *restrict date) {
    long days = *time / DAY, seconds = *time % DAY;
    if (seconds < 0) {
        seconds += DAY;
        days--;
    }
    days += days_before(1970);
    long year = 1 + days / 366; // never too late, so that only forward steps are left
    while (days_before(year + 1) <= days)
        year++;
    days -= days_before(year);
    int month = 0, day = (int)days;
    for (; day >= month_length(month, year); month++)
        day -= month_length(month, year);

    *date = (struct tm){
        .tm_sec = (int)(seconds % 60),
        .tm_min = (int)(seconds / 60 % 60),
        .tm_hour = (int)(seconds / 3600),
        .tm_mday = day + 1,
        .tm_mon = month,
        .tm_year = (int)(year - 1900),
        .tm_wday = (int)((days_before(year) + days + 1) % 7), // 1 January of year 1 was a Monday
        .tm_yday = (int)days,
    };
    return date;
}

struct tm *gmtime(const time_t *time) {
    static struct tm date;
    return gmtime_r(time, &date);
}

struct tm *localtime_r(const time_t *restrict time, struct tm *restrict date) {
    return gmtime_r(time, date);
}

struct tm *localtime(const time_t *time) {
    return gmtime(time);
}

// Fields out of their range carry over into the next larger ones.
time_t timegm(struct tm *date) {
    long year = 1900l + date->tm_year + date->tm_mon / 12;
    int month = date->tm_mon % 12;
    if (month < 0) {
        month += 12;
        year--;
    }
    long days = days_before(year) - days_before(1970) + date->tm_mday - 1;
    for (int earlier = 0; earlier < month; earlier++)
        days += month_length(earlier, year);
    time_t time = days * DAY + date->tm_hour * 3600l + date->tm_min * 60l + date->tm_sec;
    gmtime_r(&time, date);
    return time;
}

time_t mktime(struct tm *date) {
    return timegm(date);
}

static const char *const day_names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday"};
static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};

// One conversion of strftime. -1 if there is no such one.
static int format_field(char *to, size_t size, char type, const struct tm *date) {
    switch (type) {
    case 'a':
        return snprintf(to, size, "%.3s", day_names[date->tm_wday]);
    case 'b':
        return snprintf(to, size, "%.3s", month_names[date->tm_mon]);
    case 'd':
        return snprintf(to, size, "%02d", date->tm_mday);
    case 'e':
        return snprintf(to, size, "%2d", date->tm_mday);
    case 'F':
        return snprintf(to, size, "%d-%02d-%02d", date->tm_year + 1900, date->tm_mon + 1,
                        date->tm_mday);
    case 'H':
        return snprintf(to, size, "%02d", date->tm_hour);
    case 'j':
        return snprintf(to, size, "%03d", date->tm_yday + 1);
    case 'M':
        return snprintf(to, size, "%02d", date->tm_min);
    case 'm':
        return snprintf(to, size, "%02d", date->tm_mon + 1);
    case 'n':
        return snprintf(to, size, "\n");
    case 'p':
        return snprintf(to, size, "%s", date->tm_hour < 12 ? "AM" : "PM");
    case 'S':
        return snprintf(to, size, "%02d", date->tm_sec);
    case 's':
        return snprintf(to, size, "%ld",
                        timegm(&(struct tm){.tm_sec = date->tm_sec,
                                            .tm_min = date->tm_min,
                                            .tm_hour = date->tm_hour,
                                            .tm_mday = date->tm_mday,
                                            .tm_mon = date->tm_mon,
                                            .tm_year = date->tm_year}));
    case 'T':
        return snprintf(to, size, "%02d:%02d:%02d", date->tm_hour, date->tm_min, date->tm_sec);
    case 't':
        return snprintf(to, size, "\t");
    case 'Y':
        return snprintf(to, size, "%d", date->tm_year + 1900);
    case 'y':
        return snprintf(to, size, "%02d", (date->tm_year + 1900) % 100);
    case 'Z':
        return snprintf(to, size, "UTC");
    case 'z':
        return snprintf(to, size, "+0000");
    case '%':
        return snprintf(to, size, "%%");
    default:
        return -1;
    }
}

size_t strftime(char *restrict to, size_t size, const char *restrict format,
                const struct tm *restrict date) {
    size_t n = 0;
    for (; *format != '\0' && n < size; format++) {
        if (*format != '%') {
            to[n++] = *format;
            continue;
        }
        int length = format_field(to + n, size - n, *++format, date);
        if (length < 0)
            return 0;
        n += length;
    }
    if (n >= size)
        return 0;
    to[n] = '\0';
    return n;
}

char *ctime(const time_t *time) {
    static char text[32];
    strftime(text, sizeof text, "%a %b %e %T %Y\n", gmtime(time));
    return text;
}
