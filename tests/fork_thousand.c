// A thousand forks, some of whose children exec, are killed, or die by a fault, leak nothing:
// memory in use and objects on the kernel's heap are what they were. test: boots=roomy,small
// timeout=120
#include "test.h"

static uint8_t pages[16 * PAGE];

static void child(int number) {
    memset(pages, number, sizeof pages / 2);
    switch (number % 4) {
    case 0:
        execl(beside("elf/exit-7"), "exit-7", (char *)NULL);
        _exit(1);
    case 1:
        if (number % 100 == 1) // each fault is a line on the console
            store(0, 0);
        _exit(7);
    case 2:
        kill(getpid(), SIGKILL);
        _exit(1);
    default:
        execl("/no/such/program", "", (char *)NULL);
        _exit(7);
    }
}

static void forks(int count) {
    for (int number = 0; number < count; number++) {
        pid_t pid = start();
        if (pid == 0)
            child(number);
        int status = wait_for(pid);
        int killer = number % 4 == 2 ? SIGKILL : number % 100 == 1 ? SIGSEGV : 0;
        check(killer ? WIFSIGNALED(status) && WTERMSIG(status) == killer
                     : WIFEXITED(status) && WEXITSTATUS(status) == 7);
    }
}

struct usage {
    long free, anonymous, tables, stacks;
};

static struct usage usage_now(void) {
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "3", 1) == 1);
    close(caches);
    return (struct usage){vmstat("nr_free_pages"), vmstat("nr_anon_pages"),
                          vmstat("nr_page_table_pages"), vmstat("nr_kernel_stack")};
}

int main(void) {
    memset(pages, 1, sizeof pages);
    forks(20); // caches, and the pages of this program, are warm
    usage_now();
    struct usage before = usage_now();
    forks(1000);
    struct usage after = usage_now();
    printf("free %ld %ld, anonymous %ld %ld, tables %ld %ld, stacks %ld %ld\n", before.free,
           after.free, before.anonymous, after.anonymous, before.tables, after.tables,
           before.stacks, after.stacks);
    check(after.anonymous == before.anonymous);
    check(after.tables == before.tables && after.stacks == before.stacks);
    check(after.free >= before.free - 8); // the heap keeps a few pages
    return 0;
}
