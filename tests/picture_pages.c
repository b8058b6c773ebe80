// memmap and pmap show what a process has done with its pages: which it has touched, which it
// shares, and which are a file's.
// test: portable
#include "programs.h"
#include <sys/mman.h>

static char *at;

// So many pages between two that cannot be used: a range of their own.
static char *make_range(int pages, int flags) {
    char *all = mmap(NULL, (pages + 2) * PAGE, PROT_NONE, flags | MAP_ANONYMOUS, -1, 0);
    check(all != MAP_FAILED && mprotect(all + PAGE, pages * PAGE, PROT_READ | PROT_WRITE) == 0);
    return all + PAGE;
}

static void write_every_third(int pages) {
    for (int i = 0; i < pages; i += 3)
        at[i * PAGE] = 1;
}

// Whether the range with so many pages has this line, behind its rights.
static void check_line(const char *what, int pages, const char *wanted) {
    const char *found = "none";
    for (char *line = strtok(printed, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *rights = strstr(line, "rw-p ");
        if (rights != NULL && strtol(rights + 5, NULL, 10) == pages)
            found = rights + 5 + strspn(rights + 5, " ");
    }
    printf("%s: %s\n", what, found);
    check(strcmp(found, wanted) == 0);
}

static void look(int pages, const char *map, const char *numbers) {
    char pid[16];
    snprintf(pid, sizeof pid, "%d", getpid());
    check(run(1, "memmap", "-p", pid, NULL, NULL) == 0);
    check_line("memmap", pages, map);
    check(run(1, "pmap", pid, NULL, NULL, NULL) == 0);
    check_line("pmap", pages, numbers);
}

static void seen_from_outside(void) {
    at = make_range(20, MAP_PRIVATE);
    write_every_third(20);
    look(20, "20       7      0 A..A..A..A..A..A..A.", "20       7       0       7       0");
    pid_t child = start();
    if (child == 0)
        for (;;)
            pause();
    at[3 * PAGE] = 2;
    look(20, "20       7      0 C..A..C..C..C..C..C.", "20       7       6       7       0");
    kill(child, SIGKILL);
    wait_for(child);
    at = make_range(76, MAP_PRIVATE); // 2 in a cell
    write_every_third(76);
    look(76, "76      26      0 AA.AA.AA.AA.AA.AA.AA.AA.AA.AA.AA.AA.AA",
         "76      26       0      26       0");
}

static volatile sig_atomic_t pictures;

static void picture_taken(int signal) {
    (void)signal;
    pictures++;
}

// What memmap runs: touches pages, and stays until they have been drawn.
static int command(void) {
    struct sigaction action = {.sa_handler = picture_taken};
    sigset_t cont, none;
    sigemptyset(&none);
    sigemptyset(&cont);
    sigaddset(&cont, SIGCONT);
    check(sigprocmask(SIG_BLOCK, &cont, NULL) == 0 && sigaction(SIGCONT, &action, NULL) == 0);
    at = make_range(20, MAP_PRIVATE);
    write_every_third(20);
    while (pictures < 2)
        sigsuspend(&none);
    printf("the command was drawn\n");
    return 3;
}

static void while_it_runs(void) {
    char path[512];
    snprintf(path, sizeof path, "%s", beside("picture_pages"));
    check(run(1, "memmap", "-i", "1", path, "command") == 3 << 8);
    check(strstr(printed, "the command was drawn\n") != NULL);
    check_line("the last picture", 20, "20       7      0 A..A..A..A..A..A..A.");
    check(run(2, "memmap", "no-such-command", NULL, NULL, NULL) == 127 << 8);
    printf("%s", printed);
    check(run(2, "pmap", "0", NULL, NULL, NULL) == 1 << 8);
    printf("%s", printed);
}

int main(int argc, char *argv[]) {
    (void)argv;
    if (argc > 1)
        return command();
    seen_from_outside();
    while_it_runs();
    return 0;
}
