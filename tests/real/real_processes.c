// Processes as another C library makes them: fork, posix_spawn, popen and system; floating point in
// two processes that preempt each other; walks through directories.
// test: portable boots=roomy,swap,eager timeout=120
#define _GNU_SOURCE
#include <dirent.h>
#include <ftw.h>
#include <math.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// Numbers that are wrong from there on if a register is lost once: SSE's and the x87's.
static double compute(double seed, int rounds) {
    double sse = seed, sum = 0;
    long double x87 = seed;
    for (int i = 1; i < rounds; i++) {
        sse = sse * 1.0000001 + 1.0 / i;
        x87 = sqrtl(x87 * x87 + i) - 1.0L / i;
        sum += sse - (double)x87 / i;
    }
    return sum + sse + (double)x87;
}

static void preempt(void) {
    enum { ROUNDS = 150000 };
    double alone_one = compute(1, ROUNDS), alone_two = compute(2, ROUNDS);
    int ends[2];
    if (pipe(ends) < 0)
        return;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        double child = compute(2, ROUNDS);
        _exit(write(ends[1], &child, sizeof child) == sizeof child ? 0 : 1);
    }
    double parent = compute(1, ROUNDS), child = 0;
    ssize_t n = read(ends[0], &child, sizeof child);
    waitpid(pid, NULL, 0);
    printf("floating point: %d %d, %.17g\n", parent == alone_one,
           n == sizeof child && child == alone_two, parent);
    close(ends[0]);
    close(ends[1]);
}

static __thread int own = 1;

static void fork_many(void) {
    own = 2;
    fflush(stdout);
    int sum = 0;
    for (int i = 0; i < 10; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(own++ * 10 + i);
        int status;
        if (waitpid(pid, &status, 0) == pid && WIFEXITED(status))
            sum += WEXITSTATUS(status);
    }
    printf("children: %d, own: %d\n", sum, own);
}

static void open_pipes(void) {
    char line[100];
    FILE *from = popen("echo from a pipe; echo twice", "r");
    while (from && fgets(line, sizeof line, from))
        printf("popen: %s", line);
    printf("its status: %d\n", pclose(from));
    fflush(stdout);
    FILE *to = popen("cat", "w");
    fprintf(to, "pear\napple\nfig\n");
    printf("its status: %d\n", pclose(to));
    fflush(stdout);
    printf("system: %d", system("exit 3") >> 8);
    printf(" %d\n", system(NULL) != 0);
}

static void spawn(void) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, 1, 9);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    char *const arguments[] = {"sh", "-c", "echo spawned >&9; cat; exit 4", NULL};
    pid_t pid;
    int status = 0;
    fflush(stdout);
    int error = posix_spawnp(&pid, "sh", &actions, NULL, arguments, environ);
    if (error == 0)
        waitpid(pid, &status, 0);
    printf("posix_spawn: %d, exit %d\n", error, WEXITSTATUS(status));
    error = posix_spawn(&pid, "/no/such/program", &actions, NULL, arguments, environ);
    printf("posix_spawn of nothing: %s\n", strerror(error));
    posix_spawn_file_actions_destroy(&actions);
}

static void make_tree(const char *top) {
    char path[200];
    for (int i = 0; i < 40; i++) {
        snprintf(path, sizeof path, "%s/directory-%d", top, i % 8);
        mkdir(path, 0755);
        snprintf(path, sizeof path, "%s/directory-%d/file-%d", top, i % 8, i);
        FILE *file = fopen(path, "w");
        fprintf(file, "%*d\n", i * 10, i);
        fclose(file);
    }
}

static long long total;
static int files, directories;

static int count(const char *path, const struct stat *status, int kind, struct FTW *at) {
    (void)path;
    files += kind == FTW_F;
    directories += kind == FTW_D || kind == FTW_DP;
    total += kind == FTW_F ? status->st_size + at->level : 0;
    return 0;
}

static int erase(const char *path, const struct stat *status, int kind, struct FTW *at) {
    (void)status, (void)kind, (void)at;
    return remove(path);
}

static void walk(void) {
    char top[] = "/tmp/real-XXXXXX", path[200];
    if (!mkdtemp(top))
        return;
    make_tree(top);
    printf("nftw: %d, ", nftw(top, count, 10, FTW_PHYS));
    printf("%d files, %d directories, %lld bytes and levels\n", files, directories, total);
    snprintf(path, sizeof path, "%s/directory-3", top);
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        printf("%s%s", entries[i]->d_name, i + 1 < n ? " " : "\n");
        free(entries[i]);
    }
    free(entries);
    char *real = realpath("/tmp/../tmp/.", NULL);
    printf("realpath: %s\n", real ? real : "none");
    free(real);
    printf("erased: %d\n", nftw(top, erase, 10, FTW_DEPTH | FTW_PHYS));
}

int main(void) {
    preempt();
    fork_many();
    open_pipes();
    spawn();
    walk();
    return 0;
}
