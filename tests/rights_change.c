// Who may change owner, group, mode and times of a file, and what becomes of its set-ID bits then
// and when it is written to; whose a new file is.
// test: portable root
#include "rights.h"

static const struct timespec then[2] = {{1000, 0}, {2000, 0}};
static const struct timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
static const struct timespec mixed[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};

// On the file or directory `it`; `fd` is it, opened by root for writing (a file only).
static long attempt(int number, int fd) {
    switch (number) {
    case 0:
        return chown("it", -1, -1);
    case 1:
        return chown("it", ME, -1);
    case 2:
        return chown("it", OTHER, -1);
    case 3:
        return chown("it", -1, MY_GROUP);
    case 4:
        return chown("it", -1, MORE_GROUP);
    case 5:
        return chown("it", -1, OTHER_GROUP);
    case 6:
        return chown("it", ME, MORE_GROUP);
    case 7:
        return chmod("it", 06777);
    case 8:
        return chmod("it", 02640);
    case 9:
        return utimensat(AT_FDCWD, "it", NULL, 0);
    case 10:
        return utimensat(AT_FDCWD, "it", now, 0);
    case 11:
        return utimensat(AT_FDCWD, "it", mixed, 0);
    case 12:
        return utimensat(AT_FDCWD, "it", then, 0);
    case 13:
        return truncate("it", 3);
    case 14:
        return open("it", O_RDONLY | O_NOATIME);
    case 15:
        return fd < 0 ? -1 : write(fd, "x", 1);
    case 16:
        return fd < 0 ? -1 : ftruncate(fd, 5);
    case 17:
        return open("it", O_WRONLY | O_TRUNC);
    default:
        return -2;
    }
}

// Where the group may not run a file, versions of Linux differ in whether a user who is not in it
// takes set-group-ID away by writing: rights_calls tests that.
static gid_t group_of(int number, mode_t mode) {
    static const gid_t groups[] = {MY_GROUP, MORE_GROUP, OTHER_GROUP};
    return mode == 02646 && number == 2 ? MORE_GROUP : groups[number];
}

// The user does it to everything of these owners, groups and modes.
static bool row(bool directory, uid_t user, uid_t owner, int number) {
    static const mode_t modes[] = {0644, 04757, 02755, 02646, 06755};
    printf("%s of %u, %u does %d:", directory ? "directory" : "file", owner, user, number);
    long result = 0;
    for (int i = 0; i < 15 && result != -2; i++) {
        struct stat status;
        gid_t group = group_of(i / 5, modes[i % 5]);
        act_as(0);
        give("it", owner, group, modes[i % 5]);
        int fd = directory ? -1 : open("it", O_RDWR);
        act_as(user);
        errno = EBADF;
        result = attempt(number, fd);
        const char *how = result < 0 ? outcome(result) : "ok";
        close(result > 2 ? result : -1);
        close(fd);
        act_as(0);
        check(stat("it", &status) == 0);
        printf(" %s:%o", how, status.st_mode & 07777);
        if (status.st_uid != owner || status.st_gid != group)
            printf(":%u:%u", status.st_uid, status.st_gid);
    }
    printf("\n");
    return result != -2;
}

static void rows(bool directory) {
    static const uid_t pairs[][2] = {{ME, ME}, {ME, OTHER}, {0, OTHER}};
    for (int i = 0; i < 3; i++)
        for (int number = 0; row(directory, pairs[i][0], pairs[i][1], number); number++)
            continue;
}

static void show(const char *path) {
    struct stat status;
    check(lstat(path, &status) == 0);
    printf("%s: %u %u %o\n", path, status.st_uid, status.st_gid, status.st_mode);
}

// A set-group-ID directory passes its group on, and directories the bit itself.
static void new_files(mode_t mode, gid_t group) {
    act_as(0);
    make_directory("shared", OTHER, group, mode);
    act_as(ME);
    check(mkdir("shared/inner", 0755) == 0 && mkdir("shared/inner/inner", 02700) == 0);
    check(symlink("nowhere", "shared/link") == 0 && mkfifo("shared/fifo", 06777) == 0);
    check(mknod("shared/plain", S_IFREG | 02755, 0) == 0);
    close(open("shared/file", O_CREAT | O_RDWR, 06777));
    close(open("shared/unrun", O_CREAT | O_RDWR, 02664));
    static const char *const names[] = {"inner", "inner/inner", "link", "fifo",
                                        "plain", "file",        "unrun"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[32];
        snprintf(path, sizeof path, "shared/%s", names[i]);
        show(path);
    }
    printf("set-group-ID by chmod: %s\n", outcome(chmod("shared/file", 02644)));
    show("shared/file");
    act_as(0);
    check(chdir("shared") == 0);
    remove_contents();
    check(chdir("..") == 0 && rmdir("shared") == 0);
}

int main(void) {
    enter_scratch();
    join_groups();
    put_file("it", "contents");
    rows(false);
    check(unlink("it") == 0 && mkdir("it", 0755) == 0);
    rows(true);
    new_files(0777, OTHER_GROUP);
    new_files(02777, OTHER_GROUP);
    new_files(02777, MORE_GROUP);
    int pipe_ends[2];
    struct stat status;
    act_as(ME);
    check(pipe(pipe_ends) == 0 && fstat(pipe_ends[0], &status) == 0);
    printf("a pipe: %u %u %o\n", status.st_uid, status.st_gid, status.st_mode);
    act_as(0);
    leave_scratch();
    return 0;
}
