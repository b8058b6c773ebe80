// Files that are made to hurt a loader: segments in the kernel's half, wrapping, overlapping, huge,
// misaligned, beyond the file; entry points anywhere. Those that cannot be loaded are refused with
// ENOEXEC (or ENOMEM, EINVAL, EIO: never a dead caller), the others run or die alone. Linux maps
// some that Pagoda refuses, and lets them die of it.
// test: core boots=roomy,small,swap,eager timeout=60
#include "test.h"
#include <dirent.h>

// The wait status of the file, or its errno in the exit status and *refused.
static int run(const char *path, bool *refused) {
    int failure[2];
    check(pipe2(failure, O_CLOEXEC) == 0);
    pid_t pid = start();
    if (pid == 0) {
        execl(path, path, (char *)NULL);
        int error = errno;
        check(write(failure[1], &error, sizeof error) == sizeof error);
        _exit(error);
    }
    close(failure[1]);
    int error;
    *refused = read(failure[0], &error, sizeof error) == sizeof error;
    close(failure[0]);
    return wait_for(pid);
}

static void try_file(const char *name) {
    char path[300];
    snprintf(path, sizeof path, "elf/%s", name);
    bool refused;
    int status = run(beside(path), &refused);
    const char *told = refused ? errno_name(WEXITSTATUS(status)) : status_text(status);
    printf("%s: %s\n", name, told);
    fflush(stdout);
    if (strncmp(name, "hostile-refuse-", 15) == 0)
        check(refused && WIFEXITED(status) && WEXITSTATUS(status) == ENOEXEC);
    else if (!refused)
        check(WIFSIGNALED(status) || WEXITSTATUS(status) == 7);
}

int main(void) {
    DIR *directory = opendir(beside("elf"));
    check(directory != NULL);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (strncmp(entry->d_name, "hostile-", 8) == 0) {
            try_file(entry->d_name);
            count++;
        }
    }
    closedir(directory);
    check(count > 50);
    bool refused;
    int status = run(beside("elf/exit-7"), &refused);
    check(!refused && WIFEXITED(status) && WEXITSTATUS(status) == 7);
    return 0;
}
