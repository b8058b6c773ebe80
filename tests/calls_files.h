// Calls on files, directories and pipes. Nothing here may block: all pipes are O_NONBLOCK.
#pragma once
#include "calls.h"
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

enum { FILE_LARGEST = 40000 };

static off_t random_offset(void) {
    static const off_t edges[] = {0, 1, 4095, 4096, 4097, 8192, 12288, 16384};
    return one_in(2) ? ONE_OF(edges) : (off_t)random_below(FILE_LARGEST);
}

static char *random_bytes(size_t n) {
    static char bytes[2048];
    check(n <= sizeof bytes);
    memset(bytes, 'a' + random_below(26), n);
    if (n > 0)
        bytes[random_below(n)] = '.';
    return bytes;
}

static void note_read(const char *call, int fd, size_t asked, ssize_t n, const char *bytes) {
    uint64_t digest = n > 0 ? hash(HASH_START, bytes, n) : 0;
    note("%s %d %zu %s: %lx", call, fd, asked, result(n), digest);
}

// --- By name -------------------------------------------------------------------------------------

static void do_open(void) {
    static const int modes[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDWR};
    static const int extras[] = {O_CREAT,    O_CREAT,   O_CREAT | O_EXCL,
                                 O_TRUNC,    O_APPEND,  O_DIRECTORY,
                                 O_NOFOLLOW, O_CLOEXEC, O_CREAT | O_TRUNC};
    const char *path = random_path();
    int flags = ONE_OF(modes) | ONE_OF(extras) | (one_in(3) ? ONE_OF(extras) : 0);
    if ((flags & O_CREAT) && (flags & O_DIRECTORY)) // Linux 6.4 changed its mind
        flags &= ~O_DIRECTORY;
    int fd = open(path, flags | O_NONBLOCK, 0700 | random_below(0100));
    note("open %s %x %s", path, flags, result(fd));
}

static void do_open_device(void) {
    const char *path = one_in(2) ? "/dev/null" : "/dev/zero";
    note("open %s %s", path, result(open(path, O_RDWR)));
}

static void do_openat(void) {
    int directory = random_fd();
    const char *path = random_path();
    int fd = openat(directory, path, O_RDONLY | O_NONBLOCK);
    note("openat %d %s %s", directory, path, result(fd));
}

static void do_mkdir(void) {
    const char *path = one_in(2) ? "d" : random_path();
    note("mkdir %s %s", path, result(mkdir(path, 0700 | random_below(0100))));
}

static void do_remove(void) {
    const char *path = random_path();
    if (one_in(3))
        note("rmdir %s %s", path, result(rmdir(path)));
    else
        note("unlink %s %s", path, result(unlink(path)));
}

// Whether others may give a file a name is a matter of configuration (protected_hardlinks).
static bool may_link(const char *path) {
    struct stat status;
    return geteuid() == 0 || lstat(path, &status) < 0 || status.st_uid == geteuid();
}

static void do_link(void) {
    const char *from = random_path(), *to = random_path();
    switch (random_below(4)) {
    case 0:
        if (!may_link(from))
            return;
        note("link %s %s %s", from, to, result(link(from, to)));
        break;
    case 1:
        to = one_in(2) ? "link" : to;
        note("symlink %s %s %s", from, to, result(symlink(from, to)));
        break;
    default:
        note("rename %s %s %s", from, to, result(rename(from, to)));
    }
}

static void do_mkfifo(void) {
    const char *path = one_in(2) ? "fifo" : random_path();
    note("mkfifo %s %s", path, result(mkfifo(path, 0700)));
}

static void do_truncate(void) {
    const char *path = random_path();
    off_t size = one_in(20) ? -5 : random_offset();
    note("truncate %s %ld %s", path, size, result(truncate(path, size)));
}

static void do_chmod(void) {
    const char *path = random_path();
    mode_t mode = 0700 | random_below(0100);
    note("chmod %s %o %s", path, mode, result(chmod(path, mode)));
}

static void do_access(void) {
    const char *path = random_path();
    int mode = random_below(8);
    note("access %s %d %s", path, mode, result(access(path, mode)));
}

static void do_readlink(void) {
    char target[64] = "";
    const char *path = one_in(2) ? "link" : random_path();
    ssize_t n = readlink(path, target, one_in(4) ? 2 : sizeof target);
    note("readlink %s %s: %.*s", path, result(n), n > 0 ? (int)n : 0, target);
}

