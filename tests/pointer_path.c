// Every system call that takes a string, given every kind of address: EFAULT where it cannot be
// read to its end, wherever it begins; a page never touched holds the empty string.
// test: portable timeout=60
#include "pointers.h"
#include <sys/syscall.h>

static const char path[] = "/no/such/file";
static uint8_t buffer[256];
static char *const no_strings[] = {NULL};

static const struct call {
    const char *name;
    int number, where;
    long arguments[5];
} calls[] = {
    {"open", SYS_open, 0, {0}},
    {"openat", SYS_openat, 1, {AT_FDCWD}},
    {"creat", SYS_creat, 0, {0}},
    {"stat", SYS_stat, 0, {0, (long)buffer}},
    {"lstat", SYS_lstat, 0, {0, (long)buffer}},
    {"newfstatat", SYS_newfstatat, 1, {AT_FDCWD, 0, (long)buffer}},
    {"statfs", SYS_statfs, 0, {0, (long)buffer}},
    {"access", SYS_access, 0, {0}},
    {"faccessat", SYS_faccessat, 1, {AT_FDCWD}},
    {"faccessat2", SYS_faccessat2, 1, {AT_FDCWD}},
    {"readlink", SYS_readlink, 0, {0, (long)buffer, sizeof buffer}},
    {"readlinkat", SYS_readlinkat, 1, {AT_FDCWD, 0, (long)buffer, sizeof buffer}},
    {"chdir", SYS_chdir, 0, {0}},
    {"mkdir", SYS_mkdir, 0, {0, 0755}},
    {"mkdirat", SYS_mkdirat, 1, {AT_FDCWD, 0, 0755}},
    {"rmdir", SYS_rmdir, 0, {0}},
    {"unlink", SYS_unlink, 0, {0}},
    {"unlinkat", SYS_unlinkat, 1, {AT_FDCWD}},
    {"rename from", SYS_rename, 0, {0, (long)path}},
    {"rename to", SYS_rename, 1, {(long)"/dev/null"}},
    {"execve", SYS_execve, 0, {0, (long)no_strings, (long)no_strings}},
};
static const struct call *call;

static void make(uintptr_t address) {
    long a[5];
    memcpy(a, call->arguments, sizeof a);
    a[call->where] = address;
    printf("%s", outcome(syscall(call->number, a[0], a[1], a[2], a[3], a[4])));
}

// Where it fits the string is put there; into the unmapped goes one without an end.
static void try_place(enum place place) {
    uintptr_t address = place_address(place, sizeof path);
    if (place == INTO_UNMAPPED)
        memset((void *)address, 'x', sizeof path / 2);
    if (place == HEAP_LAST_BYTES || place == SHARED || place == SHARED_ACROSS)
        memcpy((void *)address, path, sizeof path);
    make(address);
}

int main(void) {
    prepare_places();
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        call = &calls[i];
        each_place(call->name, try_place);
    }

    // A string may have PATH_MAX bytes with its NUL, and not one more.
    static char longest[PAGE + 1];
    memset(longest, '/', sizeof longest - 1);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        call = &calls[i];
        if (call->number == SYS_chdir || call->number == SYS_access) {
            printf("%s of 4096 bytes: ", call->name);
            make((uintptr_t)longest);
            printf(", of 4095: ");
            make((uintptr_t)longest + 1);
            printf("\n");
        }
    }
    return 0;
}
