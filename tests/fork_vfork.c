// vfork and clone(CLONE_VM | CLONE_VFORK): the child uses its parent's memory, and the parent waits
// until it execs or exits; its limits are its own; clone's own stack, and where pids are written.
// test: portable boots=roomy,small,swap
#include "test.h"
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static volatile int shared;

static void lent(void) {
    shared = 1;
    pid_t pid = vfork();
    if (pid == 0) {
        shared = 2;
        _exit(4);
    }
    printf("vfork: the parent sees %d, %s\n", shared, status_text(wait_for(pid)));
    pid = vfork();
    if (pid == 0) {
        execl("/proc/self/exe", "fork_vfork", "child", (char *)NULL);
        _exit(127);
    }
    printf("vfork and exec: %s\n", status_text(wait_for(pid)));
    pid = vfork();
    if (pid == 0) {
        execl("/nowhere", "nowhere", (char *)NULL);
        shared = errno;
        _exit(127);
    }
    printf("exec failed with %s: %s\n", errno_name(shared), status_text(wait_for(pid)));
}

static void killed(void) {
    pid_t pid = vfork();
    if (pid == 0) {
        raise(SIGKILL);
        _exit(1);
    }
    printf("killed: %s\n", status_text(wait_for(pid)));
}

static int on_own_stack(void *argument) {
    shared = *(int *)argument;
    return 9;
}

static void handle(int signal) {
    (void)signal;
    shared++;
}

// A signal waits, too, and the child's program need not end.
static void disturbed(void) {
    int gate[2];
    check(pipe(gate) == 0);
    signal(SIGUSR1, handle);
    shared = 10;
    pid_t pid = vfork();
    if (pid == 0) {
        kill(getppid(), SIGUSR1);
        usleep(50000);
        shared = shared == 10 ? 20 : 30;
        dup2(gate[0], 0);
        close(gate[1]);
        execl("/proc/self/exe", "fork_vfork", "reader", (char *)NULL);
        _exit(127);
    }
    printf("disturbed: %d", shared);
    close(gate[1]);
    printf(", %s\n", status_text(wait_for(pid)));
}

static void with_other_thread_pointer(void) {
    static uint64_t block[8] = {4711};
    uint64_t word;
    fflush(stdout);
    pid_t pid = syscall(SYS_clone, CLONE_SETTLS | SIGCHLD, 0, 0, 0, block);
    if (pid == 0) {
        asm volatile("mov %%fs:0, %0" : "=r"(word));
        asm volatile("syscall" : : "a"(60l), "D"(word == 4711 ? 0l : 1l) : "rcx", "r11"); // exit
    }
    printf("CLONE_SETTLS: %s", status_text(wait_for(pid)));
    printf(", in the kernel %s\n",
           outcome(syscall(SYS_clone, CLONE_SETTLS | SIGCHLD, 0, 0, 0, 0xffff800000000000)));
}

static int deep(int n) {
    volatile char page[PAGE];
    page[0] = n;
    return n == 0 ? 0 : deep(n - 1) + page[0] - page[0];
}

// What the child may use is no limit of its parent's.
static void limited(void) {
    struct rlimit limit;
    pid_t pid = vfork();
    if (pid == 0) {
        getrlimit(RLIMIT_STACK, &limit);
        limit.rlim_cur = 64 << 10;
        setrlimit(RLIMIT_STACK, &limit);
        _exit(0);
    }
    wait_for(pid);
    getrlimit(RLIMIT_STACK, &limit);
    printf("a limit: %lu KiB, %d\n", limit.rlim_cur >> 10, deep(200));
}

static void inherits_umask(void) {
    _exit(umask(0));
}

static void cloned(void) {
    char *stack = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int value = 77;
    pid_t pid = clone(on_own_stack, stack + 16 * PAGE, CLONE_VM | CLONE_VFORK | SIGCHLD, &value);
    printf("clone: %d, %s\n", shared, status_text(wait_for(pid)));

    // As glibc's fork: the child finds its own pid, the parent's copy stays as it was.
    static int tid = -1, parent_tid = -1;
    fflush(stdout);
    pid = syscall(SYS_clone,
                  CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_PARENT_SETTID | SIGCHLD, 0,
                  &parent_tid, &tid, 0);
    if (pid == 0)
        _exit(tid == getpid() && tid == (int)syscall(SYS_gettid) ? 0 : 1);
    printf("fork by clone: %s, here %d, the parent has it %d\n", status_text(wait_for(pid)), tid,
           parent_tid == pid);
    printf("thread without memory: %s\n",
           outcome(syscall(SYS_clone, CLONE_THREAD | SIGCHLD, 0, 0, 0, 0)));
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "child") == 0)
        return 6;
    if (argc > 1 && strcmp(argv[1], "reader") == 0)
        return read(0, &(char){0}, 1) == 0 ? 7 : 1;
    lent();
    killed();
    disturbed();
    cloned();
    with_other_thread_pointer();
    limited();
    umask(027);
    printf("umask: %s\n", status_text(status_of(inherits_umask)));
    return 0;
}
