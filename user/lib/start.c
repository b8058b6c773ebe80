// The beginning and the end of a program: from crt0 to main, and from exit to the kernel.
#include <assert.h>
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

int errno;
char **environ;
char *program_invocation_name, *program_invocation_short_name;

int main(int argc, char *argv[], char *envp[]);
_Noreturn void program_start(int argc, char *argv[], char *envp[]);

// From the linker: addresses of the functions that the compiler calls constructors.
extern void (*const __init_array_start[])(void), (*const __init_array_end[])(void);

static const Elf64_auxv_t *auxiliary_vector;

static void (*exit_functions[32])(void);
static int exit_function_count;

// Called by crt0.
void program_start(int argc, char *argv[], char *envp[]) {
    environ = envp;
    if (argc > 0) {
        char *slash = strrchr(argv[0], '/');
        program_invocation_name = argv[0];
        program_invocation_short_name = slash == NULL ? argv[0] : slash + 1;
    }
    while (*envp != NULL)
        envp++;
    auxiliary_vector = (const Elf64_auxv_t *)(envp + 1);
    for (void (*const *constructor)(void) = __init_array_start; constructor < __init_array_end;)
        (*constructor++)();
    exit(main(argc, argv, environ));
}

unsigned long getauxval(unsigned long type) {
    for (const Elf64_auxv_t *entry = auxiliary_vector; entry->a_type != AT_NULL; entry++) {
        if (entry->a_type == type)
            return entry->a_un.a_val;
    }
    errno = ENOENT;
    return 0;
}

int atexit(void (*function)(void)) {
    if (exit_function_count == sizeof exit_functions / sizeof *exit_functions)
        return -1;
    exit_functions[exit_function_count++] = function;
    return 0;
}

void exit(int status) {
    while (exit_function_count > 0)
        exit_functions[--exit_function_count]();
    fflush(NULL);
    _exit(status);
}

void _Exit(int status) {
    _exit(status);
}

// SIGABRT kills, unless it is ignored or handled: then we insist.
void abort(void) {
    raise(SIGABRT);
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    _exit(127);
}

void __assert_fail(const char *condition, const char *file, int line, const char *function) {
    fflush(stdout);
    fprintf(stderr, "%s: %s:%d: %s: Assertion `%s' failed.\n", program_invocation_short_name, file,
            line, function, condition);
    abort();
}
