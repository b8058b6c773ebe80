// A symbolic link can be opened itself (O_PATH): readlinkat reads it by an empty path, as it reads
// nothing else; what is open so has no attributes that could be asked for, and nothing to write. A
// path by which attributes are asked for must lead to a file.
// test: portable
#include "fs.h"
#include <sys/syscall.h>

static void read_link(const char *what, int fd, const char *path) {
    char target[16] = "";
    long length = readlinkat(fd, path, target, sizeof target - 1);
    printf("%s: %s %s\n", what, length < 0 ? outcome(length) : "reads", target);
}

int main(void) {
    enter_scratch();
    put_file("file", "text");
    check(symlink("file", "link") == 0);
    int link = open("link", O_PATH | O_NOFOLLOW), file = open("file", O_PATH);
    int usual = open("file", O_RDONLY), here = open(".", O_RDONLY);
    check(link >= 0 && file >= 0 && usual >= 0 && here >= 0);
    read_link("the open link", link, "");
    read_link("by its name", here, "link");
    read_link("the open file", usual, "");
    read_link("named only", file, "");
    read_link("a directory", here, "");
    read_link("the working directory", AT_FDCWD, "");
    read_link("not open", 99, "");
    read_link("a file by its name", here, "file");
    read_link("in a link", link, "file");
    char buffer[8];
    const int calls[] = {SYS_fsetxattr, SYS_fgetxattr, SYS_flistxattr, SYS_fremovexattr};
    for (int i = 0; i < 4; i++) {
        printf("attributes: %s", outcome(syscall(calls[i], file, "user.x", buffer, 1, 0)));
        printf(", %s\n", outcome(syscall(calls[i], 99, "user.x", buffer, 1, 0)));
    }
    printf("a range: %s", outcome(syscall(SYS_sync_file_range, file, 0, 1, 0)));
    printf(", %s\n", outcome(syscall(SYS_sync_file_range, link, 0, 1, 2)));
    check(symlink("nowhere", "dangling") == 0);
    const char *const paths[] = {"nowhere", "dangling", "file/", "", (char *)8};
    const int by_path[] = {SYS_setxattr,  SYS_getxattr,  SYS_listxattr,  SYS_removexattr,
                           SYS_lsetxattr, SYS_lgetxattr, SYS_llistxattr, SYS_lremovexattr};
    for (int i = 0; i < 5; i++) {
        printf("by path %d:", i);
        for (int j = 0; j < (i == 1 ? 4 : 8); j++)
            printf(" %s", outcome(syscall(by_path[j], paths[i], "user.x", buffer, 1, 0)));
        printf("\n");
    }
    leave_scratch();
    return 0;
}
