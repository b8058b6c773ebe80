// Memory and string functions of the C library that the kernel (and the compiler) use; ISO C
// semantics.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);

// A hash of n characters (FNV-1a); another seed, another hash.
static inline uint32_t string_hash(const char *s, size_t n, uint32_t seed) {
    uint32_t hash = 2166136261 ^ seed;
    for (const char *end = s + n; s < end; s++)
        hash = (hash ^ (uint8_t)*s) * 16777619;
    return hash;
}

// Whether the first n characters are the same. The last ones are compared first, for many names
// begin alike.
static inline bool string_equal(const char *a, const char *b, size_t n) {
    while (n > 0 && a[n - 1] == b[n - 1])
        n--;
    return n == 0;
}

// Copies at most size - 1 bytes of `from` and always ends `to` with a NUL.
void string_copy(char *to, const char *from, size_t size);
