// What each call that makes, names, changes or removes a file refuses, and which of two reasons it
// tells.
// test: portable boots=roomy,ram
#include "fs.h"
#include <sys/syscall.h>

static char long_name[300];

// Each call with each of these paths.
static const char *const paths[] = {"file",
                                    "file/",
                                    "file/x",
                                    "directory",
                                    "directory/",
                                    "directory/.",
                                    "directory/..",
                                    ".",
                                    "..",
                                    "/",
                                    "missing",
                                    "missing/",
                                    "missing/x",
                                    "missing/x/",
                                    "",
                                    "link",
                                    "link/",
                                    "link/x",
                                    "dangling",
                                    "dangling/",
                                    "loop",
                                    "loop/x",
                                    "to-directory",
                                    "to-directory/",
                                    "full",
                                    "full/",
                                    "full/inside",
                                    "//",
                                    "directory/new/",
                                    "full/inside/x",
                                    "directory/./",
                                    "to-directory/x"};

// A new world, and nothing but it.
static void make_all(void) {
    check(chdir(scratch) == 0);
    remove_contents();
    check(mkdir("world", 0755) == 0 && chdir("world") == 0);
    put_file("file", "text");
    check(mkdir("directory", 0755) == 0 && mkdir("full", 0755) == 0);
    put_file("full/inside", "text");
    check(symlink("file", "link") == 0 && symlink("nowhere", "dangling") == 0);
    check(symlink("loop", "loop") == 0 && symlink("directory", "to-directory") == 0);
}

static int do_mkdir(const char *path) {
    return mkdir(path, 0755);
}
static int do_mknod(const char *path) {
    return mknod(path, S_IFIFO | 0644, 0);
}
static int do_create(const char *path) {
    return close(open(path, O_WRONLY | O_CREAT, 0644));
}
static int do_create_new(const char *path) {
    return close(open(path, O_WRONLY | O_CREAT | O_EXCL, 0644));
}
static int do_create_no_link(const char *path) {
    return close(open(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0644));
}
static int do_empty(const char *path) {
    return close(open(path, O_WRONLY | O_TRUNC));
}
static int do_symlink(const char *path) {
    return symlink("target", path);
}
static int do_link_to(const char *path) {
    return link("file", path);
}
static int do_link_from(const char *path) {
    return link(path, "new");
}
static int do_rename_file_to(const char *path) {
    return rename("file", path);
}
static int do_rename_directory_to(const char *path) {
    return rename("directory", path);
}
static int do_rename_from(const char *path) {
    return rename(path, "new");
}
static int do_truncate(const char *path) {
    return truncate(path, 3);
}
static int do_chmod(const char *path) {
    return chmod(path, 0755);
}
static int do_utimensat(const char *path) {
    return utimensat(AT_FDCWD, path, NULL, 0);
}

static const struct {
    const char *name;
    int (*call)(const char *path);
} calls[] = {
    {"mkdir", do_mkdir},
    {"rmdir", rmdir},
    {"unlink", unlink},
    {"mknod", do_mknod},
    {"O_CREAT", do_create},
    {"O_EXCL", do_create_new},
    {"O_CREAT, O_NOFOLLOW", do_create_no_link},
    {"O_TRUNC", do_empty},
    {"symlink", do_symlink},
    {"link to", do_link_to},
    {"link from", do_link_from},
    {"rename file to", do_rename_file_to},
    {"rename directory to", do_rename_directory_to},
    {"rename from", do_rename_from},
    {"truncate", do_truncate},
    {"chmod", do_chmod},
    {"utimensat", do_utimensat},
};

// Paths that the call must not have, for the whole system is behind them.
static bool is_too_dangerous(size_t call, const char *path) {
    return (calls[call].call == do_chmod || calls[call].call == do_utimensat) &&
           (strspn(path, "/.") == strlen(path) || strcmp(path, "directory/..") == 0);
}

static void try_all(size_t call) {
    long result = 0;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (is_too_dangerous(call, paths[i]))
            continue;
        if (result >= 0) // a call that failed has changed nothing
            make_all();
        result = calls[call].call(paths[i]);
        printf("%s %s: %s\n", calls[call].name, paths[i], outcome(result));
    }
    check(chdir(scratch) == 0);
    remove_contents();
}

