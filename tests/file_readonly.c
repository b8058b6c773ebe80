// The root file system cannot be written to: whatever would change it says EROFS, as soon as the
// directory is found, and mkdir that what is there is there. (The host's files can be written.)
// test: boots=roomy,ram
#include "test.h"
#include <sys/stat.h>

static void must_be(const char *what, long result, int error) {
    printf("%s: %s\n", what, outcome(result));
    check(result == -1 && errno == error);
}

int main(void) {
    check(chdir(data("")) == 0);
    must_be("write to a file", open("small", O_WRONLY), EROFS);
    must_be("read and write", open("small", O_RDWR), EROFS);
    must_be("truncate", open("small", O_WRONLY | O_TRUNC), EROFS);
    must_be("create", open("new", O_WRONLY | O_CREAT, 0644), EROFS);
    must_be("creat", creat("new", 0644), EROFS);
    must_be("mkdir", mkdir("new", 0755), EROFS);
    must_be("mkdir of what is there", mkdir("many", 0755), EEXIST);
    must_be("mkdir below a file", mkdir("small/new", 0755), ENOTDIR);
    must_be("rmdir", rmdir("many"), EROFS);
    must_be("rmdir of nothing", rmdir("missing"), EROFS);
    must_be("unlink", unlink("small"), EROFS);
    must_be("unlink of nothing", unlink("missing"), EROFS);
    must_be("rename", rename("small", "big"), EROFS);
    must_be("rename of nothing", rename("missing", "big"), EROFS);
    must_be("rename into nothing", rename("small", "missing/big"), ENOENT);
    must_be("create in nothing", open("missing/new", O_WRONLY | O_CREAT, 0644), ENOENT);
    must_be("access", access("small", W_OK), EROFS);

    int fd = open("small", O_RDONLY);
    must_be("write through a descriptor", write(fd, "x", 1), EBADF);
    check(access("small", R_OK) == 0);
    check(access("/dev/null", W_OK) == 0); // a device is not the file system's affair
    return 0;
}
