// A program with rights that its user lacks is shown to nobody but root from its first moment on:
// also while its process still frees what the program before it had.
// test: boots=roomy,small timeout=60
#include <sys/mman.h>
#include <sys/stat.h>

#include "test.h"

#define SECRET "/tmp/rights_shown"
enum { RECORDS = 10000, USER = 1000 };

static void make_secret(const char *program) {
    static char bytes[65536];
    ssize_t n;
    int from = open(program, O_RDONLY), to = open(SECRET, O_CREAT | O_WRONLY | O_TRUNC, 0700);
    check(from >= 0 && to >= 0);
    while ((n = read(from, bytes, sizeof bytes)) > 0)
        check(write(to, bytes, n) == n);
    check(n == 0 && fchmod(to, 04711) == 0 && close(from) == 0 && close(to) == 0);
}

// It has so many records that it takes long until they are freed.
static void begin_secret(void) {
    char *p = mmap(NULL, RECORDS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(p != MAP_FAILED);
    for (long i = 0; i < RECORDS; i += 2)
        check(mprotect(p + i * PAGE, PAGE, PROT_READ) == 0);
    execl(SECRET, SECRET, "waits", "for its end", NULL);
    _exit(1);
}

// Whether the file can be read; *shown is set if it names the secret program.
static bool look(const char *maps, bool *shown) {
    static char text[PAGE];
    int fd = open(maps, O_RDONLY);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    check(close(fd) == 0);
    text[n > 0 ? n : 0] = '\0';
    *shown |= strstr(text, SECRET) != NULL;
    return true;
}

static void look_on(void) {
    char maps[40];
    unsigned times = 0;
    bool shown = false;
    pid_t child = start_in(begin_secret);
    snprintf(maps, sizeof maps, "/proc/%d/maps", child);
    while (look(maps, &shown))
        times++;
    check(errno == EACCES && times > 0 && !shown);
    check(kill(child, SIGKILL) == 0 && wait_for(child) == SIGKILL);
}

int main(int argc, char *argv[]) {
    if (argc > 2) {
        pause_for(2000);
        return 0;
    }
    if (getuid() == 0) {
        make_secret(argv[0]);
        pid_t child = start();
        if (child == 0) {
            check(setgid(USER) == 0 && setuid(USER) == 0);
            execl(argv[0], argv[0], NULL); // a program that has no secrets of root's
        }
        check(wait_for(child) == 0 && unlink(SECRET) == 0);
    } else {
        look_on();
    }
    return 0;
}
