// Operations on names, in folders of many.
#pragma once
#include "common.h"

enum { NAMES = 16 };
static char names[NAMES][64];
static int next_name;

static void name_file(char name[64], const char *kind, long number) {
    snprintf(name, 64, FOLDER "/%s%ld", kind, number);
}

static void make_empty(const char *path) {
    close(must(open(path, O_WRONLY | O_CREAT, 0644), path));
}

// Names that are spread over a folder of `size` files.
static void fill_folder(const char *kind, long step) {
    char name[64];
    for (long i = size - 1; i >= 0; i--) {
        name_file(name, "names/file", i);
        if (access(name, F_OK) == 0)
            break; // and so are those before it
        make_empty(name);
    }
    for (int i = 0; i < NAMES; i++)
        name_file(names[i], kind, i * step);
    next_name = 0;
}

static void choose_there(void) {
    fill_folder("names/file", size / NAMES);
}

static void choose_missing(void) {
    fill_folder("names/other", 1);
}

static const char *name_next(void) {
    return names[next_name++ % NAMES];
}

static void stat_next(void) {
    struct stat status;
    stat(name_next(), &status);
}

static void create_next(void) {
    make_empty(name_next());
}

static void remove_names(void) {
    for (int i = 0; i < NAMES; i++)
        unlink(names[i]);
}

static void make_files(void) {
    char name[64];
    for (long i = 0; i < size; i++) {
        name_file(name, "rm/file", i);
        make_empty(name);
    }
    units = size;
}

static void remove_files(void) {
    char name[64];
    for (long i = 0; i < size; i++) {
        name_file(name, "rm/file", i);
        unlink(name);
    }
}