static void do_utime(void) {
    const char *path = random_path();
    struct stat status;
    struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = random_below(1u << 30)}};
    int outcome = utimensat(AT_FDCWD, path, times, 0);
    note("utimensat %s %s", path, result(outcome));
    if (outcome == 0 && stat(path, &status) == 0)
        note("its time is %ld", (long)status.st_mtime - times[1].tv_sec);
}

static void do_chdir(void) {
    const char *path = one_in(2) ? scratch : random_path();
    note("chdir %s %s", path == scratch ? "back" : path, result(chdir(path)));
    char now[256];
    if (getcwd(now, sizeof now))
        note("it is %s", now + strlen(scratch));
    else
        note("getcwd %s", result(-1));
}

static void note_status(const char *call, const char *path, int outcome, struct stat *status) {
    note("%s %s %s", call, path, result(outcome));
    if (outcome < 0)
        return;
    bool directory = S_ISDIR(status->st_mode); // the size and count of links depend on the format
    note("mode %o size %ld links %ld", status->st_mode, directory ? 0 : (long)status->st_size,
         directory ? 0 : (long)status->st_nlink);
}

static void do_stat(void) {
    const char *path = random_path();
    struct stat status;
    if (one_in(2))
        note_status("stat", path, stat(path, &status), &status);
    else
        note_status("lstat", path, lstat(path, &status), &status);
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void do_list(void) {
    const char *path = one_in(2) ? "." : "d";
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, by_name);
    note("list %s %s", path, result(n));
    for (int i = 0; i < n; i++) {
        note("  %s %d", entries[i]->d_name, entries[i]->d_type);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

// --- By descriptor -------------------------------------------------------------------------------

static void do_close(void) {
    int fd = random_fd();
    note("close %d %s", fd, result(close(fd)));
}

static void do_read(void) {
    static char bytes[2048];
    int fd = random_fd();
    size_t n = random_length();
    if (one_in(2)) {
        note_read("read", fd, n, read(fd, bytes, n), bytes);
        return;
    }
    off_t at = one_in(20) ? -1 : random_offset();
    note("at %ld", at);
    note_read("pread", fd, n, pread(fd, bytes, n, at), bytes);
}

static void do_write(void) {
    int fd = random_fd();
    size_t n = random_length();
    char *bytes = random_bytes(n);
    if (one_in(2)) {
        note("write %d %zu %s", fd, n, result(write(fd, bytes, n)));
        return;
    }
    off_t at = one_in(20) ? -1 : random_offset();
    note("pwrite %d %zu %ld %s", fd, n, at, result(pwrite(fd, bytes, n, at)));
}

static void do_vector(void) {
    char bytes[300];
    struct iovec parts[3];
    int fd = random_fd(), count = one_in(20) ? -1 : (int)random_below(4);
    memset(bytes, 'v', sizeof bytes);
    for (int i = 0; i < 3; i++)
        parts[i] = (struct iovec){bytes + 100 * i, random_below(101)};
    if (one_in(2))
        note("writev %d %d %s", fd, count, result(writev(fd, parts, count)));
    else
        note_read("readv", fd, count, readv(fd, parts, count), bytes);
}

static void do_seek(void) {
    int fd = random_fd(), whence = one_in(20) ? 9 : (int)random_below(3);
    off_t offset = one_in(10) ? -random_offset() : random_offset();
    if (!is_kind(fd, S_IFDIR)) // what a place in a directory is depends on the format
        note("lseek %d %ld %d %s", fd, offset, whence, result(lseek(fd, offset, whence)));
}

static void do_change_open(void) {
    int fd = random_fd();
    struct stat status;
    if (!is_own(fd))
        return;
    mode_t mode = 0700 | random_below(0100);
    switch (random_below(4)) {
    case 0:
        note("fchmod %d %o %s", fd, mode, result(fchmod(fd, mode)));
        break;
    case 1:
        note("fsync %d %s", fd, result(fsync(fd)));
        break;
    case 2:
        note_status("fstat", "", fstat(fd, &status), &status);
        break;
    default:
        note("ftruncate %d %s", fd, result(ftruncate(fd, random_offset())));
    }
}

static void do_dup(void) {
    int fd = random_fd(), to = random_fd();
    switch (random_below(4)) {
    case 0:
        note("dup %d %s", fd, result(dup(fd)));
        break;
    case 1:
        note("dup2 %d %d %s", fd, to, result(dup2(fd, to)));
        break;
    case 2:
        note("dup3 %d %d %s", fd, to, result(dup3(fd, to, one_in(2) ? O_CLOEXEC : 0)));
        break;
    default:
        note("F_DUPFD %d %d %s", fd, to, result(fcntl(fd, F_DUPFD, to)));
    }
}

static void do_fcntl(void) {
    int fd = random_fd(), flags = O_NONBLOCK | (one_in(2) ? O_APPEND : 0);
    switch (random_below(4)) {
    case 0:
        note("F_GETFD %d %s", fd, result(fcntl(fd, F_GETFD)));
        break;
    case 1:
        note("F_SETFD %d %s", fd, result(fcntl(fd, F_SETFD, one_in(2) ? FD_CLOEXEC : 0)));
        break;
    case 2:
        note("F_GETFL %d %s", fd, result(fcntl(fd, F_GETFL)));
        break;
    default:
        if (is_own(fd))
            note("F_SETFL %d %x %s", fd, flags, result(fcntl(fd, F_SETFL, flags)));
    }
}

static void do_lock(void) {
    static const short kinds[] = {F_RDLCK, F_WRLCK, F_UNLCK};
    static const int whole[] = {LOCK_SH, LOCK_EX, LOCK_UN};
    int fd = random_fd();
    if (!is_own(fd))
        return;
    if (one_in(3)) {
        note("flock %d %s", fd, result(flock(fd, ONE_OF(whole) | LOCK_NB)));
        return;
    }
    struct flock lock = {.l_type = ONE_OF(kinds), .l_start = random_below(10)};
    lock.l_len = random_below(10);
    bool ask = one_in(3);
    int outcome = fcntl(fd, ask ? F_GETLK : F_SETLK, &lock);
    note("lock %d %d %s: type %d from %ld for %ld", fd, ask, result(outcome), lock.l_type,
         (long)lock.l_start, (long)lock.l_len);
}

static void do_sendfile(void) {
    int from = random_fd(), to = random_fd();
    off_t at = random_offset();
    size_t n = random_length();
    if (!is_kind(from, S_IFREG)) // what else can be sent depends on Linux's version
        return;
    off_t now = lseek(from, 0, SEEK_CUR), end = lseek(from, 0, SEEK_END);
    lseek(from, now, SEEK_SET);
    if (at >= end || now >= end) // nothing is sent, but Linux asks a pipe for its readers
        return;
    ssize_t sent = sendfile(to, from, one_in(2) ? &at : NULL, n);
    note("sendfile %d %d %zu %s: at %ld", to, from, n, result(sent), (long)at);
}

static void do_pipe(void) {
    int ends[2] = {-1, -1};
    int outcome = pipe2(ends, O_NONBLOCK | (one_in(2) ? O_CLOEXEC : 0));
    note("pipe2 %s: %d %d", result(outcome), ends[0], ends[1]);
}

static void do_available(void) {
    int fd = random_fd(), n = -1;
    if (is_kind(fd, S_IFDIR))
        return;
    int outcome = ioctl(fd, FIONREAD, &n);
    note("FIONREAD %d %s: %d", fd, result(outcome),
         n > 0 ? n : 0); // beyond the end versions differ
}

static void do_poll(void) {
    struct pollfd files[3];
    for (int i = 0; i < 3; i++)
        files[i] = (struct pollfd){random_fd(), POLLIN | POLLOUT, 0};
    int n = poll(files, 3, 0);
    note("poll %s: %d %x, %d %x, %d %x", result(n), files[0].fd, files[0].revents, files[1].fd,
         files[1].revents, files[2].fd, files[2].revents);
}

static operation *const file_operations[] = {
    do_open,   do_open,     do_open,  do_open,        do_open,      do_open_device, do_openat,
    do_mkdir,  do_remove,   do_link,  do_link,        do_mkfifo,    do_truncate,    do_chmod,
    do_access, do_readlink, do_utime, do_chdir,       do_stat,      do_list,        do_close,
    do_read,   do_read,     do_read,  do_write,       do_write,     do_write,       do_write,
    do_vector, do_seek,     do_seek,  do_change_open, do_dup,       do_dup,         do_fcntl,
    do_lock,   do_sendfile, do_pipe,  do_pipe,        do_available, do_poll,
};
