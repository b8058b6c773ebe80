// The stack of a new program, as Linux's is (System V x86-64 psABI, 3.4.1):
//
//     STACK_TOP   8 bytes of zero
//                 the program's path, environment strings, argument strings
//                 16 random bytes (AT_RANDOM)
//                 auxiliary vector, ending with AT_NULL
//                 environment pointers, NULL
//                 argument pointers, NULL
//     rsp ->      argc
//
// It is measured first and then filled: the strings are read from the old address space, which is
// the current one, and written to the new one. A string that changes in between (in a shared page)
// may be a wrong one for the program, but if it has become too long for its place, execve fails.
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/personality.h"
#include "kernel/random.h"
#include "mm/usercopy.h"
#include "proc/exec.h"
#include "proc/sched.h"

enum { STRING_MAX = 32 * PAGE_SIZE }; // one argument, as Linux's MAX_ARG_STRLEN

enum auxiliary {
    AT_NULL = 0,
    AT_PHDR = 3,
    AT_PHENT = 4,
    AT_PHNUM = 5,
    AT_PAGESZ = 6,
    AT_BASE = 7,
    AT_FLAGS = 8,
    AT_ENTRY = 9,
    AT_UID = 11,
    AT_EUID = 12,
    AT_GID = 13,
    AT_EGID = 14,
    AT_HWCAP = 16,
    AT_CLKTCK = 17,
    AT_SECURE = 23,
    AT_RANDOM = 25,
    AT_HWCAP2 = 26,
    AT_EXECFN = 31,
    AT_SYSINFO_EHDR = 33,
    AUXILIARIES = 19,
};

// One string on its way to the new stack: the kernel's (for `#!` and init) or the caller's.
struct string {
    const char *kernel;
    uint64_t user;
};

// String number i of a NULL-terminated user array; 1 found, 0 at its end, or -EFAULT.
static int user_array(uint64_t array, size_t i, struct string *string) {
    *string = (struct string){0};
    if (!array)
        return 0;
    if (copy_from_user(&string->user, array + i * sizeof(uint64_t), sizeof(uint64_t)) < 0)
        return -EFAULT;
    return string->user != 0;
}

static int argument(const struct exec *exec, size_t i, struct string *string) {
    if (i < exec->prefixes) {
        *string = (struct string){.kernel = exec->prefix[exec->prefixes - 1 - i]};
        return 1;
    }
    i = i - exec->prefixes + exec->skipped;
    if (exec->init_argument) {
        *string = (struct string){.kernel = i == 0 ? exec->given : exec->init_argument(i - 1)};
        return string->kernel != NULL;
    }
    int first = user_array(exec->arguments, 0, string);
    if (first != 0)
        return i == 0 ? first : user_array(exec->arguments, i, string);
    string->kernel = ""; // an empty argv gets an empty argv[0], as on Linux since 5.18
    return i == 0;
}

static int environment(const struct exec *exec, size_t i, struct string *string) {
    return user_array(exec->environment, i, string);
}

static int64_t string_length(const struct string *string) {
    if (string->kernel)
        return strlen(string->kernel);
    int64_t length = copy_string_from_user(NULL, string->user, STRING_MAX);
    return length == -ENAMETOOLONG ? -E2BIG : length;
}

typedef int string_source(const struct exec *exec, size_t i, struct string *string);

// How much exec may put on the stack, in bytes: a quarter of it, within bounds, as on Linux.
static uint64_t arguments_max(void) {
    const uint64_t least = 128 << 10, most = STACK_LIMIT / 4 * 3;
    return min(max(personality_stack_limit() / 4, least), most);
}

// Counts the strings of a source and adds up their bytes.
static int measure(struct exec *exec, string_source *source, size_t *count) {
    struct string string;
    int found;
    for (*count = 0; (found = source(exec, *count, &string)) > 0; ++*count) {
        int64_t length = string_length(&string);
        if (length < 0)
            return length;
        exec->string_bytes += length + 1;
        if (exec->string_bytes + *count * sizeof(uint64_t) > arguments_max())
            return -E2BIG;
        breathe();
        if (current->killed)
            return -EINTR;
    }
    return found;
}

// Copies one string with its NUL to `to` in the new address space; its size, or an errno. The
// user's goes through exec->path, a page that is not needed any more.
static int64_t put_string(struct exec *exec, const struct string *string, uint64_t to) {
    int64_t length = string_length(string);
    if (length < 0 || (uint64_t)length >= exec->strings_end - to)
        return length < 0 ? length : -EFAULT;
    for (int64_t done = 0; done <= length; done += PAGE_SIZE) {
        size_t part = min((uint64_t)(length + 1 - done), PAGE_SIZE);
        const char *text = string->kernel ? string->kernel + done : exec->path;
        if (!string->kernel && copy_from_user(exec->path, string->user + done, part) < 0)
            return -EFAULT;
        if (spt_write(exec->spt, to + done, text, part) < 0)
            return -ENOMEM;
    }
    return length + 1;
}

