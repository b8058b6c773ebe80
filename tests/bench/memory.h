// Operations on mappings, and the page faults.
#pragma once
#include "calls.h"
#include "processes.h"

static char *area, *place; // a mapping, and where in it we are

static void map(long length, int flags, int file) {
    flags |= file < 0 ? MAP_ANONYMOUS : 0;
    area = mmap(NULL, length, PROT_READ | (file < 0 ? PROT_WRITE : 0), flags, file, 0);
    if (area == MAP_FAILED)
        err(1, "mmap");
    place = area;
}

static void unmap(void) {
    munmap(area, size);
}

static void map_fresh(void) {
    map(size, MAP_PRIVATE | MAP_NORESERVE, -1);
}

static void map_touched(void) {
    map_fresh();
    for (long at = 0; at < size; at += PAGE)
        area[at] = 1;
}

static void map_sparse(void) {
    map_fresh();
    for (long at = 0; at < size; at += 2 * MIB)
        area[at] = 1;
}

static void map_after_another(void) {
    map_touched();
    unmap();
}

static void map_file(void) {
    open_file();
    for (int i = 0; i < FILE_PAGES; i++)
        pread(fd, buffer, PAGE, i * PAGE);
    map(size, MAP_PRIVATE, fd);
    close(fd);
}

static void map_for_two(void) {
    map_touched();
    child(sleep_forever);
}

static void map_of_two(void) {
    map_for_two();
    end_children();
}

static void unmap_of_two(void) {
    end_children();
    unmap();
}

static void write_next(void) {
    *place = 2;
    place += PAGE;
}

static void read_next(void) {
    *(volatile char *)place;
    place += PAGE;
}

static void read_further(void) {
    *(volatile char *)place;
    place += 16 * PAGE;
}

// Each call moves the stack pointer a page lower than the last one.
static void grow_stack(void) {
    static unsigned long depth;
    depth += PAGE;
    *(volatile char *)alloca(depth) = 1;
}

static void map_unmap(void) {
    map_fresh();
    unmap();
}

static void map_touch_unmap(void) {
    map_fresh();
    *area = 1;
    unmap();
}
