// System calls on files and terminals that are a little more than one line of syscalls.asm.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

// The kernel gives the length, NUL included.
char *getcwd(char *to, size_t size) {
    char path[4096];
    char *buffer = to == NULL ? path : to;
    if (syscall(SYS_getcwd, buffer, to == NULL ? sizeof path : size) < 0)
        return NULL;
    return to == NULL ? strdup(path) : to;
}

int mkfifo(const char *path, mode_t mode) {
    return mknod(path, S_IFIFO | mode, 0);
}

int futimens(int fd, const struct timespec times[2]) {
    return utimensat(fd, NULL, times, 0);
}

int umount(const char *target) {
    return umount2(target, 0);
}

// Returns the error number itself.
int posix_fadvise(int fd, off_t offset, off_t length, int advice) {
    return syscall(SYS_fadvise64, fd, offset, length, advice) < 0 ? errno : 0;
}

// The kernel takes the mask as a pointer to a pointer and a size.
int pselect(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
            const struct timespec *timeout, const sigset_t *mask) {
    struct timespec changed = {0}; // the kernel writes the time left here
    if (timeout != NULL)
        changed = *timeout;
    const struct {
        const sigset_t *mask;
        size_t size;
    } argument = {mask, sizeof *mask};
    return (int)syscall(SYS_pselect6, count, readable, writable, exceptional,
                        timeout == NULL ? NULL : &changed, &argument);
}

int isatty(int fd) {
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0;
}

pid_t tcgetpgrp(int fd) {
    pid_t group;
    return ioctl(fd, TIOCGPGRP, &group) < 0 ? -1 : group;
}

int tcsetpgrp(int fd, pid_t group) {
    return ioctl(fd, TIOCSPGRP, &group);
}

int tcgetattr(int fd, struct termios *settings) {
    return ioctl(fd, TCGETS, settings);
}

int tcsetattr(int fd, int when, const struct termios *settings) {
    return ioctl(fd, TCSETS + when, settings); // TCSETS, TCSETSW, TCSETSF in the order of TCSANOW …
}

int tcflush(int fd, int queue) {
    return ioctl(fd, TCFLSH, queue);
}

// Bytes as they come: no line editing, no signals, no translation.
void cfmakeraw(struct termios *settings) {
    settings->c_iflag &= ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    settings->c_oflag &= ~OPOST;
    settings->c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    settings->c_cflag = (settings->c_cflag & ~(CSIZE | PARENB)) | CS8;
    settings->c_cc[VMIN] = 1;
    settings->c_cc[VTIME] = 0;
}

speed_t cfgetospeed(const struct termios *settings) {
    return settings->c_cflag & CBAUD;
}

speed_t cfgetispeed(const struct termios *settings) {
    return cfgetospeed(settings);
}
