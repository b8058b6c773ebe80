// A directory's names as they come and go, at random: made, removed, moved within the directory and
// to another, linked, replaced. Each name that is there leads to its file, and any other name to
// none, whether the directory was used before or all caches were just dropped.
// test: boots=roomy,tight timeout=120
#include "fs.h"

enum { NAMES = 700, STEPS = 6000, DIRECTORIES = 2 };

static ino_t numbers[DIRECTORIES][NAMES]; // what should be there; 0: nothing

static const char *path_of(int directory, int i) {
    static char paths[2][300];
    static int turn;
    char *path = paths[turn ^= 1];
    snprintf(path, 300, "%c/%.*s%d", 'a' + directory, i % 90,
             "a-name-that-is-as-long-as-it-likes-to-be-and-that-is-longer-than-many-a-name-is", i);
    return path;
}

static void drop_caches(void) {
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(write(fd, "3", 1) == 1 && close(fd) == 0);
}

static void look(int directory, int i) {
    struct stat status;
    int result = lstat(path_of(directory, i), &status);
    check(result == 0 ? status.st_ino == numbers[directory][i]
                      : errno == ENOENT && numbers[directory][i] == 0);
}

static void make(int directory, int i) {
    struct stat status;
    bool is_directory = i % 16 == 0;
    const char *path = path_of(directory, i);
    int fd = is_directory ? mkdir(path, 0755) : open(path, O_CREAT | O_EXCL | O_WRONLY, 0644);
    check(numbers[directory][i] ? fd < 0 && errno == EEXIST : fd >= 0);
    if (fd < 0)
        return;
    check(is_directory || close(fd) == 0);
    check(lstat(path, &status) == 0);
    numbers[directory][i] = status.st_ino;
}

static void take(int directory, int i) {
    const char *path = path_of(directory, i);
    int result = i % 16 == 0 ? rmdir(path) : unlink(path);
    check(numbers[directory][i] ? result == 0 : result < 0 && errno == ENOENT);
    numbers[directory][i] = 0;
}

// Of two files or two directories; to a file's own other name, nothing happens.
static void move(int from, int i, int to, int j) {
    ino_t *old = &numbers[from][i], *new = &numbers[to][j];
    int result = rename(path_of(from, i), path_of(to, j));
    check(*old ? result == 0 : result < 0 && errno == ENOENT);
    if (*old == 0 || *old == *new)
        return;
    *new = *old;
    *old = 0;
}

static void add_link(int from, int i, int to, int j) {
    int result = link(path_of(from, i), path_of(to, j));
    if (result == 0)
        numbers[to][j] = numbers[from][i];
    else
        check(errno == (numbers[to][j] && numbers[from][i] ? EEXIST : ENOENT));
}

int main(void) {
    enter_scratch();
    check(mkdir("a", 0755) == 0 && mkdir("b", 0755) == 0);
    for (int step = 0; step < STEPS; step++) {
        int from = random_below(DIRECTORIES), to = random_below(DIRECTORIES);
        int i = random_below(NAMES), j = random_below(NAMES);
        bool alike = (i % 16 == 0) == (j % 16 == 0);
        unsigned what = random_below(8);
        if (what < 3)
            make(from, i);
        else if (what < 4 + (step > STEPS / 2))
            take(from, i);
        else if (what < 6 && alike)
            move(from, i, to, j);
        else if (what < 7 && i % 16 != 0 && j % 16 != 0)
            add_link(from, i, to, j);
        look(from, i);
        look(to, random_below(NAMES));
        if (step % 500 == 499)
            drop_caches();
    }
    int left = 0;
    for (int i = 0; i < DIRECTORIES * NAMES; i++) {
        left += numbers[i / NAMES][i % NAMES] != 0;
        look(i / NAMES, i % NAMES);
    }
    printf("%d names are left\n", left);
    remove_contents();
    leave_scratch();
    return 0;
}
