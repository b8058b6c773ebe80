// A megabyte through one pipe to a child and back through another: nothing lost, nothing swapped,
// though each side reads and writes in odd pieces and must wait for the other.
// test: core portable boots=roomy,small timeout=40
#include "test.h"

enum { SIZE = 1 << 20 };

static uint8_t byte_at(size_t i) {
    return i * 31 + (i >> 8) * 7 + (i >> 16);
}

// Sends back every byte, inverted.
static void echo(int in, int out) {
    static uint8_t bytes[5000];
    size_t piece = 1;
    for (ssize_t n; (n = read(in, bytes, piece)) > 0; piece = piece * 3 % 4999 + 1) {
        for (ssize_t i = 0; i < n; i++)
            bytes[i] = ~bytes[i];
        check(write(out, bytes, n) == n);
    }
    _exit(0);
}

static void send(int out) {
    static uint8_t bytes[70000];
    size_t piece = 70000;
    for (size_t at = 0; at < SIZE; piece = piece * 5 % 69999 + 1) {
        size_t n = at + piece < SIZE ? piece : SIZE - at;
        for (size_t i = 0; i < n; i++)
            bytes[i] = byte_at(at + i);
        check(write(out, bytes, n) == (ssize_t)n);
        at += n;
    }
    _exit(0);
}

int main(void) {
    int there[2], back[2];
    check(pipe(there) == 0 && pipe(back) == 0);
    pid_t sender = start();
    if (sender == 0)
        send(there[1]);
    close(there[1]);
    pid_t echoer = start();
    if (echoer == 0)
        echo(there[0], back[1]);
    close(there[0]);
    close(back[1]);

    static uint8_t bytes[3000];
    size_t at = 0, wrong = 0;
    for (ssize_t n; (n = read(back[0], bytes, sizeof bytes)) > 0; at += n) {
        for (ssize_t i = 0; i < n; i++)
            wrong += bytes[i] != 255 - byte_at(at + i);
    }
    printf("%zu bytes, %zu wrong\n", at, wrong);
    printf("sender: %s, ", status_text(wait_for(sender)));
    printf("echoer: %s\n", status_text(wait_for(echoer)));
    return 0;
}
