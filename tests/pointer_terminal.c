// The terminal's calls with every kind of address: EFAULT where nothing may be written or read.
// (The host's tests have no terminal.) test: boots=roomy
#include "pointers.h"
#include <sys/ioctl.h>
#include <termios.h>

static int terminal;

static void show(enum place place, long result) {
    printf("%s", outcome(result));
    check(place >= GOOD ? result >= 0 : result == -1 && errno == EFAULT);
}

static void window_size(enum place place) {
    show(place, ioctl(terminal, TIOCGWINSZ, place_address(place, 8)));
}

static void attributes(enum place place) {
    show(place, ioctl(terminal, TCGETS, place_address(place, 36)));
}

// Good bytes would only disturb the console, on which tests report.
static void written(enum place place) {
    if (place < CONSTANT)
        show(place, write(terminal, (void *)place_address(place, 2), 2));
}

int main(void) {
    terminal = open("/dev/console", O_RDWR);
    check(terminal >= 0);
    prepare_places();
    each_place("TIOCGWINSZ", window_size);
    each_place("TCGETS", attributes);
    each_place("write", written);
    return 0;
}
