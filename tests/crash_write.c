// Whenever the machine stops, e2fsck can mend the disk, and then everything is there that fsync, or
// another call of that kind, said was safe: also the name of a new file, the old file or the new
// one where one replaces the other, and what was there before bytes were appended. The program
// works for ever, as the first process, and the harness ends the machine after so many promises.
//
// With the argument `step` it works alone on a small disk, in small files, and waits after each
// line until the harness has noted how far the disk had come by then. So the harness can play the
// power cut at any moment of the log, with the loss of any writes that the disk had not flushed.
// test: boots=roomy,small,half crash=4,60,200 cuts=150
#include "lasting.h"
#include <sys/mman.h>
#include <sys/syscall.h>

enum { WRITERS = 3, FILES = 6 };

static size_t length_max = 40000;
static int noise_files = 40;

static struct lasting files[FILES];
static bool exists[FILES];

static int open_end(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND, 0644);
    check(fd >= 0);
    return fd;
}

static int sync_mapped(int fd) {
    off_t size = lseek(fd, 0, SEEK_END);
    if (size <= 0)
        return fsync(fd);
    void *bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    check(bytes != MAP_FAILED);
    int result = msync(bytes, size, MS_SYNC);
    munmap(bytes, size);
    return result;
}

static int sync_all(int fd) {
    (void)fd;
    sync();
    return 0;
}

static int sync_file_system(int fd) {
    return syscall(SYS_syncfs, fd);
}

// Each of these makes sure of what is in the file; of its name, only the last two and ext2.
static void finish(int fd) {
    static int (*const ways[])(int) = {fsync, fdatasync, sync_mapped, sync_all, sync_file_system};
    check(ways[random_below(5)](fd) == 0 && close(fd) == 0);
}

// The directory in which the file has its name.
static void sync_name(const char *path) {
    char directory[64];
    strcpy(directory, path);
    *strrchr(directory, '/') = '\0';
    int fd = open(directory, O_RDONLY | O_DIRECTORY);
    check(fd >= 0 && fsync(fd) == 0 && close(fd) == 0);
}

static void fill(struct lasting *file, const char *path) {
    int fd = open_end(path);
    file->size = 0;
    file->hash = HASH_START;
    append(file, fd, random_below(length_max));
    finish(fd);
}

static void make(struct lasting *file) {
    file->size = 0;
    file->hash = HASH_START;
    promise_gone("pending", file); // at the very beginning nothing says so yet
    promise("pending", file, "+");
    fill(file, file->path);
    promise("synced", file, "");
}

static void replace(struct lasting *file) {
    char path[80];
    snprintf(path, sizeof path, "%s.new", file->path);
    fill(file, path);
    promise("pending", file, "");
    check(rename(path, file->path) == 0);
    sync_name(file->path);
    promise("synced", file, "");
}

static void grow(struct lasting *file) {
    promise("pending", file, "+");
    int fd = open_end(file->path);
    append(file, fd, random_below(length_max));
    finish(fd);
    promise("synced", file, "");
}

static void grow_at_once(struct lasting *file) {
    promise("pending", file, "+");
    int fd = open(file->path, O_WRONLY | O_APPEND | O_SYNC);
    append(file, fd, random_below(length_max));
    close(fd);
    promise("synced", file, "");
}

// From a/ to b/, or back.
static void move(struct lasting *file) {
    char old[64];
    strcpy(old, file->path);
    char *directory = strrchr(file->path, '/') - 1;
    *directory = *directory == 'a' ? 'b' : 'a';
    promise("pending", file, "");
    check(rename(old, file->path) == 0);
    sync_name(file->path);
    sync_name(old);
    promise("synced", file, "");
}

static void discard(struct lasting *file) {
    promise_gone("pending", file);
    check(unlink(file->path) == 0);
    sync_name(file->path);
    promise_gone("synced", file);
}

// Files and directories that nobody syncs come and go: their tables are in all states.
static void make_noise(void) {
    struct lasting file = {0};
    check(chdir("noise") == 0 && mkdir("old", 0755) == 0);
    for (int i = random_below(noise_files); i >= 0; i--) {
        snprintf(file.path, sizeof file.path, "old/a file with the number %d", i);
        int fd = open_end(file.path);
        append(&file, fd, random_below(length_max));
        check(ftruncate(fd, random_below(length_max)) == 0 && close(fd) == 0);
    }
    check(rename("old", "new") == 0);
    remove_contents();
    check(chdir("..") == 0);
}

static void work(int writer) {
    static void (*const changes[])(struct lasting *) = {replace, grow, grow_at_once, move, discard};
    enum { CHANGES = sizeof changes / sizeof *changes };
    random_state += writer;
    for (int i = 0; i < FILES; i++) {
        files[i].number = writer * FILES + i;
        snprintf(files[i].path, sizeof files[i].path, "%d/a/%d", writer, i);
        promise_gone("pending", &files[i]);
    }
    for (;;) {
        int i = random_below(FILES);
        void (*change)(struct lasting *) = exists[i] ? changes[random_below(CHANGES)] : make;
        change(&files[i]);
        exists[i] = change != discard;
        if (lasting_steps)
            make_noise();
    }
}

int main(int argc, char *argv[]) {
    (void)argv;
    lasting_steps = argc > 1;
    int writers = lasting_steps ? 1 : WRITERS;
    check(mkdir(LASTING, 0755) == 0 && chdir(LASTING) == 0 && mkdir("noise", 0755) == 0);
    for (int i = 0; i < writers; i++) {
        char path[16];
        snprintf(path, sizeof path, "%d", i);
        check(mkdir(path, 0755) == 0 && chdir(path) == 0);
        check(mkdir("a", 0755) == 0 && mkdir("b", 0755) == 0 && chdir("..") == 0);
    }
    if (lasting_steps) {
        length_max = 6000;
        noise_files = 8;
        work(0);
    }
    for (int i = 0; i < writers; i++) {
        if (start() == 0)
            work(i);
    }
    if (start() == 0)
        for (;;)
            make_noise();
    wait(NULL);
    dprintf(1, "a writer ended\n");
    return 1;
}
