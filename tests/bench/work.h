// Work: commands of a busybox, a compiler and a database, on files that are in memory. The programs
// are the same in both systems, and so are the instructions in user mode; bench.py takes those
// away.
#pragma once
#include "common.h"
#include <sys/resource.h>

#define BUSYBOX "/bench/busybox"
#define TCC "/bench/tcc"
#define SQLITE "/bench/sqlite3"
#define TREE FOLDER "/tree"
enum { FOLDERS = 20, FILES = 20, LINES = 10000, FUNCTIONS = 1000 };

// Fills a file with lines, in no order.
static void write_lines(const char *path, int lines) {
    FILE *file = fopen(path, "w");
    uint32_t state = 1;
    if (!file)
        err(1, "%s", path);
    for (int i = 0; i < lines; i++)
        fprintf(file, "%010u line %d of so many\n", state = state * 1664525 + 1013904223, i);
    fclose(file);
}

static void make_tree(void) {
    char path[100];
    mkdir(TREE, 0777);
    for (int i = 0; i < FOLDERS * FILES; i++) {
        snprintf(path, sizeof path, TREE "/folder%d", i / FILES);
        mkdir(path, 0777);
        snprintf(path, sizeof path, TREE "/folder%d/file%d", i / FILES, i % FILES);
        write_lines(path, 100);
    }
    sync();
}

static void make_lines(void) {
    write_lines(FOLDER "/lines", LINES);
}

static void make_source(void) {
    FILE *file = fopen(FOLDER "/source.c", "w");
    if (!file)
        err(1, FOLDER "/source.c");
    for (int i = 0; i < FUNCTIONS; i++)
        fprintf(file, "int f%d(int n) { int sum = %d; while (n--) sum += n * n; return sum; }\n", i,
                i);
    fclose(file);
}

static void run_program(const char *path, char *command[]) {
    int status;
    pid_t pid = must(fork(), "fork");
    if (pid == 0) {
        dup2(must(open("/dev/null", O_WRONLY), "/dev/null"), 1);
        execv(path, command);
        err(1, "%s", path);
    }
    waitpid(pid, &status, 0);
    failed |= status != 0;
}

static void run(char *command[]) {
    run_program(BUSYBOX, command);
}

static void find_files(void) {
    run((char *[]){"find", TREE, "-size", "+1000k", NULL});
}

static void remove_tree(void) {
    run((char *[]){"rm", "-r", TREE, NULL});
}

static void loop(void) {
    run((char *[]){"sh", "-c", "i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i+1)); done", NULL});
}

static void pack_tree(void) {
    run((char *[]){"tar", "cf", "-", TREE, NULL});
}

static void sort_lines(void) {
    run((char *[]){"sort", FOLDER "/lines", NULL});
}

static void compile(void) {
    run_program(TCC, (char *[]){"tcc", "-c", "-o", FOLDER "/source.o", FOLDER "/source.c", NULL});
}

static void remove_database(void) {
    unlink(FOLDER "/database");
}

static void fill_database(void) {
    run_program(SQLITE, (char *[]){"sqlite3", FOLDER "/database",
                                   "PRAGMA synchronous = OFF;"
                                   "CREATE TABLE t (number INTEGER PRIMARY KEY, text TEXT);"
                                   "WITH RECURSIVE count(n) AS"
                                   " (SELECT 1 UNION ALL SELECT n + 1 FROM count LIMIT 10000)"
                                   " INSERT INTO t SELECT n, 'row ' || n * 7919 % 10007 FROM count;"
                                   "CREATE INDEX by_text ON t (text);"
                                   "SELECT sum(number) FROM t WHERE text LIKE '%7';",
                                   NULL});
}
