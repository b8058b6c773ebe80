// What the host-side tests share. Each of them includes the kernel's .c file that it tests, before
// this, and defines whatever else that file calls.
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FAILURES_SHOWN = 20 };
static unsigned failures;

// Says what is wrong, unless `condition` holds, and goes on. The format and its arguments tell the
// values that matter.
#define expect(condition, ...) expect_at((condition), __FILE__, __LINE__, #condition, __VA_ARGS__)

__attribute__((format(printf, 5, 6))) static void
expect_at(bool holds, const char *file, int line, const char *condition, const char *format, ...) {
    if (holds || ++failures > FAILURES_SHOWN)
        return;
    printf("%s:%d: not true: %s: ", file, line, condition);
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

// main's result.
static int finish(void) {
    if (failures)
        printf("%u checks failed\n", failures);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

// By how much longer random tests run: what `make test-long` gives to main, or 1.
__attribute__((unused)) static unsigned times_longer(int argc, char **argv) {
    return argc > 1 ? atoi(argv[1]) : 1;
}

// The same numbers in every run: xorshift64* (Vigna).
__attribute__((unused)) static uint64_t random_number(void) {
    static uint64_t state = 88172645463325252u;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 2685821657736338717u;
}

__attribute__((unused)) static uint64_t random_below(uint64_t limit) {
    return random_number() % limit;
}

// Nothing is traced (kernel/trace.h).
bool tracing;
void trace_event(const char *format, ...) {
    (void)format;
}
void trace_entry(const uint64_t *entry) {
    (void)entry;
}

// A failed assertion of the kernel.
__attribute__((noreturn)) void panic(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
    abort();
}
