// Formatted text: walks the format and hands piece after piece to a sink.
#include "format.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

// A conversion: %[flags][width][.precision][length]type.
struct conversion {
    bool left, zero, plus, space, alternate;
    int width;
    int precision; // -1: none given
    int length;    // in bytes, of an integer
};

static void put(struct sink *sink, const char *text, size_t n) {
    sink->put(sink, text, n);
    sink->written += n;
}

static void put_repeated(struct sink *sink, char c, ssize_t n) {
    char block[32];
    memset(block, c, sizeof block);
    for (; n > 0; n -= sizeof block)
        put(sink, block, n < (ssize_t)sizeof block ? (size_t)n : sizeof block);
}

// A prefix (sign or 0x), zeros and a body, padded to the width. The flag 0 pads with zeros after
// the prefix.
static void put_field(struct sink *sink, const struct conversion *c, const char *prefix,
                      ssize_t zeros, const char *body, size_t length) {
    ssize_t padding = c->width - (ssize_t)(strlen(prefix) + zeros + length);
    if (c->zero && !c->left && padding > 0) {
        zeros += padding;
        padding = 0;
    }
    if (!c->left)
        put_repeated(sink, ' ', padding);
    put(sink, prefix, strlen(prefix));
    put_repeated(sink, '0', zeros);
    put(sink, body, length);
    if (c->left)
        put_repeated(sink, ' ', padding);
}

static const char *sign(const struct conversion *c, bool negative) {
    return negative ? "-" : c->plus ? "+" : c->space ? " " : "";
}

// Writes digits backwards from `end`; returns the first one. Nothing for 0.
static char *digits(char *end, unsigned long n, unsigned base, const char *alphabet) {
    for (; n > 0; n /= base)
        *--end = alphabet[n % base];
    return end;
}

static void put_integer(struct sink *sink, struct conversion *c, char type, unsigned long n,
                        bool negative) {
    char buffer[24], *end = buffer + sizeof buffer;
    unsigned base = type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    const char *alphabet = type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char *start = digits(end, n, base, alphabet);

    const char *prefix = "";
    if (type == 'd')
        prefix = sign(c, negative);
    else if (base == 16 && c->alternate && n != 0)
        prefix = type == 'X' ? "0X" : "0x";
    ssize_t least = c->precision < 0 ? 1 : c->precision; // how many digits at least
    if (base == 8 && c->alternate && least <= end - start)
        least = end - start + 1;
    if (c->precision >= 0)
        c->zero = false;
    put_field(sink, c, prefix, least > end - start ? least - (end - start) : 0, start, end - start);
}

// %f for magnitudes below 10^18 and up to 15 decimals; larger ones lose their last digits, as a
// double does anyway.
static void put_double(struct sink *sink, struct conversion *c, double x) {
    if (__builtin_isnan(x) || __builtin_isinf(x)) {
        c->zero = false;
        put_field(sink, c, sign(c, __builtin_signbit(x)), 0, __builtin_isnan(x) ? "nan" : "inf", 3);
        return;
    }
    int decimals = c->precision < 0 ? 6 : c->precision > 15 ? 15 : c->precision;
    double magnitude = __builtin_fabs(x);
    int trailing = 0; // zeros after the integer part
    for (; magnitude >= 1e18; magnitude /= 10)
        trailing++;
    unsigned long scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    unsigned long whole = magnitude;
    double scaled = (magnitude - whole) * scale;
    unsigned long fraction = scaled;
    double rest = scaled - fraction;
    if (rest > 0.5 || (rest == 0.5 && ((decimals == 0 ? whole : fraction) & 1))) // ties to even
        fraction++;
    if (fraction >= scale) {
        whole++;
        fraction -= scale;
    }

    char text[400], *end = text + sizeof text, *start = end;
    if (decimals > 0) {
        start = digits(end, fraction, 10, "0123456789");
        while (start > end - decimals)
            *--start = '0';
        *--start = '.';
    }
    for (; trailing > 0; trailing--)
        *--start = '0';
    start = whole == 0 ? memset(start - 1, '0', 1) : digits(start, whole, 10, "0123456789");
    put_field(sink, c, sign(c, __builtin_signbit(x)), 0, start, end - start);
}

