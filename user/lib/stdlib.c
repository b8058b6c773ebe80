// The rest of <stdlib.h>: random and other arithmetic, commands, temporary files.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A linear congruential generator modulo 2^64, of which the upper bits are used (the multiplier is
// Knuth's MMIX).
static unsigned long random_state = 1;

static int next_random(unsigned long *state) {
    *state = *state * 6364136223846793005ul + 1442695040888963407ul;
    return (int)(*state >> 33);
}

int rand(void) {
    return next_random(&random_state);
}

void srand(unsigned seed) {
    random_state = seed;
}

int rand_r(unsigned *seed) {
    unsigned long state = *seed;
    int n = next_random(&state);
    *seed = (unsigned)(state >> 32);
    return n;
}

long random(void) {
    return rand();
}

void srandom(unsigned seed) {
    srand(seed);
}

int abs(int n) {
    return n < 0 ? -n : n;
}

long labs(long n) {
    return n < 0 ? -n : n;
}

long long llabs(long long n) {
    return n < 0 ? -n : n;
}

div_t div(int dividend, int divisor) {
    return (div_t){dividend / divisor, dividend % divisor};
}

ldiv_t ldiv(long dividend, long divisor) {
    return (ldiv_t){dividend / divisor, dividend % divisor};
}

int system(const char *command) {
    if (command == NULL)
        return access("/bin/sh", X_OK) == 0;
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status;
    while (pid > 0 && waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return pid < 0 ? -1 : status;
}

// Replaces the XXXXXX at the end of `name` by letters that change with every call.
static int fill_in(char *name) {
    static unsigned long state;
    size_t length = strlen(name);
    if (length < 6 || strcmp(name + length - 6, "XXXXXX") != 0) {
        errno = EINVAL;
        return -1;
    }
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    state ^= now.tv_nsec ^ (unsigned long)getpid() << 32;
    for (size_t i = length - 6; i < length; i++)
        name[i] = (char)('a' + next_random(&state) % 26);
    return 0;
}

int mkstemp(char *name) {
    if (fill_in(name) < 0)
        return -1;
    return open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
}

char *mkdtemp(char *name) {
    return fill_in(name) < 0 || mkdir(name, 0700) < 0 ? NULL : name;
}