// Copies a source's strings to *to and their addresses, then a NULL, to *pointers; both move on.
static int put_strings(struct exec *exec, string_source *source, size_t count, uint64_t *to,
                       uint64_t *pointers) {
    for (size_t i = 0; i < count; i++) {
        if (spt_write(exec->spt, *pointers, to, sizeof *to) < 0)
            return -ENOMEM;
        *pointers += sizeof *to;
        struct string string;
        if (source(exec, i, &string) <= 0)
            return -EFAULT;
        int64_t size = put_string(exec, &string, *to);
        if (size < 0)
            return size;
        *to += size;
        breathe();
        if (current->killed)
            return -EINTR;
    }
    *pointers += sizeof *to; // NULL, for a new stack is all zeroes
    return 0;
}

static int put_auxiliary(struct exec *exec, uint64_t to, uint64_t random, uint64_t path) {
    const struct elf_program *program = &exec->program;
    uint32_t ids[4];
    bool secure;
    personality_identity(exec, ids, &secure);
    const uint64_t vector[AUXILIARIES][2] = {
        {AT_SYSINFO_EHDR, exec->library},
        {AT_PHDR, program->headers},
        {AT_PHENT, sizeof(struct elf64_segment)},
        {AT_PHNUM, program->header_count},
        {AT_PAGESZ, PAGE_SIZE},
        {AT_BASE, exec->interpreter.base},
        {AT_FLAGS, 0},
        {AT_ENTRY, program->entry},
        {AT_UID, ids[0]},
        {AT_EUID, ids[1]},
        {AT_GID, ids[2]},
        {AT_EGID, ids[3]},
        {AT_HWCAP, 0},
        {AT_HWCAP2, 0},
        {AT_CLKTCK, 100},
        {AT_SECURE, secure},
        {AT_RANDOM, random},
        {AT_EXECFN, path},
        {AT_NULL, 0},
    };
    return spt_write(exec->spt, to, vector, sizeof vector);
}

static int fill_stack(struct exec *exec) {
    uint64_t path = exec->strings_end = STACK_TOP - 8 - (strlen(exec->given) + 1);
    uint64_t strings = path - exec->string_bytes;
    uint64_t random = (strings - 16) & ~15ul;
    size_t words = 1 + exec->argc + 1 + exec->envc + 1 + 2 * AUXILIARIES;
    exec->rsp = (random - words * sizeof(uint64_t)) & ~15ul;
    if (STACK_TOP - exec->rsp > arguments_max())
        return -E2BIG;
    struct spt_record stack = {.start = page_down(exec->rsp),
                               .end = STACK_TOP,
                               .prot = PROT_READ | PROT_WRITE,
                               .may_write = true,
                               .kind = SPT_STACK};
    if (exec->program.stack_executable)
        stack.prot |= PROT_EXEC;
    int error = spt_insert(exec->spt, &stack);
    if (error < 0)
        return error == -ENOMEM ? error : -ENOEXEC; // a segment lies where the stack belongs

    uint64_t argc = exec->argc, pointers = exec->rsp + sizeof argc;
    uint8_t random_value[16];
    random_bytes(random_value, sizeof random_value);
    if (spt_write(exec->spt, exec->rsp, &argc, sizeof argc) < 0 ||
        spt_write(exec->spt, random, random_value, sizeof random_value) < 0 ||
        spt_write(exec->spt, path, exec->given, strlen(exec->given) + 1) < 0)
        return -ENOMEM;
    struct spt_layout *layout = &exec->spt->layout;
    layout->arg_start = strings;
    error = put_strings(exec, argument, exec->argc, &strings, &pointers);
    layout->arg_end = layout->env_start = strings;
    if (error == 0)
        error = put_strings(exec, environment, exec->envc, &strings, &pointers);
    layout->env_end = strings;
    if (error == 0 && put_auxiliary(exec, pointers, random, path) < 0)
        error = -ENOMEM;
    return error;
}

int exec_build_stack(struct exec *exec) {
    int error = measure(exec, argument, &exec->argc);
    if (error == 0)
        error = measure(exec, environment, &exec->envc);
    return error < 0 ? error : fill_stack(exec);
}
