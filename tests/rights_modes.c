// Every mode of a file and of a directory means for its owner, its group, a member of it, all
// others and root what it says, to each call that asks: 60,000 answers. test: portable root
// timeout=120
#include "rights.h"

enum { EXECUTE = 1, WRITE = 2, READ = 4 };

static const struct relation {
    const char *name;
    uid_t user, owner;
    gid_t group;
    int shift; // to the user's bits
} relations[] = {
    {"the owner", ME, ME, MY_GROUP, 6},     {"the group", ME, OTHER, MY_GROUP, 3},
    {"a member", ME, OTHER, MORE_GROUP, 3}, {"others", ME, OTHER, OTHER_GROUP, 0},
    {"root", 0, OTHER, OTHER_GROUP, 0},
};

// A call on a file, or on a directory `d` in which there is a file `x`, and the rights it takes.
static int access_as(const char *path, int rights) {
    return outcome_of(syscall(SYS_faccessat2, AT_FDCWD, path, rights, AT_EACCESS));
}

static int open_as(const char *path, int flags) {
    int fd = open(path, flags);
    return fd < 0 ? errno : (close(fd), 0);
}

static int look_up(const char *path, int unused) {
    (void)unused;
    struct stat status;
    return outcome_of(stat(path, &status));
}

static int go(const char *path, int unused) {
    (void)unused;
    int result = outcome_of(chdir(path));
    check(result != 0 || chdir(scratch) == 0);
    return result;
}

static int make_name(const char *path, int unused) {
    (void)unused;
    int result = outcome_of(mknod(path, S_IFREG | 0600, 0));
    check(result != 0 || unlink(path) == 0);
    return result;
}

static const struct operation {
    const char *path;
    int (*run)(const char *path, int argument);
    int argument;
    int takes;
} operations[] = {
    {"f", access_as, 0, 0},
    {"f", access_as, 1, 1},
    {"f", access_as, 2, 2},
    {"f", access_as, 3, 3},
    {"f", access_as, 4, 4},
    {"f", access_as, 5, 5},
    {"f", access_as, 6, 6},
    {"f", access_as, 7, 7},
    {"f", open_as, O_RDONLY, READ},
    {"f", open_as, O_WRONLY, WRITE},
    {"f", open_as, O_RDWR, READ | WRITE},
    {"f", open_as, O_RDONLY | O_TRUNC, READ | WRITE},
    {"f", open_as, O_RDONLY | O_CREAT, READ},
    {"f", open_as, O_PATH, 0},
    {"d", access_as, 1, 1},
    {"d", access_as, 2, 2},
    {"d", access_as, 4, 4},
    {"d", access_as, 7, 7},
    {"d", open_as, O_RDONLY, READ},
    {"d", open_as, O_PATH | O_DIRECTORY, 0},
    {"d", go, 0, EXECUTE},
    {"d/x", look_up, 0, EXECUTE},
    {"d/.", look_up, 0, EXECUTE},
    {"d/..", look_up, 0, EXECUTE},
    {"d/", look_up, 0, 0},
    {"d/x", open_as, O_RDWR, EXECUTE},
    {"d/new", make_name, 0, WRITE | EXECUTE},
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

static int rights_of(const struct relation *relation, int mode, bool directory) {
    if (relation->user == 0)
        return READ | WRITE | (directory || mode & 0111 ? EXECUTE : 0);
    return mode >> relation->shift & 7;
}

static void try_all(const struct relation *relation, int mode, int *allowed, uint64_t *sum) {
    act_as(0);
    give("f", relation->owner, relation->group, mode);
    give("d", relation->owner, relation->group, mode);
    act_as(relation->user);
    for (int i = 0; i < OPERATIONS; i++) {
        const struct operation *operation = &operations[i];
        int rights = rights_of(relation, mode, operation->path[0] == 'd');
        int expected = operation->takes & ~rights ? EACCES : 0;
        int got = operation->run(operation->path, operation->argument);
        if (got != expected) {
            printf("%s of mode %o, %s (%d): ", relation->name, mode, operation->path, i);
            printf("%s instead of %s\n", errno_name(got), errno_name(expected));
            _exit(1);
        }
        *allowed += got == 0;
        *sum = hash(*sum, &got, sizeof got);
    }
}

int main(void) {
    enter_scratch();
    put_file("f", "contents");
    check(mkdir("d", 0777) == 0);
    make_file("d/x", OTHER, OTHER_GROUP, 0777);
    join_groups();
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        uint64_t sum = HASH_START;
        int allowed = 0;
        for (int mode = 0; mode < 01000; mode++)
            try_all(&relations[i], mode, &allowed, &sum);
        printf("%s: %d of %d allowed, %lx\n", relations[i].name, allowed, 01000 * OPERATIONS, sum);
    }
    act_as(0);
    leave_scratch();
    return 0;
}