static void put_string(struct sink *sink, struct conversion *c, const char *s) {
    if (s == NULL)
        s = "(null)";
    c->zero = false;
    put_field(sink, c, "", 0, s, c->precision < 0 ? strlen(s) : strnlen(s, c->precision));
}

static const char *parse_flags(const char *at, struct conversion *c) {
    for (;; at++) {
        switch (*at) {
        case '-':
            c->left = true;
            break;
        case '0':
            c->zero = true;
            break;
        case '+':
            c->plus = true;
            break;
        case ' ':
            c->space = true;
            break;
        case '#':
            c->alternate = true;
            break;
        default:
            return at;
        }
    }
}

static const char *parse_length(const char *at, struct conversion *c) {
    c->length = sizeof(int);
    for (;; at++) {
        switch (*at) {
        case 'h':
            c->length /= 2;
            break;
        case 'l':
        case 'z':
        case 't':
        case 'j':
            c->length = sizeof(long);
            break;
        default:
            return at;
        }
    }
}

static const char *parse_number(const char *at, int *n) {
    *n = 0;
    for (; *at >= '0' && *at <= '9'; at++)
        *n = *n * 10 + (*at - '0');
    return at;
}

// An integer argument, cut to its length.
static unsigned long unsigned_argument(const struct conversion *c, va_list *args) {
    if (c->length == sizeof(long))
        return va_arg(*args, unsigned long);
    unsigned int n = va_arg(*args, unsigned int);
    return c->length == 2 ? (uint16_t)n : c->length == 1 ? (uint8_t)n : n;
}

static long signed_argument(const struct conversion *c, va_list *args) {
    unsigned long n = unsigned_argument(c, args);
    return c->length == 8   ? (long)n
           : c->length == 4 ? (int)n
           : c->length == 2 ? (short)n
                            : (signed char)n;
}

// Carries out one conversion, whose format begins at `at`, after the '%'. Returns what comes after
// it.
static const char *convert(struct sink *sink, const char *at, va_list *args) {
    struct conversion c = {.precision = -1};
    at = parse_flags(at, &c);
    if (*at == '*') {
        c.width = va_arg(*args, int);
        if (c.width < 0) {
            c.left = true;
            c.width = -c.width;
        }
        at++;
    } else {
        at = parse_number(at, &c.width);
    }
    if (*at == '.' && at[1] == '*') {
        c.precision = va_arg(*args, int);
        at += 2;
    } else if (*at == '.') {
        at = parse_number(at + 1, &c.precision);
    }
    at = parse_length(at, &c);

    switch (*at) {
    case 'd':
    case 'i': {
        long n = signed_argument(&c, args);
        put_integer(sink, &c, 'd', n < 0 ? -(unsigned long)n : (unsigned long)n, n < 0);
        break;
    }
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        put_integer(sink, &c, *at, unsigned_argument(&c, args), false);
        break;
    case 'p': {
        void *pointer = va_arg(*args, void *);
        c.alternate = true;
        if (pointer == NULL)
            put_string(sink, &c, "(nil)");
        else
            put_integer(sink, &c, 'x', (unsigned long)pointer, false);
        break;
    }
    case 'f':
    case 'F':
        put_double(sink, &c, va_arg(*args, double));
        break;
    case 'c': {
        char byte = (char)va_arg(*args, int);
        c.zero = false;
        put_field(sink, &c, "", 0, &byte, 1);
        break;
    }
    case 's':
        put_string(sink, &c, va_arg(*args, const char *));
        break;
    case 'n':
        *va_arg(*args, int *) = (int)sink->written;
        break;
    case '%':
        put(sink, "%", 1);
        break;
    case '\0':
        return at;
    }
    return at + 1;
}

int format_text(struct sink *sink, const char *format, va_list args) {
    va_list rest;
    va_copy(rest, args); // va_list is an array: a parameter's address isn't a va_list *
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");
        put(sink, format, plain);
        format += plain;
        if (*format == '%')
            format = convert(sink, format + 1, &rest);
    }
    va_end(rest);
    return (int)sink->written;
}
