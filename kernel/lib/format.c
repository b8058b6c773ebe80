// Formatted text. What has no space in the buffer is only counted.
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include <stdbool.h>
#include <stdint.h>

struct output {
    char *to;
    size_t size, length; // of the buffer; of the whole text
};

// One conversion: %[flags][width][length]type
struct conversion {
    bool left, zero, is_long;
    int width;
};

static inline void put(struct output *output, char c) {
    if (output->length < output->size)
        output->to[output->length] = c;
    output->length++;
}

static void pad(struct output *output, char c, int n) {
    while (n-- > 0)
        put(output, c);
}

// Zeros for padding stand between the sign and the digits.
static void put_field(struct output *output, const struct conversion *how, bool negative,
                      const char *text, int length) {
    int padding = how->width - length - negative;
    bool zeros = how->zero && !how->left;
    if (!how->left && !zeros)
        pad(output, ' ', padding);
    if (negative)
        put(output, '-');
    if (zeros)
        pad(output, '0', padding);
    for (int i = 0; i < length; i++)
        put(output, text[i]);
    if (how->left)
        pad(output, ' ', padding);
}

static void put_number(struct output *output, const struct conversion *how, uint64_t value,
                       unsigned base, bool negative) {
    char text[24], *end = text + sizeof text, *p = end;
    do {
        *--p = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    put_field(output, how, negative, p, end - p);
}

static void format_all(struct output *output, const char *format, va_list args) {
    for (; *format; format++) {
        if (*format != '%') {
            put(output, *format);
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
            put_number(output, &how, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, value < 0);
            break;
        }
        case 'u':
        case 'x':
        case 'o': {
            uint64_t value = how.is_long ? va_arg(args, uint64_t) : va_arg(args, unsigned);
            put_number(output, &how, value, *format == 'u' ? 10 : *format == 'x' ? 16 : 8, false);
            break;
        }
        case 's': {
            const char *text = va_arg(args, const char *);
            put_field(output, &how, false, text, strlen(text));
            break;
        }
        case 'c':
            put_field(output, &how, false, &(char){va_arg(args, int)}, 1);
            break;
        default: // %%; unknown conversions are printed as they are
            put(output, *format);
        }
    }
}

int kvsnprintf(char *to, size_t size, const char *format, va_list args) {
    struct output output = {to, size, 0};
    format_all(&output, format, args);
    if (size > 0)
        to[min(output.length, size - 1)] = '\0';
    return output.length;
}

int ksnprintf(char *to, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = kvsnprintf(to, size, format, args);
    va_end(args);
    return length;
}