static void long_names(void) {
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[256] = '\0';
    printf("256: %s", outcome(mkdir(long_name, 0755)));
    printf(", %s", outcome(open(long_name, O_CREAT | O_RDWR, 0644)));
    printf(", %s\n", outcome(symlink(".", long_name)));
    long_name[255] = '\0';
    printf("255: %s", outcome(mkdir(long_name, 0755)));
    printf(", %s\n", outcome(rmdir(long_name)));
    static char target[5000];
    memset(target, 't', sizeof target - 1);
    static const int lengths[] = {0, 1, 59, 60, 61, 1000, 1023};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char back[5000];
        target[lengths[i]] = '\0';
        int result = symlink(target, "s");
        printf("link of %d: %s", lengths[i], outcome(result));
        printf(", %ld\n", (long)readlink("s", back, sizeof back));
        target[lengths[i]] = 't';
        unlink("s");
    }
    printf("link of 4999: %s\n", outcome(symlink(target, "s")));
}

static void descriptors(void) {
    put_file("f", "0123456789");
    int r = open("f", O_RDONLY), w = open("f", O_WRONLY), d = open(".", O_RDONLY), p[2];
    check(pipe(p) == 0);
    printf("ftruncate: read-only %s", outcome(ftruncate(r, 1)));
    printf(", negative %s", outcome(ftruncate(w, -1)));
    printf(", directory %s", outcome(ftruncate(d, 1)));
    printf(", pipe %s", outcome(ftruncate(p[1], 1)));
    printf(", closed %s\n", outcome(ftruncate(99, 1)));
    printf("truncate: negative %s\n", outcome(truncate("f", -1)));
    printf("fsync: read-only %s", outcome(fsync(r)));
    printf(", directory %s", outcome(fsync(d)));
    printf(", pipe %s", outcome(fsync(p[1])));
    printf(", closed %s\n", outcome(fsync(99)));
    printf("write: read-only %s", outcome(write(r, "x", 1)));
    printf(", directory %s", outcome(write(d, "x", 1)));
    printf(", too far %s", outcome(pwrite(w, "x", 1, INT64_MAX)));
    printf(", negative %s\n", outcome(pwrite(w, "x", 1, -1)));
    printf("fchmod: read-only %s\n", outcome(fchmod(r, 0600)));
    printf("unlinkat: flags %s", outcome(unlinkat(d, "f", 1)));
    printf(", directory %s", outcome(unlinkat(d, "f", AT_REMOVEDIR)));
    printf(", ok %s\n", outcome(unlinkat(d, "f", 0)));
    printf("mkdirat: %s", outcome(mkdirat(d, "sub", 0700)));
    printf(", of a file %s", outcome(mkdirat(r, "sub", 0700)));
    printf(", closed %s\n", outcome(mkdirat(99, "sub", 0700)));
    printf("renameat: %s\n", outcome(syscall(SYS_renameat, d, "sub", d, "sub2")));
}

// A directory that is gone takes nothing in.
static void removed_directory(void) {
    check(mkdir("gone", 0755) == 0 && chdir("gone") == 0 && rmdir("../gone") == 0);
    printf("in a removed directory: %s", outcome(mkdir("x", 0755)));
    printf(", %s", outcome(open("x", O_CREAT | O_RDWR, 0644)));
    printf(", %s", outcome(symlink("a", "x")));
    printf(", %s", outcome(open("x", O_RDONLY)));
    printf(", %s\n", outcome(rename("../file", "x")));
    char path[100];
    printf("getcwd: %d\n", getcwd(path, sizeof path) == NULL);
    check(chdir("..") == 0);
}

// Nor does one whose parent is gone, too, but the way up still leads through both.
static void removed_parent(void) {
    struct stat above, here;
    check(mkdir("p", 0755) == 0 && mkdir("p/q", 0755) == 0 && stat("p", &above) == 0);
    check(chdir("p/q") == 0 && rmdir("../q") == 0 && rmdir("../../p") == 0);
    check(mkdir("/tmp/pagoda-heir", 0755) == 0); // perhaps with an inode of theirs
    char path[100];
    printf("in a removed tree: getcwd %d", getcwd(path, sizeof path) == NULL);
    printf(", rename %s", outcome(rename("../../file", "x")));
    printf(", %s", outcome(rename("x", "../../x")));
    printf(", chdir %s", outcome(chdir("..")));
    printf(", the same %d", stat(".", &here) == 0 && above.st_ino == here.st_ino);
    printf(", empty %s", outcome(open("q", O_RDONLY)));
    printf(", chdir %s\n", outcome(chdir("..")));
    check(rmdir("/tmp/pagoda-heir") == 0 && stat(".", &here) == 0 && stat(scratch, &above) == 0);
    check(here.st_ino == above.st_ino);
}

