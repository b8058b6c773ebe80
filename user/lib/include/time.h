// Clocks and dates (ISO C, POSIX). The only time zone is UTC.
#pragma once
#include <sys/types.h>

struct timespec {
    time_t tv_sec;
    long tv_nsec;
};
struct itimerspec {
    struct timespec it_interval, it_value;
};
struct tm {
    int tm_sec, tm_min, tm_hour;  // 0-60, 0-59, 0-23
    int tm_mday, tm_mon, tm_year; // 1-31, 0-11, since 1900
    int tm_wday, tm_yday;         // 0-6 from Sunday, 0-365
    int tm_isdst;
};

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define TIMER_ABSTIME 1
#define CLOCKS_PER_SEC 1000000l

int clock_gettime(clockid_t clock, struct timespec *now);
int clock_settime(clockid_t clock, const struct timespec *now);
int clock_getres(clockid_t clock, struct timespec *resolution);
int nanosleep(const struct timespec *duration, struct timespec *left);
// Returns the error number itself.
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until,
                    struct timespec *left);
clock_t clock(void);
time_t time(time_t *now);
double difftime(time_t later, time_t earlier);

struct tm *gmtime(const time_t *time);
struct tm *gmtime_r(const time_t *restrict time, struct tm *restrict date);
struct tm *localtime(const time_t *time);
struct tm *localtime_r(const time_t *restrict time, struct tm *restrict date);
time_t timegm(struct tm *date);
time_t mktime(struct tm *date);
// Conversions: a b d e F H j M m n p S s T t Y y Z z %.
size_t strftime(char *restrict to, size_t size, const char *restrict format,
                const struct tm *restrict date);
char *ctime(const time_t *time);
