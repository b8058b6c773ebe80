// syslog(2), from which dmesg has its lines: all that the kernel said, the last of it, what is new,
// what was not hidden; and who may ask.
// test: boots=roomy
// console: pid * (log_read): there is no system call 500 *
#include "test.h"
#include <sys/syscall.h>

enum { READ = 2, READ_ALL, READ_CLEAR, CLEAR, SIZE_UNREAD = 9, SIZE_BUFFER };

static char text[1 << 16];

static long ask(int action, long size) {
    memset(text, 0, sizeof text);
    return syscall(SYS_syslog, action, text, size);
}

// The kernel says that there is none.
static void make_it_say(int number) {
    check(fails(syscall(number), ENOSYS));
}

static void keeps_all(void) {
    long n = ask(READ_ALL, sizeof text);
    check(n > 0 && n == (long)strlen(text) && text[n - 1] == '\n');
    check(strstr(text, "\n<6>[") != NULL);
    check(ask(SIZE_BUFFER, 0) >= n && ask(READ_ALL, sizeof text) == n);
    check(ask(READ_ALL, 5) == 5 && text[4] == '\n'); // the last five bytes
}

static void tells_news(void) {
    while (ask(READ, sizeof text) > 0)
        ;
    check(ask(SIZE_UNREAD, 0) == 0);
    make_it_say(500);
    long unread = ask(SIZE_UNREAD, 0);
    check(unread > 0 && ask(READ, 10) == 10 && strncmp(text, "<6>[", 4) == 0);
    check(ask(READ, sizeof text) == unread - 10 && strstr(text, "system call 500") != NULL);
}

static void hides(void) {
    check(ask(CLEAR, 0) == 0 && ask(READ_ALL, sizeof text) == 0);
    make_it_say(501);
    check(ask(READ_CLEAR, sizeof text) > 0 && strstr(text, "system call 501") != NULL);
    check(strstr(text, "system call 500") == NULL && ask(READ_ALL, sizeof text) == 0);
    check(ask(SIZE_UNREAD, 0) > 0); // which is another matter
}

static void refuses(void) {
    check(fails(ask(READ_ALL, -1), EINVAL) && fails(ask(77, 0), EINVAL));
    check(fails(syscall(SYS_syslog, READ_ALL, NULL, 10), EINVAL));
    make_it_say(502);
    check(fails(syscall(SYS_syslog, READ_ALL, 16, 10), EFAULT));
    check(setuid(1000) == 0);
    check(fails(ask(CLEAR, 0), EPERM) && ask(READ_ALL, sizeof text) > 0);
}

int main(void) {
    keeps_all();
    tells_news();
    hides();
    refuses();
    return 0;
}
