// Numbers from text. All integers are read by one function, as a sign and a 64-bit magnitude.
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

static int digit_value(char c) {
    if (isdigit((unsigned char)c))
        return c - '0';
    return isalpha((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : INT_MAX;
}

// Reads [space][sign][0x or 0]digits. *overflow says that the magnitude has more than 64 bits.
static unsigned long parse(const char *text, char **end, int base, bool *negative, bool *overflow) {
    const char *at = text;
    while (isspace((unsigned char)*at))
        at++;
    *negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    bool hexadecimal = at[0] == '0' && tolower((unsigned char)at[1]) == 'x' &&
                       isxdigit((unsigned char)at[2]) && (base == 0 || base == 16);
    if (hexadecimal)
        at += 2;
    if (base == 0)
        base = hexadecimal ? 16 : *at == '0' ? 8 : 10;

    unsigned long n = 0;
    *overflow = false;
    const char *first = at;
    for (; digit_value(*at) < base; at++) {
        *overflow |= __builtin_mul_overflow(n, (unsigned long)base, &n);
        *overflow |= __builtin_add_overflow(n, (unsigned long)digit_value(*at), &n);
    }
    if (end != NULL)
        *end = (char *)(at == first ? text : at);
    return n;
}

// What is too large becomes the limit, with errno ERANGE.
long strtol(const char *restrict text, char **restrict end, int base) {
    bool negative, overflow;
    unsigned long n = parse(text, end, base, &negative, &overflow);
    unsigned long limit = negative ? LONG_MAX + 1ul : LONG_MAX;
    if (overflow || n > limit) {
        errno = ERANGE;
        n = limit;
    }
    return (long)(negative ? -n : n);
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base) {
    bool negative, overflow;
    unsigned long n = parse(text, end, base, &negative, &overflow);
    if (overflow) {
        errno = ERANGE;
        return ULONG_MAX;
    }
    return negative ? -n : n;
}

long long strtoll(const char *restrict text, char **restrict end, int base) {
    return strtol(text, end, base);
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base) {
    return strtoul(text, end, base);
}

intmax_t strtoimax(const char *text, char **end, int base) {
    return strtol(text, end, base);
}

uintmax_t strtoumax(const char *text, char **end, int base) {
    return strtoul(text, end, base);
}

int atoi(const char *text) {
    return (int)strtol(text, NULL, 10);
}

long atol(const char *text) {
    return strtol(text, NULL, 10);
}

long long atoll(const char *text) {
    return strtoll(text, NULL, 10);
}

// Decimal fractions without an exponent; good to about 15 digits.
double strtod(const char *restrict text, char **restrict end) {
    const char *at = text;
    while (isspace((unsigned char)*at))
        at++;
    bool negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    const char *first = at;
    double n = 0, unit = 1;
    for (; isdigit((unsigned char)*at); at++)
        n = n * 10 + (*at - '0');
    bool found = at > first;
    if (*at == '.') {
        for (at++; isdigit((unsigned char)*at); at++) {
            n = n * 10 + (*at - '0');
            unit *= 10;
            found = true;
        }
    }
    if (end != NULL)
        *end = (char *)(found ? at : text);
    if (!found)
        return 0;
    return negative ? -n / unit : n / unit;
}

double atof(const char *text) {
    return strtod(text, NULL);
}
