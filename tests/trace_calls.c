// The parameter strace shows calls with their arguments and their results.
// test: boots=strace
// trace: * trace_calls: open("/none", O_RDONLY|O_CLOEXEC) = -1 ENOENT
// trace: * trace_calls: open("made", O_RDWR|O_CREAT|O_TRUNC, 0640) = 3
// trace: * trace_calls: write(3, "a \"line\"\n\x01", 10) = 10
// trace: * trace_calls: lseek(3, -3, 2) = 7
// trace: * trace_calls: mmap(0x10000000, 4096, 0x3, 0x12, 3, 0x0) = 0x1*
// trace: * trace_calls: mprotect(0x10000000, 4096, 0x0) = 0
// trace: * trace_calls: fcntl(3, 1, 0x0) = 0
// trace: * trace_calls: kill(*, 28) = 0
// trace: * trace_calls: wait4(-1, *, 0x1, NULL) = -1 ECHILD
// trace: * trace_calls: io_uring_setup(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS
// trace: * trace_calls: syscall_511(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS
// trace: * trace_calls: execve("/none", ["none", "-x"], *) = -1 ENOENT
// trace: * trace_calls: poll(NULL, 0, 100) ...
// trace: * trace_calls: poll ... = 0
// console: pid * (trace_calls): there is no system call 425 (io_uring_setup)
// console: pid * (trace_calls): there is no system call 511 (nor has Linux one)
#include "fs.h"
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>

int main(void) {
    enter_scratch();
    check(open("/none", O_RDONLY | O_CLOEXEC) < 0);
    check(open("made", O_RDWR | O_CREAT | O_TRUNC, 0640) == 3);
    check(write(3, "a \"line\"\n\1", 10) == 10);
    check(lseek(3, -3, SEEK_END) == 7);
    char *place = (char *)0x10000000;
    int prot = PROT_READ | PROT_WRITE;
    check(mmap(place, PAGE, prot, MAP_PRIVATE | MAP_FIXED, 3, 0) == place);
    check(mprotect(place, PAGE, PROT_NONE) == 0);
    check(fcntl(3, F_GETFD, 0) == 0);
    check(kill(getpid(), SIGWINCH) == 0);
    check(waitpid(-1, NULL, WNOHANG) < 0);
    check(syscall(425, 1, 2, 3, 4, 5, 6) < 0);
    check(syscall(511, 1, 2, 3, 4, 5, 6) < 0);
    check(syscall(511, 7, 2, 3, 4, 5, 6) < 0); // which the console does not tell again
    char *const arguments[] = {"none", "-x", NULL};
    check(execv("/none", arguments) < 0);
    pid_t pid = start(); // somebody whose calls come between
    if (pid == 0) {
        for (int i = 0; i < 20; i++)
            usleep(10000);
        _exit(0);
    }
    check(poll(NULL, 0, 100) == 0);
    check(wait_for(pid) == 0);
    leave_scratch();
    return 0;
}
