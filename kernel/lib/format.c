// Formatted text. There is one formatter; where the characters go is the caller's business.
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include <stdint.h>

struct sink {
    void (*put)(void *to, char c);
    void *to;
    int count; // how many characters there were
};

// One conversion: %[flags][width][length]type
struct conversion {
    bool left, zero, is_long;
    int width;
};

static void put(struct sink *sink, char c) {
    sink->put(sink->to, c);
    sink->count++;
}

static void pad(struct sink *sink, char c, int n) {
    while (n-- > 0)
        put(sink, c);
}

static void put_text(struct sink *sink, const struct conversion *how, const char *text,
                     int length) {
    if (!how->left)
        pad(sink, ' ', how->width - length);
    for (int i = 0; i < length; i++)
        put(sink, text[i]);
    if (how->left)
        pad(sink, ' ', how->width - length);
}

static void put_number(struct sink *sink, const struct conversion *how, uint64_t value,
                       unsigned base, bool negative) {
    char text[24], *end = text + sizeof text, *p = end;
    do {
        *--p = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (how->zero && !how->left) {
        if (negative)
            put(sink, '-');
        pad(sink, '0', how->width - negative - (end - p));
        put_text(sink, &(struct conversion){0}, p, end - p);
        return;
    }
    if (negative)
        *--p = '-';
    put_text(sink, how, p, end - p);
}

static void format_all(struct sink *sink, const char *format, va_list args) {
    for (; *format; format++) {
        if (*format != '%') {
            put(sink, *format);
            continue;
        }
        struct conversion how = {0};
        for (format++; *format == '-' || *format == '0'; format++)
            *(*format == '-' ? &how.left : &how.zero) = true;
        if (*format == '*') {
            how.width = va_arg(args, int);
            format++;
        }
        for (; *format >= '0' && *format <= '9'; format++)
            how.width = how.width * 10 + *format - '0';
        for (; *format == 'l' || *format == 'z'; format++)
            how.is_long = true;

        switch (*format) {
        case 'd': {
            int64_t value = how.is_long ? va_arg(args, int64_t) : va_arg(args, int);
            put_number(sink, &how, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, value < 0);
            break;
        }
        case 'u':
        case 'x':
        case 'o': {
            uint64_t value = how.is_long ? va_arg(args, uint64_t) : va_arg(args, unsigned);
            put_number(sink, &how, value, *format == 'u' ? 10 : *format == 'x' ? 16 : 8, false);
            break;
        }
        case 's': {
            const char *text = va_arg(args, const char *);
            put_text(sink, &how, text, strlen(text));
            break;
        }
        case 'c':
            put_text(sink, &how, &(char){va_arg(args, int)}, 1);
            break;
        default: // %%; unknown conversions are printed as they are
            put(sink, *format);
        }
    }
}

int format_to(void (*put)(void *to, char c), void *to, const char *format, va_list args) {
    struct sink sink = {.put = put, .to = to};
    format_all(&sink, format, args);
    return sink.count;
}

// ---- Into strings

struct buffer {
    char *at;
    size_t left; // bytes
};

static void put_string(void *to, char c) {
    struct buffer *buffer = to;
    if (buffer->left <= 1)
        return;
    *buffer->at++ = c;
    buffer->left--;
}

int kvsnprintf(char *to, size_t size, const char *format, va_list args) {
    struct buffer buffer = {to, size};
    int length = format_to(put_string, &buffer, format, args);
    if (size > 0)
        *buffer.at = '\0';
    return length;
}

int ksnprintf(char *to, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = kvsnprintf(to, size, format, args);
    va_end(args);
    return length;
}
