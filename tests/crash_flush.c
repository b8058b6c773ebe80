// What nobody synced is on the disk after two rounds of the flusher: the file, its name, and its
// directory.
// test: boots=small crash=1
#include "lasting.h"

int main(void) {
    struct lasting file = {.path = "new/file", .hash = HASH_START};
    check(mkdir(LASTING, 0755) == 0 && chdir(LASTING) == 0 && mkdir("new", 0755) == 0);
    int fd = open(file.path, O_WRONLY | O_CREAT, 0644);
    check(fd >= 0);
    append(&file, fd, 100000);
    sleep(11);
    promise("synced", &file, "");
    pause();
    return 1;
}
