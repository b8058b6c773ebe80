// Whenever the machine stops, no name on the disk leads to another file than its own: neither one
// whose removal was not written yet, when a new file has got its inode, nor one in a new directory,
// when that one's own name was not written yet. (What a name leads to is its file, or it is gone.)
// test: boots=roomy,small,half crash=1,2,3,4
#include "lasting.h"
#include <time.h>

enum { CROWD = 300, SIZE = 5000 };

static struct lasting file, moment = {.path = "moment", .number = 1000, .hash = HASH_START};

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT, 0644);
    check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
}

static void sync_file(const char *path) {
    int fd = open(path, O_RDONLY);
    check(fd >= 0 && fsync(fd) == 0 && close(fd) == 0);
}

// The machine stops now, or goes on after a while.
static void be_stopped(void) {
    promise("synced", &moment, "");
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
}

// The next file, in a/.
static void make(void) {
    file.number++;
    file.size = 0;
    file.hash = HASH_START;
    snprintf(file.path, sizeof file.path, "a/%d", file.number);
    int fd = open(file.path, O_WRONLY | O_CREAT, 0644);
    check(fd >= 0);
    append(&file, fd, SIZE);
    check(fsync(fd) == 0 && close(fd) == 0);
    promise("pending", &file, "");
}

// The first free inode is the next one's. Before a new directory gets its name, all inodes are
// written, but no directories.
static void give_inode_away(void) {
    make();
    promise_gone("pending", &file);
    check(unlink(file.path) == 0);
    put("b/heir", "not what was removed");
    check(mkdir("c/shelf", 0755) == 0);
    be_stopped();
    check(unlink("b/heir") == 0 && rmdir("c/shelf") == 0);
}

// A file in each of many directories: so many must be written.
static void make_crowd(void) {
    char path[32];
    for (int i = 0; i < CROWD; i++) {
        snprintf(path, sizeof path, "crowd/%d/x", i);
        if (unlink(path) == -1)
            check(errno == ENOENT);
        put(path, "");
    }
}

// Directories are written in the order in which they were changed: the old one's is first, the new
// one's last.
static void move_to_new_directory(void) {
    make();
    put("a/other", "");
    make_crowd();
    check(mkdir("c/new", 0755) == 0);
    char old[64];
    strcpy(old, file.path);
    strcpy(file.path, "c/new/moved");
    promise("pending", &file, "");
    check(rename(old, file.path) == 0);
    pid_t stopper = fork();
    if (stopper == 0) {
        be_stopped();
        _exit(0);
    }
    sync_file("a");
    check(waitpid(stopper, NULL, 0) == stopper);
    strcpy(old, file.path);
    snprintf(file.path, sizeof file.path, "a/%d", file.number);
    promise("pending", &file, "");
    check(rename(old, file.path) == 0 && unlink("a/other") == 0 && rmdir("c/new") == 0);
    sync();
}

int main(void) {
    check(mkdir(LASTING, 0755) == 0 && chdir(LASTING) == 0);
    check(mkdir("a", 0755) == 0 && mkdir("b", 0755) == 0 && mkdir("c", 0755) == 0);
    check(mkdir("crowd", 0755) == 0);
    for (int i = 0; i < CROWD; i++) {
        char path[32];
        snprintf(path, sizeof path, "crowd/%d", i);
        check(mkdir(path, 0755) == 0);
    }
    put(moment.path, "");
    sync_file(moment.path);
    for (;;) {
        give_inode_away();
        move_to_new_directory();
    }
}
