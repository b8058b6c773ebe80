// What poll says of a file without waiting: pipes full, empty, half closed; files, directories and
// devices are always ready; a descriptor that is not open is told, a negative one passed over.
// test: portable boots=roomy,small
#include "poll.h"

static char bytes[65536];

static void pipes(void) {
    int fds[2];
    check(pipe2(fds, O_NONBLOCK) == 0);
    show("empty, to read", fds[0]);
    show("empty, to write", fds[1]);
    check(write(fds[1], bytes, 1) == 1);
    show("one byte, to read", fds[0]);
    show("one byte, to write", fds[1]);
    check(write(fds[1], bytes, sizeof bytes) > 60000);
    show("full, to write", fds[1]);
    check(read(fds[0], bytes, 8192) == 8192);
    show("room for a piece, to write", fds[1]);
    close(fds[1]);
    show("no writer, something left", fds[0]);
    check(read(fds[0], bytes, sizeof bytes) > 0);
    show("no writer, nothing left", fds[0]);
    close(fds[0]);

    check(pipe(fds) == 0);
    close(fds[0]);
    show("no reader", fds[1]);
    close(fds[1]);
}

static void others(void) {
    int file = open(data("small"), O_RDONLY);
    show("file", file);
    check(lseek(file, 0, SEEK_END) > 0);
    show("file at its end", file);
    close(file);
    show("directory", open("/", O_RDONLY | O_DIRECTORY));
    show("/dev/null", open("/dev/null", O_RDWR));
    show("/dev/zero to read", open("/dev/zero", O_RDONLY));
    show("/proc/uptime", open("/proc/uptime", O_RDONLY));
    show("O_PATH", open("/", O_PATH));
    show("not open", 200);
    show("negative", -1);
}

static void asked_for(void) {
    int fds[2];
    check(pipe(fds) == 0 && write(fds[1], "x", 1) == 1);
    struct pollfd files[] = {{fds[0], POLLIN, -1},  {fds[0], POLLOUT, -1}, {fds[0], 0, -1},
                             {fds[1], POLLOUT, -1}, {-5, POLLIN, -1},      {201, 0, -1},
                             {fds[1], POLLIN, -1},  {fds[0], 0x40, -1},    {fds[1], 0x100, -1}};
    int n = sizeof files / sizeof *files;
    printf("many: %d\n", do_poll(files, n, -1));
    for (int i = 0; i < n; i++)
        printf("%d:%s\n", i, events_text(files[i].revents));
    close(fds[1]);
    printf("hang-up unasked: %d", do_poll(files + 2, 1, -1));
    printf("%s\n", events_text(files[2].revents));
    files[2] = (struct pollfd){fds[0], POLLIN, 0};
    files[3] = files[2];
    printf("the same file twice: %d\n", do_poll(files + 2, 2, -1));
}

int main(void) {
    pipes();
    others();
    asked_for();
    return 0;
}
