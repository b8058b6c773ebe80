// Operations on files and pipes, and the shortest system calls.
#pragma once
#include "common.h"
#include "vdso.h"

#define FILE_PATH FOLDER "/file"
enum { FILE_PAGES = 1024 };

static int fd, to[2], from[2]; // a file, and two pipes

static void null_call(void) {
    getppid();
}

static int (*clock_as_libc)(clockid_t clock, struct timespec *time);

static void find_vdso(void) {
    clock_as_libc = find_in_vdso("__vdso_clock_gettime");
    if (!clock_as_libc)
        clock_as_libc = clock_gettime;
}

static void clock_call(void) {
    struct timespec time;
    clock_as_libc(CLOCK_MONOTONIC, &time);
}

static void open_zero(void) {
    fd = must(open("/dev/zero", O_RDONLY), "/dev/zero");
}

static void make_file(void) {
    if (access(FILE_PATH, R_OK) == 0)
        return;
    fd = must(open(FILE_PATH, O_WRONLY | O_CREAT, 0644), FILE_PATH);
    for (unsigned i = 0; i < FILE_PAGES * PAGE / sizeof buffer; i++)
        must(write(fd, buffer, sizeof buffer), FILE_PATH);
    fsync(fd);
    close(fd);
}

static void open_file(void) {
    make_file();
    fd = must(open(FILE_PATH, O_RDONLY), FILE_PATH);
}

static void close_file(void) {
    close(fd);
}

static void read_byte(void) {
    read(fd, buffer, 1);
}

static void open_close(void) {
    close(open(FILE_PATH, O_RDONLY));
}

static void stat_file(void) {
    struct stat status;
    stat(FILE_PATH, &status);
}

static void pread_page(void) {
    pread(fd, buffer, PAGE, 0);
}

static void pread_much(void) {
    pread(fd, buffer, sizeof buffer, 0);
}

static void open_to_write(void) {
    make_file();
    fd = must(open(FILE_PATH, O_WRONLY), FILE_PATH);
}

static void pwrite_page(void) {
    pwrite(fd, buffer, PAGE, 0);
}

static void create_unlink(void) {
    close(open(FOLDER "/new", O_WRONLY | O_CREAT, 0644));
    unlink(FOLDER "/new");
}

// As find does: each name of a folder, and what it stands for.
static void find(void) {
    DIR *folder = opendir("/tests");
    units = 0;
    for (struct dirent *entry; (entry = readdir(folder)); units++) {
        struct stat status;
        fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW);
    }
    closedir(folder);
}

static void open_pipes(void) {
    must(pipe(to), "pipe");
    must(pipe(from), "pipe");
}

static void close_pipes(void) {
    for (int i = 0; i < 2; i++) {
        close(to[i]);
        close(from[i]);
    }
}

static void pipe_byte(void) {
    write(to[1], buffer, 1);
    read(to[0], buffer, 1);
}

static void pipe_much(void) {
    write(to[1], buffer, 16 * 1024);
    read(to[0], buffer, 16 * 1024);
}
