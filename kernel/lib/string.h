// Memory and string functions of the C library that the kernel (and the compiler) use; ISO C
// semantics.
#pragma once
#include <stdbool.h>
#include <stddef.h>

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);

// Copies at most size - 1 bytes of `from` and always ends `to` with a NUL.
void string_copy(char *to, const char *from, size_t size);
