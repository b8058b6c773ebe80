// Every descendant forks until a file appears. All end within seconds, at any size of memory: the
// machine does not come to do nothing but evict.
// test: boots=roomy,small,swap timeout=60
#include "fs.h"

int main(void) {
    const char *stop = "/tmp/stop";
    char nothing;
    int ends[2]; // of a pipe to which all of them could write
    unlink(stop);
    check(pipe(ends) == 0);
    pid_t first = fork();
    if (first == 0) {
        while (access(stop, F_OK) != 0)
            fork();
        _exit(0);
    }
    close(ends[1]);
    pause_for(2000);
    check(close(open(stop, O_CREAT | O_RDWR, 0666)) == 0);
    check(read(ends[0], &nothing, 1) == 0); // when the last one has ended
    wait_for(first);
    check(unlink(stop) == 0);
    return 0;
}
