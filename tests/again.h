// What again_write leaves on the disk and again_read looks for, in another boot.
#pragma once
#include "lasting.h"

// Sizes in and around blocks, and of one, two and (with blocks of 1 KiB) more levels of tables.
static const size_t again_sizes[] = {0, 1, 1023, 1024, 4096, 4097, 12289, 70000, 300001, 900000};
enum { AGAIN_SIZES = sizeof again_sizes / sizeof *again_sizes, AGAIN_MANY = 200 };
enum { HOLE_END = 5000000, MAPPED_SIZE = 20000, TIME = 1000000000, USER = 1234567 };
enum { OWNER = 1234, GROUP = 70000 }; // of more than 16 bits
#define LARGE "/large"
#define LARGE_SIZE (5l << 30)

#define LONG_TARGET                                                                                \
    "a target that is too long to be in the inode itself, where there is room for only 59 bytes"

// Beyond 32 bits, just before and long before 1970, and the first and last that ext2 can note.
static const struct timespec again_times[] = {
    {1l << 32, 123456789}, {-1, 5}, {-86400, 0}, {INT32_MIN, 0}, {INT32_MAX + (3l << 32), 0}};
enum { AGAIN_TIMES = sizeof again_times / sizeof *again_times };

static inline struct lasting again_file(int number, const char *directory) {
    struct lasting file = {.number = number, .hash = HASH_START};
    snprintf(file.path, sizeof file.path, "%s/size %zu", directory, again_sizes[number]);
    random_state = number + 1;
    return file;
}
