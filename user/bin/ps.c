#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "ps: lists the processes, with their memory and their page faults\n"
    "S is the state: R runs or could, S sleeps, D waits for a disk, T is stopped,\n"
    "Z has ended. SIZE: what its address space takes; RES: what is in memory of it.\n"
    "MINFLT, MAJFLT: faults; major ones waited for the disk. TIME: processor time.\n";

// All of a small file; the bytes between strings become spaces. Returns how many there are.
static ssize_t read_file(const char *pid, const char *name, char *to, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/%s", pid, name);
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, to, size - 1);
    if (fd >= 0)
        close(fd);
    for (ssize_t i = 0; i < n - 1; i++) {
        if (to[i] == '\0')
            to[i] = ' ';
    }
    to[n < 0 ? 0 : n] = '\0';
    return n;
}

// The fields of /proc/PID/stat are numbered in proc(5). The second is the name in parentheses,
// which may itself contain spaces and parentheses.
static void print_process(const char *pid) {
    char stat[1024], command[256];
    if (read_file(pid, "stat", stat, sizeof stat) <= 0)
        return; // it has just ended
    char *name = strchr(stat, '('), *name_end = strrchr(stat, ')');
    if (name == NULL || name_end == NULL)
        return;
    char state;
    int parent, group;
    unsigned long minor, major, user, system, size;
    long resident;
    if (sscanf(name_end + 1,
               " %c %d %d %*d %*d %*d %*u %lu %*u %lu %*u %lu %lu %*d %*d %*d %*d %*d %*d %*u "
               "%lu %ld",
               &state, &parent, &group, &minor, &major, &user, &system, &size, &resident) != 9)
        return;
    if (read_file(pid, "cmdline", command, sizeof command) <= 0)
        snprintf(command, sizeof command, "[%.*s]", (int)(name_end - name - 1), name + 1);
    long ticks = (long)(user + system), second = sysconf(_SC_CLK_TCK);
    printf("%5s %5d %5d %c %8lu %8ld %7lu %7lu %3ld.%02ld %s\n", pid, parent, group, state,
           size / 1024, resident * (getpagesize() / 1024), minor, major, ticks / second,
           ticks % second * 100 / second, command);
}

static int is_process(const struct dirent *entry) {
    return isdigit((unsigned char)entry->d_name[0]);
}

static int by_number(const struct dirent **a, const struct dirent **b) {
    return atoi((*a)->d_name) - atoi((*b)->d_name);
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    struct dirent **entries;
    int count = scandir("/proc", &entries, is_process, by_number);
    if (count < 0)
        err(1, "/proc");
    printf("%5s %5s %5s S %8s %8s %7s %7s %6s COMMAND\n", "PID", "PPID", "PGID", "SIZE KiB",
           "RES KiB", "MINFLT", "MAJFLT", "TIME");
    for (int i = 0; i < count; i++)
        print_process(entries[i]->d_name);
    return 0;
}
