// getdents, the old form of getdents64: the same entries, with the type behind the name.
// test: portable
#include "fs.h"
#include <sys/syscall.h>

struct old_entry {
    unsigned long inode, next;
    unsigned short length;
    char name[];
};

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

int main(void) {
    enter_scratch();
    check(mkdir("directory", 0755) == 0 && mkfifo("fifo", 0600) == 0 && symlink("x", "link") == 0);
    close(open("file with a long name, of forty bytes....", O_CREAT | O_WRONLY, 0644));
    int fd = open(".", O_RDONLY | O_DIRECTORY), count = 0;
    char buffer[120], lines[10][80];
    printf("too small: %s\n", outcome(syscall(SYS_getdents, fd, buffer, 20)));
    for (long n; (n = syscall(SYS_getdents, fd, buffer, sizeof buffer)) > 0;) {
        for (long at = 0; at < n;) {
            struct old_entry *entry = (struct old_entry *)(buffer + at);
            check(entry->inode != 0 && entry->length % 8 == 0);
            snprintf(lines[count++], sizeof lines[0], "%d %d %s", buffer[at + entry->length - 1],
                     entry->length, entry->name);
            at += entry->length;
        }
    }
    qsort(lines, count, sizeof lines[0], compare);
    for (int i = 0; i < count; i++)
        printf("%s\n", lines[i]);
    printf("a file: %s\n", outcome(syscall(SYS_getdents, open("fifo", O_RDWR), buffer, 100)));
    leave_scratch();
    return 0;
}
