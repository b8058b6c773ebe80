// Memory and strings. The four functions that compilers call on their own account (memcpy, memmove,
// memset, memcmp) must not be loops a compiler could recognise and turn into calls to themselves:
// the first three use the processor's string instructions. memcpy and memset go eight bytes at a
// time, which is faster in emulators.
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n) {
    void *at = to;
    size_t words = n / 8, bytes = n % 8;
    __asm__ volatile("rep movsq" : "+D"(at), "+S"(from), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(bytes) : : "memory");
    return to;
}

void *mempcpy(void *restrict to, const void *restrict from, size_t n) {
    return (char *)memcpy(to, from, n) + n;
}

void *memmove(void *to, const void *from, size_t n) {
    if ((uintptr_t)to - (uintptr_t)from >= n) // `to` does not begin within the source
        return memcpy(to, from, n);
    char *to_last = (char *)to + n - 1;
    const char *from_last = (const char *)from + n - 1;
    __asm__ volatile("std; rep movsb; cld" : "+D"(to_last), "+S"(from_last), "+c"(n) : : "memory");
    return to;
}

void *memset(void *to, int byte, size_t n) {
    void *at = to;
    size_t words = n / 8, bytes = n % 8;
    uint64_t pattern = (uint8_t)byte * 0x0101010101010101ul;
    __asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(pattern) : "memory");
    __asm__ volatile("rep stosb" : "+D"(at), "+c"(bytes) : "a"(pattern) : "memory");
    return to;
}

int memcmp(const void *a, const void *b, size_t n) {
    const unsigned char *left = a, *right = b;
    for (; n > 0; n--, left++, right++) {
        if (*left != *right)
            return *left - *right;
    }
    return 0;
}

void *memchr(const void *memory, int byte, size_t n) {
    const unsigned char *at = memory;
    for (; n > 0; n--, at++) {
        if (*at == (unsigned char)byte)
            return (void *)at;
    }
    return NULL;
}

void *memrchr(const void *memory, int byte, size_t n) {
    const unsigned char *bytes = memory;
    while (n-- > 0) {
        if (bytes[n] == (unsigned char)byte)
            return (void *)&bytes[n];
    }
    return NULL;
}

void *memmem(const void *hay, size_t hay_length, const void *needle, size_t needle_length) {
    const char *at = hay;
    for (; hay_length >= needle_length; hay_length--, at++) {
        if (memcmp(at, needle, needle_length) == 0)
            return (void *)at;
    }
    return NULL;
}

size_t strlen(const char *s) {
    return strnlen(s, SIZE_MAX);
}

size_t strnlen(const char *s, size_t max) {
    size_t n = 0;
    while (n < max && s[n] != '\0')
        n++;
    return n;
}

int strcmp(const char *a, const char *b) {
    return strncmp(a, b, SIZE_MAX);
}

int strcoll(const char *a, const char *b) {
    return strcmp(a, b);
}

int strncmp(const char *a, const char *b, size_t n) {
    for (; n > 0; n--, a++, b++) {
        if (*a != *b)
            return (unsigned char)*a - (unsigned char)*b;
        if (*a == '\0')
            return 0;
    }
    return 0;
}

int strcasecmp(const char *a, const char *b) {
    return strncasecmp(a, b, SIZE_MAX);
}

int strncasecmp(const char *a, const char *b, size_t n) {
    for (; n > 0; n--, a++, b++) {
        int left = tolower((unsigned char)*a), right = tolower((unsigned char)*b);
        if (left != right)
            return left - right;
        if (left == '\0')
            return 0;
    }
    return 0;
}

char *stpcpy(char *restrict to, const char *restrict from) {
    size_t length = strlen(from);
    memcpy(to, from, length + 1);
    return to + length;
}

char *strcpy(char *restrict to, const char *restrict from) {
    stpcpy(to, from);
    return to;
}

char *strncpy(char *restrict to, const char *restrict from, size_t n) {
    size_t length = strnlen(from, n);
    memcpy(to, from, length);
    memset(to + length, 0, n - length);
    return to;
}

char *strcat(char *restrict to, const char *restrict from) {
    strcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t n) {
    size_t length = strnlen(from, n);
    char *end = to + strlen(to);
    memcpy(end, from, length);
    end[length] = '\0';
    return to;
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t size) {
    size_t length = strlen(from);
    if (size > 0) {
        size_t copied = length < size ? length : size - 1;
        memcpy(to, from, copied);
        to[copied] = '\0';
    }
    return length;
}

size_t strlcat(char *restrict to, const char *restrict from, size_t size) {
    size_t length = strnlen(to, size);
    return length + strlcpy(to + length, from, size - length);
}

char *strchrnul(const char *s, int c) {
    while (*s != '\0' && *s != (char)c)
        s++;
    return (char *)s;
}

char *strchr(const char *s, int c) {
    char *at = strchrnul(s, c);
    return *at == (char)c ? at : NULL;
}

char *strrchr(const char *s, int c) {
    return memrchr(s, c, strlen(s) + 1);
}

char *strstr(const char *hay, const char *needle) {
    return memmem(hay, strlen(hay), needle, strlen(needle));
}

size_t strspn(const char *s, const char *accept) {
    size_t n = 0;
    while (s[n] != '\0' && strchr(accept, s[n]) != NULL)
        n++;
    return n;
}

size_t strcspn(const char *s, const char *reject) {
    size_t n = 0;
    while (strchr(reject, s[n]) == NULL) // finds the NUL too
        n++;
    return n;
}

char *strpbrk(const char *s, const char *accept) {
    s += strcspn(s, accept);
    return *s == '\0' ? NULL : (char *)s;
}

char *strtok_r(char *restrict s, const char *restrict separators, char **restrict state) {
    if (s == NULL)
        s = *state;
    s += strspn(s, separators);
    if (*s == '\0') {
        *state = s;
        return NULL;
    }
    char *end = s + strcspn(s, separators);
    *state = *end == '\0' ? end : end + 1;
    *end = '\0';
    return s;
}

char *strtok(char *restrict s, const char *restrict separators) {
    static char *state;
    return strtok_r(s, separators, &state);
}

char *strsep(char **s, const char *separators) {
    char *start = *s;
    if (start == NULL)
        return NULL;
    char *end = start + strcspn(start, separators);
    *s = *end == '\0' ? NULL : end + 1;
    *end = '\0';
    return start;
}

char *strdup(const char *s) {
    return strndup(s, SIZE_MAX);
}

char *strndup(const char *s, size_t n) {
    size_t length = strnlen(s, n);
    char *copy = malloc(length + 1);
    if (copy == NULL)
        return NULL;
    copy[length] = '\0';
    return memcpy(copy, s, length);
}

// What some compilers make of a memcmp whose result is only compared with 0.
int bcmp(const void *a, const void *b, size_t n) {
    return memcmp(a, b, n);
}

void bzero(void *to, size_t n) {
    memset(to, 0, n);
}

int ffs(int n) {
    return __builtin_ffs(n);
}
