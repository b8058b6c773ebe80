// readv, writev and execve, whose arguments are arrays that point on: each pointer on the way may
// be bad, whether it is that of the array or one that lies in it.
// test: core portable timeout=60
#include "pointers.h"
#include <sys/uio.h>

static int file, fds[2];
static char *const none[] = {NULL};
static struct iovec *vector; // two segments, the array ending where nothing more is mapped

static void print_count(long result) {
    if (result > 0)
        printf("%ld", result);
    else
        printf("%s", outcome(result));
}

// The array itself lies there: all zeros where nothing was written.
static uintptr_t array_at(enum place place) {
    uintptr_t address = place_address(place, 2 * sizeof *vector) & -8;
    if (place >= SHARED)
        memset((void *)address, 0, 2 * sizeof *vector);
    if (place == INTO_UNMAPPED)
        *(struct iovec *)address = (struct iovec){shared_pages, 8};
    return address;
}

static void readv_array(enum place place) {
    print_count(readv(file, (void *)array_at(place), 2));
}

static void writev_array(enum place place) {
    print_count(writev(fds[1], (void *)array_at(place), 2));
}

// The second segment points there; how many bytes does the call move?
static void readv_segment(enum place place) {
    vector[0] = (struct iovec){shared_pages, 100};
    vector[1] = (struct iovec){(void *)place_address(place, 64), 64};
    print_count(readv(file, vector, 2));
}

static void writev_segment(enum place place) {
    vector[0] = (struct iovec){shared_pages, 100};
    vector[1] = (struct iovec){(void *)place_address(place, 64), 64};
    print_count(writev(fds[1], vector, 2));
}

// A segment without length may point anywhere in the user's half.
static void empty_segment(enum place place) {
    vector[0] = (struct iovec){(void *)place_address(place, 1), 0};
    vector[1] = (struct iovec){shared_pages, 8};
    print_count(readv(file, vector, 2));
}

static void exec_with(char *const *arguments, char *const *variables) {
    execve("/no/such/file", arguments, variables);
    printf("%s for no program, ", errno_name(errno));
    int status = -1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execve(beside("elf/exit-7"), arguments, variables);
        _exit(errno);
    }
    if (waitpid(pid, &status, 0) == pid)
        printf("%s", WEXITSTATUS(status) == 7 ? "runs" : errno_name(WEXITSTATUS(status)));
}

static void argument_array(enum place place) {
    exec_with((char *const *)array_at(place), none);
}

static void variable_array(enum place place) {
    exec_with(none, (char *const *)array_at(place));
}

static void argument_string(enum place place) {
    char *address = (char *)place_address(place, 64);
    if (place == INTO_UNMAPPED)
        memset(address, 'x', 32);
    if (place >= SHARED)
        address[63] = '\0';
    char *const strings[] = {"first", address, NULL};
    exec_with(place == NULL_POINTER ? none : strings, none);
}

int main(void) {
    prepare_places();
    vector = (struct iovec *)heap_end - 2;
    file = open(data("dense"), O_RDONLY);
    check(file >= 0 && pipe(fds) == 0);
    each_place("readv array", readv_array);
    each_place("writev array", writev_array);
    each_place("readv segment", readv_segment);
    each_place("writev segment", writev_segment);
    each_place("empty segment", empty_segment);
    each_place("argv", argument_array);
    each_place("envp", variable_array);
    each_place("argv[1]", argument_string);
    return 0;
}
