// Sequences of calls on files, chosen at random, have the same results as on Linux, also when the
// users who make them change, and the modes and owners of the files. A line for each sequence tells
// the hash of its log; `rights_random log 17 19` shows all of it for these three.
// test: portable root boots=roomy timeout=300
#include "calls_files.h"
#include "rights.h"

enum { SEQUENCES = 400, CALLS = 60 };

static uid_t random_user(void) {
    static const uid_t users[] = {0, ME, ME, OTHER};
    return ONE_OF(users);
}

static gid_t random_group(void) {
    static const gid_t groups[] = {0, MY_GROUP, MORE_GROUP, OTHER_GROUP};
    return ONE_OF(groups);
}

// Often with rights enough, so that something happens. (Linux's versions differ in what becomes of
// set-group-ID where the group may not run the file.)
static mode_t random_mode(void) {
    mode_t mode = random_below(01000) | (one_in(2) ? 0700 : 0);
    mode |= one_in(3) ? random_below(4) * 02000 : 0;
    return mode & 02000 ? mode | 010 : mode;
}

static void change_user(void) {
    uid_t user = random_user();
    act_as(user);
    note("acting as %u", user);
}

static void change_mode(void) {
    const char *path = random_path();
    mode_t mode = random_mode();
    note("chmod %s %o %s", path, mode, result(chmod(path, mode)));
}

static void change_owner(void) {
    const char *path = random_path();
    uid_t user = one_in(3) ? (uid_t)-1 : random_user();
    gid_t group = one_in(3) ? (gid_t)-1 : random_group();
    int fd = random_fd();
    switch (random_below(3)) {
    case 0:
        note("chown %s %d %d %s", path, user, group, result(chown(path, user, group)));
        break;
    case 1:
        note("lchown %s %d %d %s", path, user, group, result(lchown(path, user, group)));
        break;
    default:
        if (is_own(fd))
            note("fchown %d %d %d %s", fd, user, group, result(fchown(fd, user, group)));
    }
}

static void change_mask(void) {
    mode_t mask = random_below(01000) & random_below(01000);
    note("umask %o was %o", mask, umask(mask));
}

static void touch(void) {
    static const long kinds[] = {UTIME_NOW, UTIME_OMIT, 0};
    const char *path = random_path();
    struct timespec times[2] = {{1, ONE_OF(kinds)}, {1, ONE_OF(kinds)}};
    note("touch %s %lx %lx %s", path, times[0].tv_nsec, times[1].tv_nsec,
         result(utimensat(AT_FDCWD, path, one_in(3) ? NULL : times, 0)));
}

static void ask(void) {
    const char *path = random_path();
    int rights = random_below(8), flags = one_in(2) ? AT_EACCESS : 0;
    note("faccessat %s %d %d %s", path, rights, flags,
         result(syscall(SYS_faccessat2, AT_FDCWD, path, rights, flags)));
}

static void look(void) {
    const char *path = random_path();
    struct stat status;
    int outcome = lstat(path, &status);
    note_status("lstat", path, outcome, &status);
    if (outcome == 0)
        note("of %u %u", status.st_uid, status.st_gid);
}

static operation *const rights_operations[] = {change_user,  change_user,  change_mode, change_mode,
                                               change_owner, change_owner, change_mask, touch,
                                               ask,          look,         look};

// So that there is something to begin with.
static void prepare(void) {
    give(".", 0, 0, 0777);
    make_directory("d", random_user(), random_group(), random_mode() | 0100);
    make_directory("d/e", random_user(), random_group(), random_mode());
    make_file("a", random_user(), random_group(), random_mode());
    make_file("b", random_user(), random_group(), random_mode());
    make_file("d/a", random_user(), random_group(), random_mode());
    make_file("d/e/a", random_user(), random_group(), random_mode());
}

static void run_sequence(void) {
    prepare();
    pid_t pid = start();
    if (pid == 0) {
        for (int fd = FIRST_FD; fd < 64; fd++)
            close(fd);
        signal(SIGPIPE, SIG_IGN);
        join_groups();
        for (int i = 0; i < CALLS; i++)
            one_in(2) ? ONE_OF(rights_operations)() : ONE_OF(file_operations)();
        _exit(0);
    }
    note("end: %s", status_text(wait_for(pid)));
}

int main(int argc, char *argv[]) {
    run_sequences(argc, argv, SEQUENCES, run_sequence);
    return 0;
}
