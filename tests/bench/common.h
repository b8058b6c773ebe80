// What the operations share, each of which is a function without arguments.
#pragma once
#define _GNU_SOURCE
#include <alloca.h>
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096ul
#define MIB (1ul << 20)
#define FOLDER "/tmp/bench"

// Of the row that is measured:
static long size;   // how much there is of what must not matter, or how much is worked on
static int units;   // the result is for one of so many things that the operation does
static bool failed; // the operation was not done

static char buffer[64 * 1024];

static long must(long result, const char *what) {
    if (result < 0)
        err(1, "%s", what);
    return result;
}

static void nothing(void) {
}
