// The log is a ring that keeps the last LOG_SIZE bytes of what kprintf printed. Each line begins,
// as Linux's do, with its weight (6: information) and the time since boot.
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/linux/users/credentials.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

enum { LOG_SIZE = 1 << 14 };

static char ring[LOG_SIZE];
static uint64_t written; // since boot; the byte at position p is in ring[p % LOG_SIZE]
static uint64_t cleared; // CLEAR hides what is before this position
static uint64_t taken;   // READ has returned what is before this one

static void put(char c) {
    ring[written++ % LOG_SIZE] = c;
}

void personality_logs(char c) {
    static bool inside_line;
    if (!inside_line) {
        char prefix[32];
        uint64_t us = timer_now() / 1000;
        ksnprintf(prefix, sizeof prefix, "<6>[%5lu.%06lu] ", us / 1000000, us % 1000000);
        for (const char *p = prefix; *p; p++)
            put(*p);
    }
    put(c);
    inside_line = c != '\n';
}

// The position of the oldest byte that is still there and not before `least`.
static uint64_t oldest(uint64_t least) {
    uint64_t kept = written < LOG_SIZE ? 0 : written - LOG_SIZE;
    return max(least, kept);
}

// Copies n bytes from `position` on. What is printed meanwhile may overwrite the oldest: that shows
// as a torn line, and does no harm.
static int64_t copy_out(uint64_t position, uint64_t to, uint64_t n) {
    for (uint64_t done = 0, part; done < n; done += part) {
        size_t at = (position + done) % LOG_SIZE;
        part = min(n - done, LOG_SIZE - at);
        if (copy_to_user(to + done, ring + at, part) < 0)
            return -EFAULT;
    }
    return n;
}

// The last `size` bytes.
static int64_t read_all(uint64_t to, uint64_t size) {
    uint64_t n = written - oldest(cleared);
    n = min(n, size);
    return copy_out(written - n, to, n);
}

// The next `size` bytes. Linux would wait for some.
static int64_t read_next(uint64_t to, uint64_t size) {
    uint64_t from = oldest(taken);
    int64_t n = copy_out(from, to, min(written - from, size));
    if (n > 0)
        taken = from + n;
    return n;
}

int64_t sys_syslog(int action, uint64_t to, int size) {
    enum { CLOSE, OPEN, READ, READ_ALL, READ_CLEAR, CLEAR };
    enum { CONSOLE_OFF = 6, CONSOLE_ON, CONSOLE_LEVEL, SIZE_UNREAD, SIZE_BUFFER };
    int64_t result = 0;
    if (!credentials_privileged() && action != READ_ALL && action != SIZE_BUFFER)
        return -EPERM;
    if (action >= READ && action <= READ_CLEAR && (!to || size < 0))
        return -EINVAL;
    switch (action) {
    case CLOSE:
    case OPEN:
    case CONSOLE_OFF: // has no effect: the console always shows everything
    case CONSOLE_ON:
        return 0;
    case CONSOLE_LEVEL: // neither has this
        return size >= 1 && size <= 8 ? 0 : -EINVAL;
    case READ:
        return read_next(to, size);
    case READ_ALL:
        return read_all(to, size);
    case READ_CLEAR:
        result = read_all(to, size); // fall through
    case CLEAR:
        cleared = written;
        return result;
    case SIZE_UNREAD:
        return written - oldest(taken);
    case SIZE_BUFFER:
        return LOG_SIZE;
    default:
        return -EINVAL;
    }
}
