// The second boot of again_write. What it finds it promises, so that the harness looks for the same
// with Linux's tools.
#include "again.h"

static struct stat stat_of(const char *path) {
    struct stat status;
    check(lstat(path, &status) == 0);
    return status;
}

// Contents that are known otherwise.
static void check_file(struct lasting *file) {
    int fd = open(file->path, O_RDONLY);
    check(fd >= 0 && (size_t)stat_of(file->path).st_size == file->size);
    if (hash_of_file(fd) != file->hash) {
        dprintf(2, "%s: other contents on the disk than were written\n", file->path);
        _exit(1);
    }
    check(close(fd) == 0);
    promise("synced", file, "");
}

static void check_text(int number, const char *path, const char *text, size_t size) {
    struct lasting file = {.number = number, .size = size, .hash = hash(HASH_START, text, size)};
    snprintf(file.path, sizeof file.path, "%s", path);
    check_file(&file);
}

static void read_sizes(void) {
    int nothing = open("/dev/null", O_WRONLY);
    for (int i = 0; i < AGAIN_SIZES; i++) {
        struct lasting file = again_file(i, "new/sizes");
        append(&file, nothing, again_sizes[i]); // the same bytes as then
        check_file(&file);
        check(stat_of(file.path).st_mode == (S_IFREG | 0640) && stat_of(file.path).st_nlink == 1);
    }
    check(stat_of("new/sizes").st_mode == (S_IFDIR | 0750) && stat_of("new").st_nlink == 3);
    check(access("old", F_OK) == -1 && errno == ENOENT);
}

static void read_many(void) {
    char path[32];
    for (int i = 0; i < AGAIN_MANY; i++) {
        snprintf(path, sizeof path, "many/%d", i);
        if (i % 2 == 1)
            check_text(100 + i, path, path, strlen(path));
        else
            check(access(path, F_OK) == -1 && errno == ENOENT);
    }
}

static void check_link(const char *path, const char *target) {
    char text[128] = "";
    check(readlink(path, text, sizeof text - 1) > 0 && strcmp(text, target) == 0);
    check((size_t)stat_of(path).st_size == strlen(target));
}

static void read_links(void) {
    check(access("first", F_OK) == -1 && access("replacement", F_OK) == -1);
    check_text(20, "second", "a file with two names", 21);
    check(stat_of("second").st_nlink == 2 && stat_of("second").st_ino == stat_of("third").st_ino);
    check_link("short", "second");
    check_link("a-file", "second");
    check_link("long", LONG_TARGET);
    check_text(21, "replaced", "new", 3);
    struct stat status = stat_of("replaced");
    check(status.st_mode == (S_IFREG | 0604) && status.st_mtim.tv_sec == TIME + 1);
    check(status.st_uid == OWNER && status.st_gid == GROUP);
    check(stat_of("short").st_uid == OWNER && stat_of("second").st_uid == 0);
}

static void read_times(void) {
    char path[16];
    for (int i = 0; i < AGAIN_TIMES; i++) {
        snprintf(path, sizeof path, "time %d", i);
        const struct stat status = stat_of(path);
        const struct timespec *other = &again_times[AGAIN_TIMES - 1 - i];
        check(memcmp(&status.st_mtim, &again_times[i], sizeof *other) == 0);
        check(memcmp(&status.st_atim, other, sizeof *other) == 0);
    }
}

static void read_holes(void) {
    memcpy(lasting_bytes, "what\0\0\0\0", 8);
    check_text(22, "cut", lasting_bytes, 8);
    memset(lasting_bytes, 'm', MAPPED_SIZE);
    check_text(23, "mapped", lasting_bytes, MAPPED_SIZE);
    char end[4] = "";
    int fd = open("hole", O_RDONLY);
    struct stat status = stat_of("hole");
    check(status.st_size == HOLE_END && status.st_blocks < 64);
    check(pread(fd, end, 4, HOLE_END - 4) == 4 && memcmp(end, "\0end", 4) == 0 && close(fd) == 0);
}

static void read_large(void) {
    char end[4] = "";
    int fd = open(LARGE, O_RDONLY);
    struct stat status = stat_of(LARGE);
    check(status.st_size == LARGE_SIZE && status.st_uid == USER && status.st_gid == USER + 1);
    check(pread(fd, end, 4, LARGE_SIZE - 4) == 4 && memcmp(end, "\0end", 4) == 0 && close(fd) == 0);
    status = stat_of("nothing");
    check(status.st_size == 0 && status.st_blocks == 0);
}

int main(void) {
    check(chdir(LASTING) == 0);
    read_sizes();
    read_many();
    read_links();
    read_holes();
    read_times();
    read_large();
    return 0;
}
