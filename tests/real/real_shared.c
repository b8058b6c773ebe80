// Shared memory and semaphores with names, which C libraries keep in /dev/shm, and a program that
// is run from memory. test: portable boots=roomy,small timeout=60
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 40000, ROUNDS = 200 };
static char memory_name[40], first_name[40], second_name[40];

static sem_t *semaphore(const char *name, unsigned value) {
    sem_t *made = sem_open(name, O_CREAT | O_EXCL, 0600, value);
    printf("%s\n", made == SEM_FAILED ? strerror(errno) : "a semaphore");
    return made;
}

// Two processes take turns, and each finds the memory as the other one left it.
static int take_turns(sem_t *mine, sem_t *other, unsigned char *memory, int first) {
    int wrong = 0;
    for (int round = first; round < ROUNDS; round += 2) {
        sem_wait(mine);
        for (int i = 0; i < SIZE; i += 997) {
            wrong += memory[i] != round % 256;
            memory[i]++;
        }
        sem_post(other);
    }
    return wrong;
}

static void share(void) {
    int fd = shm_open(memory_name, O_RDWR | O_CREAT | O_EXCL, 0600), status;
    printf("memory: %d, again: %d\n", fd >= 0, shm_open(memory_name, O_RDWR | O_CREAT | O_EXCL, 0));
    if (ftruncate(fd, SIZE) < 0)
        perror("ftruncate");
    unsigned char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    sem_t *first = semaphore(first_name, 1), *second = semaphore(second_name, 0);
    fflush(stdout);
    if (fork() == 0)
        _exit(take_turns(second, first, memory, 1) != 0);
    printf("wrong: %d", take_turns(first, second, memory, 0));
    wait(&status);
    printf(", in the other process: %d, at the end: %d\n", WEXITSTATUS(status), memory[997]);
    printf("removed: %d %d %d", shm_unlink(memory_name), sem_unlink(first_name),
           sem_unlink(second_name));
    printf(", again: %d\n", shm_unlink(memory_name));
}

// A copy of this program, which then finds an argument.
static void run_from_memory(const char *path) {
    static char bytes[4096];
    int file = open(path, O_RDONLY), fd = memfd_create("packed", MFD_CLOEXEC);
    for (ssize_t n; (n = read(file, bytes, sizeof bytes)) > 0;)
        if (write(fd, bytes, n) != n)
            perror("write");
    char *arguments[] = {"packed", "argument", NULL}, *none[] = {NULL};
    fflush(stdout);
    fexecve(fd, arguments, none);
    perror("fexecve");
}

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("%s runs from memory\n", argv[0]);
        return 0;
    }
    snprintf(memory_name, sizeof memory_name, "/pagoda-%d", getpid());
    snprintf(first_name, sizeof first_name, "/pagoda-1-%d", getpid());
    snprintf(second_name, sizeof second_name, "/pagoda-2-%d", getpid());
    share();
    run_from_memory(argv[0]);
    return 1;
}
