// Operations on processes: fork, wait, switching between them, /proc.
#pragma once
#include "calls.h"

static pid_t children[512];
static int child_count;

// A child that does this, and ends.
static void child(void (*work)(void)) {
    pid_t pid = must(fork(), "fork");
    if (pid == 0) {
        work();
        _exit(0);
    }
    children[child_count++] = pid;
}

static void sleep_forever(void) {
    for (;;)
        pause();
}

static void end_children(void) {
    for (int i = 0; i < child_count; i++)
        kill(children[i], SIGKILL);
    while (child_count > 0)
        waitpid(children[--child_count], NULL, 0);
}

static void echo(void) {
    char byte;
    while (read(to[0], &byte, 1) == 1)
        write(from[1], &byte, 1);
}

static void start_sleepers(void) {
    for (long i = 0; i < size; i++)
        child(sleep_forever);
}

static void ping_pong(void) {
    write(to[1], buffer, 1);
    read(from[0], buffer, 1);
}

// The first turn waits until all children have run once.
static void start_echo(void) {
    start_sleepers();
    open_pipes();
    child(echo);
    ping_pong();
}

static void stop_echo(void) {
    end_children();
    close_pipes();
}

// All children read a number from one pipe and write it back, one less, until it is 0.
static void pass_on(void) {
    int left;
    while (read(to[0], &left, sizeof left) == sizeof left) {
        left--;
        write(left ? to[1] : from[1], &left, sizeof left);
    }
}

static void start_herd(void) {
    open_pipes();
    for (long i = 0; i < size; i++)
        child(pass_on);
}

static void pass_through_herd(void) {
    int left = units;
    struct pollfd done = {.fd = from[0], .events = POLLIN};
    write(to[1], &left, sizeof left);
    failed = poll(&done, 1, 1000) != 1;
}

static void fork_wait(void) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
}

static void fork_exec_wait(void) {
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/true", "true", NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

static void fork_only(void) {
    child(sleep_forever);
}

// Reads /proc as ps does. The result is for one of the processes that are there.
static void read_proc(void) {
    DIR *proc = opendir("/proc");
    units = 0;
    for (struct dirent *entry; (entry = readdir(proc));) {
        char path[300];
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        int file = open(path, O_RDONLY);
        read(file, buffer, sizeof buffer);
        close(file);
        units++;
    }
    closedir(proc);
}

static void sleep_millisecond(void) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}
