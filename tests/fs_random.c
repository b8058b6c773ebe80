// Some thousand operations on files and directories, chosen at random but the same every time, have
// the same outcome as on Linux, and leave the same tree with the same contents.
// test: portable boots=roomy,small,swap,eager,tight timeout=180
#include "fs.h"

enum { OPERATIONS = 4000, LINE = 50, DESCRIPTORS = 6, LARGEST = 300000 };

static uint64_t so_far = HASH_START;
static int descriptors[DESCRIPTORS];
static const char *verbose;

// A path of one to three components out of a few.
static const char *random_path(char *path) {
    static const char *const names[] = {"a", "bb", "a-longer-name", "d"};
    path[0] = '\0';
    for (uint64_t depth = 1 + random_below(3); depth > 0; depth--) {
        strcat(path, names[random_below(4)]);
        strcat(path, depth > 1 ? "/" : "");
    }
    return path;
}

static void note(const char *what, const char *path, const char *result, uint64_t value) {
    char text[512];
    int n = snprintf(text, sizeof text, "%s %s: %s %lx\n", what, path, result, value);
    so_far = hash(so_far, text, n);
    if (verbose)
        write(1, text, n);
}

static void noted(const char *what, const char *path, long result) {
    note(what, path, outcome(result), 0);
}

static uint64_t random_offset(void) {
    static const uint64_t edges[] = {0, 1, 1024, 4096, 12 * 1024, 48 * 1024, 268 * 1024};
    return random_below(2) ? edges[random_below(7)] : random_below(LARGEST);
}

static void write_some(int fd, const char *path) {
    static char bytes[20000];
    size_t n = 1 + random_below(random_below(4) ? 300 : sizeof bytes);
    uint64_t at = random_offset();
    memset(bytes, 'a' + random_below(26), n);
    bytes[random_below(n)] = '.';
    long result = random_below(3) ? pwrite(fd, bytes, n, at) : write(fd, bytes, n);
    note("write", path, outcome(result), result);
}

static void use_new_descriptor(const char *path) {
    static const int kinds[] = {O_RDWR | O_CREAT, O_RDWR, O_WRONLY | O_CREAT | O_APPEND,
                                O_RDWR | O_CREAT | O_EXCL, O_RDWR | O_TRUNC};
    int kind = random_below(5), slot = random_below(DESCRIPTORS);
    int fd = open(path, kinds[kind], 0640);
    noted("open", path, fd);
    if (fd < 0)
        return;
    write_some(fd, path);
    close(descriptors[slot]);
    descriptors[slot] = fd;
}

static void use_old_descriptor(void) {
    int fd = descriptors[random_below(DESCRIPTORS)];
    struct stat status;
    if (fd < 0)
        return;
    switch (random_below(4)) {
    case 0:
        noted("ftruncate", "", ftruncate(fd, random_offset()));
        break;
    case 1:
        check(fstat(fd, &status) == 0);
        note("fstat", "", "", status.st_size + ((uint64_t)status.st_nlink << 32));
        break;
    case 2:
        noted("fsync", "", fsync(fd));
        break;
    default:
        write_some(fd, "");
    }
}

static void look_at(const char *path) {
    struct stat status;
    int result = lstat(path, &status);
    noted("lstat", path, result);
    if (result < 0)
        return;
    note("mode", path, "", status.st_mode);
    if (S_ISDIR(status.st_mode))
        return;
    note("size", path, "", status.st_size + ((uint64_t)status.st_nlink << 32));
    int fd = S_ISREG(status.st_mode) ? open(path, O_RDONLY) : -1;
    if (fd >= 0)
        note("contents", path, "", hash_of_file(fd));
    close(fd);
}

static void change_names(const char *path, const char *other) {
    switch (random_below(8)) {
    case 0:
    case 1:
        noted("mkdir", path, mkdir(path, 0755));
        break;
    case 2:
        noted("rmdir", path, rmdir(path));
        break;
    case 3:
        noted("unlink", path, unlink(path));
        break;
    case 4:
        noted("link", path, link(other, path));
        break;
    case 5:
        noted("symlink", path, symlink(other, path));
        break;
    default:
        note("rename", path, outcome(rename(other, path)), 0);
    }
}

static void operate(void) {
    char path[128], other[128];
    random_path(path);
    random_path(other);
    switch (random_below(8)) {
    case 0:
    case 1:
        use_new_descriptor(path);
        break;
    case 2:
        use_old_descriptor();
        break;
    case 3:
        noted("truncate", path, truncate(path, random_offset()));
        break;
    case 4:
        noted("chmod", path, chmod(path, 0700 | random_below(0100)));
        break;
    case 5:
        look_at(path);
        break;
    default:
        change_names(path, other);
    }
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

// Every name below, in order, with what it is.
static void list(char *path) {
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, by_name);
    check(n >= 2);
    size_t end = strlen(path);
    for (int i = 0; i < n; i++) {
        if (entries[i]->d_name[0] != '.') {
            snprintf(path + end, 512 - end, "/%s", entries[i]->d_name);
            struct stat status;
            check(lstat(path, &status) == 0);
            int fd = S_ISREG(status.st_mode) ? open(path, O_RDONLY) : -1;
            printf("%s %o %ld %lx\n", path, status.st_mode,
                   S_ISDIR(status.st_mode) ? 0 : (long)status.st_size,
                   fd < 0 ? 0 : hash_of_file(fd));
            close(fd);
            if (S_ISDIR(status.st_mode))
                list(path);
            path[end] = '\0';
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char *argv[]) {
    verbose = argc > 1 ? argv[1] : NULL; // to see each operation …
    if (argc > 2)
        random_state ^= atol(argv[2]); // … and to see other ones
    enter_scratch();
    for (int i = 0; i < DESCRIPTORS; i++)
        descriptors[i] = -1;
    for (int i = 1; i <= OPERATIONS; i++) {
        operate();
        if (i % LINE == 0)
            printf("after %d: %016lx\n", i, so_far);
    }
    char path[512] = ".";
    list(path);
    for (int i = 0; i < DESCRIPTORS; i++)
        close(descriptors[i]);
    leave_scratch();
    return 0;
}