static void modes(void) {
    umask(027);
    check(mkdir("m", 0777) == 0 && close(open("n", O_CREAT | O_WRONLY, 0666)) == 0);
    struct stat status;
    check(stat("m", &status) == 0);
    printf("umask: %o", status.st_mode);
    check(stat("n", &status) == 0);
    printf(", %o", status.st_mode);
    check(chmod("n", 04755) == 0 && stat("n", &status) == 0);
    printf(", chmod: %o", status.st_mode);
    check(chown("n", getuid(), getgid()) == 0 && stat("n", &status) == 0);
    printf(", chown: %o\n", status.st_mode);
    struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1234567890}};
    check(utimensat(AT_FDCWD, "n", times, 0) == 0 && stat("n", &status) == 0);
    printf("times: %ld, %ld\n", (long)status.st_atime, (long)status.st_mtime);
    times[0].tv_nsec = UTIME_OMIT;
    times[1].tv_sec = 5;
    check(utimensat(AT_FDCWD, "n", times, 0) == 0 && stat("n", &status) == 0);
    printf("times: %ld, %ld\n", (long)status.st_atime, (long)status.st_mtime);
    times[0].tv_nsec = 1000000000;
    printf("bad time: %s\n", outcome(utimensat(AT_FDCWD, "n", times, 0)));
    times[0].tv_nsec = times[1].tv_nsec = UTIME_OMIT;
    printf("no time, no file: %s\n", outcome(utimensat(AT_FDCWD, "missing", times, 0)));
    int fd = open("n", O_WRONLY);
    check(write(fd, "x", 1) == 1 && fstat(fd, &status) == 0);
    printf("written now: %d, changed now: %d\n", status.st_mtime > 1700000000,
           status.st_ctime > 1700000000);
    umask(022);
}

// To whom a file belongs already, it can be given by anybody.
static void owners(void) {
    put_file("owned", "");
    check(symlink("owned", "to-owned") == 0 && symlink("nowhere", "to-nowhere") == 0);
    uid_t user = getuid();
    gid_t group = getgid();
    struct stat status;
    printf("chown: %s", outcome(chown("owned", user, group)));
    printf(", nothing %s", outcome(chown("owned", -1, -1)));
    printf(", through a link %s", outcome(chown("to-nowhere", user, group)));
    printf(", the link %s", outcome(lchown("to-nowhere", user, group)));
    printf(", missing %s", outcome(chown("missing", user, group)));
    printf(", closed %s", outcome(fchown(99, user, group)));
    printf(", flags %s\n", outcome(syscall(SYS_fchownat, AT_FDCWD, "owned", user, group, 1)));
    static const mode_t modes[] = {04755, 02755, 02745, 06711, 01777};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        check(chmod("owned", modes[i]) == 0 && chown("to-owned", user, group) == 0);
        check(stat("owned", &status) == 0 && status.st_uid == user && status.st_gid == group);
        printf("%o becomes %o\n", modes[i], status.st_mode);
    }
}

static void more_times(void) {
    struct timespec times[2] = {{.tv_sec = 100}, {.tv_sec = 200}};
    struct stat status;
    check(utimensat(AT_FDCWD, "to-owned", times, AT_SYMLINK_NOFOLLOW) == 0);
    check(lstat("to-owned", &status) == 0);
    printf("the link's: %ld %ld", (long)status.st_atime, (long)status.st_mtime);
    check(stat("owned", &status) == 0);
    printf(", the file's: %d", status.st_mtime > 200);
    int fd = open("owned", O_RDONLY);
    check(futimens(fd, times) == 0 && fstat(fd, &status) == 0);
    printf(", by descriptor: %ld %ld", (long)status.st_atime, (long)status.st_mtime);
    times[0].tv_nsec = UTIME_OMIT;
    times[1].tv_nsec = UTIME_NOW;
    check(futimens(fd, times) == 0 && fstat(fd, &status) == 0);
    printf(", now: %ld %d\n", (long)status.st_atime, status.st_mtime > 1700000000);
    close(fd);
    printf("flags: %s", outcome(utimensat(AT_FDCWD, "owned", times, 1)));
    printf(", missing: %s\n", outcome(utimensat(AT_FDCWD, "missing", times, 0)));
}

int main(void) {
    enter_scratch();
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        try_all(i);
    long_names();
    descriptors();
    removed_directory();
    removed_parent();
    modes();
    owners();
    more_times();
    leave_scratch();
    return 0;
}
