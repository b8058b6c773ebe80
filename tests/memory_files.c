// Files that are memory: memfd_create makes one without a name, which can be written, read, cut
// off, mapped and run; /dev/shm is a directory of them, with names to make, link, rename, list and
// remove. test: portable boots=roomy,small,swap
#include "test.h"
#include <dirent.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

enum { ALLOW_SEALING = 2, HUGE = 64 };

static int new_memory(const char *name, unsigned flags) {
    return syscall(SYS_memfd_create, name, flags);
}

static off_t size_of(int fd) {
    struct stat status;
    check(fstat(fd, &status) == 0);
    return status.st_size;
}

static void show_link(int fd) {
    char path[40], name[300] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    check(readlink(path, name, sizeof name - 1) > 0);
    printf("name: %s\n", name);
}

static void contents(int fd) {
    char text[20] = "";
    printf("write: %zd", write(fd, "hello, world", 12));
    printf(", at its end: %zd", read(fd, text, sizeof text));
    printf(", from the beginning: %zd", pread(fd, text, sizeof text, 0));
    printf(" %s, sparse: %zd", text, pwrite(fd, "far", 3, 100 * PAGE + 1));
    printf(", size %ld", (long)size_of(fd));
    char byte = 1;
    check(pread(fd, &byte, 1, 50 * PAGE) == 1);
    printf(", a hole: %d, sync: %s\n", byte, outcome(fsync(fd)));
}

static void sizes(int fd) {
    char text[20] = "";
    printf("cut off: %s", outcome(ftruncate(fd, 5)));
    printf(", and longer: %s", outcome(ftruncate(fd, 3 * PAGE)));
    check(pread(fd, text, 12, 0) == 12 && text[4] == 'o' && text[5] == 0 && text[11] == 0);
    printf(", size %ld", (long)size_of(fd));
    printf(", negative: %s\n", outcome(ftruncate(fd, -1)));
}

static void mappings(int fd) {
    char *shared = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    check(shared != MAP_FAILED && private != MAP_FAILED);
    char byte;
    shared[PAGE] = 'm';
    check(pread(fd, &byte, 1, PAGE) == 1);
    printf("mapped: %c %c", byte, private[PAGE]);
    private[0] = 'p';
    printf(", private: %c %c", private[0], shared[0]);
    pid_t pid = start();
    if (pid == 0) {
        shared[1] = 'c';
        _exit(0);
    }
    check(wait_for(pid) == 0);
    printf(", of a child: %c", shared[1]);
    check(ftruncate(fd, PAGE) == 0);
    pid = start();
    if (pid == 0) {
        shared[PAGE] = 1;
        _exit(0);
    }
    printf(", behind the end: %s\n", status_text(wait_for(pid)));
    munmap(shared, 3 * PAGE);
    munmap(private, 3 * PAGE);
}

static void copy_program(int fd) {
    static char bytes[PAGE];
    int program = open(beside("print_args"), O_RDONLY);
    check(program >= 0);
    for (ssize_t n; (n = read(program, bytes, sizeof bytes)) > 0;)
        check(write(fd, bytes, n) == n);
    close(program);
}

static void run(const char *how, int fd) {
    pid_t pid = start();
    if (pid == 0) {
        char path[40];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        char *arguments[] = {"program", "x", NULL}, *none[] = {NULL};
        if (*how == 'p')
            execve(path, arguments, none);
        else
            syscall(SYS_execveat, fd, "", arguments, none, 0x1000);
        _exit(errno);
    }
    printf("%s: %s\n", how, status_text(wait_for(pid)));
}

static void nameless(void) {
    int fd = new_memory("of mine", 0);
    check(fd >= 0);
    show_link(fd);
    contents(fd);
    sizes(fd);
    mappings(fd);
    struct stat status;
    fstat(fd, &status);
    printf("mode %o, links %d, descriptor %d\n", status.st_mode, (int)status.st_nlink,
           fcntl(fd, F_GETFD));
    check(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
    copy_program(fd);
    run("run by its descriptor", fd);
    run("program by its path", fd);
    close(fd);
    fd = new_memory("", 1);
    printf("descriptor %d\n", fcntl(fd, F_GETFD));
    close(fd);
    char name[300];
    memset(name, 'n', sizeof name);
    name[250] = '\0';
    printf("a long name: %s", outcome(new_memory(name, 0)));
    name[249] = '\0';
    fd = new_memory(name, 0);
    printf(", the longest: %s", outcome(fd));
    close(fd);
    printf(", wrong flags: %s", outcome(new_memory("", 0x8000)));
    printf(", no name: %s\n", outcome(new_memory(NULL, 0)));
}

static char path_1[80], path_2[80];

static int count_listed(void) {
    DIR *directory = opendir("/dev/shm");
    check(directory != NULL);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        count += strstr(path_1, entry->d_name) == path_1 + 9 ||
                 strstr(path_2, entry->d_name) == path_2 + 9;
    closedir(directory);
    return count;
}

static void named(void) {
    snprintf(path_1, sizeof path_1, "/dev/shm/pagoda-1-%d", getpid());
    snprintf(path_2, sizeof path_2, "/dev/shm/pagoda-2-%d", getpid());
    int fd = open(path_1, O_RDWR | O_CREAT | O_EXCL, 0640);
    check(fd >= 0);
    struct stat status;
    check(stat(path_1, &status) == 0);
    printf("mode %o, links %d", status.st_mode, (int)status.st_nlink);
    printf(", again: %s", outcome(open(path_1, O_RDWR | O_CREAT | O_EXCL, 0640)));
    contents(fd);
    sizes(fd);
    mappings(fd);
    printf("listed: %d", count_listed());
    printf(", link: %s", outcome(link(path_1, path_2)));
    check(stat(path_2, &status) == 0);
    printf(", links %d, listed: %d", (int)status.st_nlink, count_listed());
    printf(", rename to itself: %s", outcome(rename(path_1, path_2)));
    printf(", removed: %s", outcome(unlink(path_1)));
    printf(", once more: %s", outcome(unlink(path_1)));
    printf(", rename: %s", outcome(rename(path_2, path_1)));
    printf(", listed: %d\n", count_listed());
    int other = open(path_2, O_RDWR | O_CREAT, 0600);
    check(other >= 0 && write(other, "other", 5) == 5);
    printf("rename over: %s", outcome(rename(path_2, path_1)));
    check(stat(path_1, &status) == 0);
    printf(", size %ld", (long)status.st_size);
    check(unlink(path_1) == 0 && count_listed() == 0);
    printf(", unlinked, still: %zd", pwrite(fd, "x", 1, 0));
    printf(", listed: %d", count_listed());
    printf(", to the disk: %s\n", rename(path_2, "/tmp/x") == -1 ? "refused" : "ok");
    close(other);
    close(fd);
    struct statfs system;
    check(statfs("/dev/shm", &system) == 0);
    printf("magic %lx, free of %d\n", (unsigned long)system.f_type,
           system.f_bfree <= system.f_blocks && system.f_blocks > 0);
    check(stat("/dev/shm", &status) == 0);
    printf("directory: %o\n", status.st_mode);
}

int main(void) {
    nameless();
    named();
    return 0;
}
