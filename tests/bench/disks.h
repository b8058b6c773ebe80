// Operations whose requests to the disks are counted.
#pragma once
#include "calls.h"
#include "memory.h"

#define COLD_FILE "/bench/cold" // of COLD_SIZE, and one more for a second row
#define COLD_SIZE (16 * MIB)

static void open_cold(void) {
    fd = must(open(COLD_FILE, O_RDONLY), COLD_FILE);
}

static void read_file(void) {
    while (read(fd, buffer, sizeof buffer) > 0)
        continue;
}

static void map_cold(void) {
    fd = must(open(COLD_FILE "-2", O_RDONLY), COLD_FILE);
    map(COLD_SIZE, MAP_PRIVATE, fd);
}

static void read_area(void) {
    for (long at = 0; at < size; at += PAGE)
        read_next();
}

static void write_much(void) {
    fd = must(open(FOLDER "/much", O_WRONLY | O_CREAT, 0644), FOLDER);
    for (long at = 0; at < size; at += sizeof buffer)
        must(write(fd, buffer, sizeof buffer), FOLDER);
    fsync(fd);
}

// What was read of files would be dropped first.
static void drop_caches(void) {
    int caches = must(open("/proc/sys/vm/drop_caches", O_WRONLY), "drop_caches");
    must(write(caches, "3", 1), "drop_caches");
    close(caches);
}

// More than there is memory, so that so much of it is in swap.
static void map_too_much(void) {
    struct sysinfo info;
    drop_caches();
    sysinfo(&info);
    if (info.totalswap == 0)
        exit(1);
    size += info.freeram * info.mem_unit;
    map_fresh();
}

static void write_area(void) {
    for (long at = 0; at < size; at += PAGE)
        write_next();
}

static void map_swapped(void) {
    map_too_much();
    write_area();
    place = area;
}

// Reads it more than once, for no page of it may leave memory for the first time later.
static void swap_all_in(void) {
    map_swapped();
    for (int round = 0; round < 4; round++) {
        read_area();
        place = area;
    }
}
