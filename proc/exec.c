// execve: builds a whole new address space beside the old one, and only when nothing can fail any
// more changes over. So a failed exec harms nobody. The new stack begins as Linux's does (System V
// x86-64 psABI, 3.4.1):
//
//     STACK_TOP   8 bytes of zero
//                 the program's path, environment strings, argument strings
//                 16 random bytes (AT_RANDOM)
//                 auxiliary vector, ending with AT_NULL
//                 environment pointers, NULL
//                 argument pointers, NULL
//     rsp ->      argc
#include "elf/elf.h"
#include "kernel/cpu.h"
#include "kernel/errno.h"
#include "kernel/fs/pagecache.h"
#include "kernel/fs/path.h"
#include "kernel/params.h"
#include "kernel/random.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "mm/fault.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"

enum {
    STRING_MAX = 32 * PAGE_SIZE, // one argument, as Linux's MAX_ARG_STRLEN
    SCRIPT_LINE = 255,           // of a `#!` line, as on Linux
    SCRIPT_DEPTH = 5,
    PREFIX_MAX = 2 * SCRIPT_DEPTH + 1,
};
#define ARGUMENTS_MAX (STACK_LIMIT / 4) // of everything exec puts on the stack, as on Linux

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
    AUXILIARIES = 18,
};

// One string on its way to the new stack: the kernel's (for `#!` and init) or the caller's.
struct string {
    const char *kernel;
    uint64_t user;
};

struct exec {
    char *path;         // as given, then each interpreter in turn; a page of its own
    char *given;        // as given: AT_EXECFN and argv[0] of a script; a page of its own
    struct inode *file; // what is to be run, a reference …
    bool executable;    // … which counts among the file's executors
    struct spt *spt;    // the new address space
    struct elf_program program;

    const char *prefix[PREFIX_MAX]; // arguments put before the caller's, last first
    char *prefix_text;              // their characters; a page
    size_t prefixes, prefix_used;
    uint64_t arguments, environment; // the caller's arrays; 0: none
    size_t skipped;                  // how many of the caller's arguments the prefixes replace
    const char *(*init_argument)(size_t i); // for init: where its arguments come from

    size_t argc, envc;
    uint64_t string_bytes;
    uint64_t rsp;
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
    int64_t length = user_string_length(string->user, STRING_MAX - 1);
    return length == -ENAMETOOLONG ? -E2BIG : length;
}

typedef int string_source(const struct exec *exec, size_t i, struct string *string);

// Counts the strings of a source and adds up their bytes.
static int measure(struct exec *exec, string_source *source, size_t *count) {
    struct string string;
    int found;
    for (*count = 0; (found = source(exec, *count, &string)) > 0; ++*count) {
        int64_t length = string_length(&string);
        if (length < 0)
            return length;
        exec->string_bytes += length + 1;
        if (exec->string_bytes + *count * sizeof(uint64_t) > ARGUMENTS_MAX)
            return -E2BIG;
    }
    return found;
}

// Copies one string with its NUL to `to` in the new address space; its size, or an errno.
static int64_t put_string(struct exec *exec, const struct string *string, uint64_t to,
                          char *buffer) {
    int64_t length = string_length(string);
    if (length < 0)
        return length;
    for (int64_t done = 0; done <= length; done += PAGE_SIZE) {
        size_t part =
            length + 1 - done < (int64_t)PAGE_SIZE ? (size_t)(length + 1 - done) : PAGE_SIZE;
        if (!string->kernel && copy_from_user(buffer, string->user + done, part) < 0)
            return -EFAULT;
        if (spt_write(exec->spt, to + done, string->kernel ? string->kernel + done : buffer, part) <
            0)
            return -ENOMEM;
    }
    return length + 1;
}

// Copies a source's strings to *to and their addresses, then a NULL, to *pointers; both move on.
static int put_strings(struct exec *exec, string_source *source, size_t count, uint64_t *to,
                       uint64_t *pointers, char *buffer) {
    for (size_t i = 0; i <= count; i++) {
        uint64_t address = i < count ? *to : 0;
        if (spt_write(exec->spt, *pointers, &address, sizeof address) < 0)
            return -ENOMEM;
        *pointers += sizeof address;
        struct string string;
        if (i == count)
            break;
        if (source(exec, i, &string) <= 0)
            return -EFAULT;
        int64_t size = put_string(exec, &string, *to, buffer);
        if (size < 0)
            return size;
        *to += size;
    }
    return 0;
}

static int put_auxiliary(struct exec *exec, uint64_t to, uint64_t random, uint64_t path) {
    const struct elf_program *program = &exec->program;
    const uint64_t vector[AUXILIARIES][2] = {
        {AT_PHDR, program->headers},
        {AT_PHENT, sizeof(struct elf64_segment)},
        {AT_PHNUM, program->header_count},
        {AT_PAGESZ, PAGE_SIZE},
        {AT_BASE, 0},
        {AT_FLAGS, 0},
        {AT_ENTRY, program->entry},
        {AT_UID, 0},
        {AT_EUID, 0},
        {AT_GID, 0},
        {AT_EGID, 0},
        {AT_HWCAP, 0},
        {AT_HWCAP2, 0},
        {AT_CLKTCK, 100},
        {AT_SECURE, 0},
        {AT_RANDOM, random},
        {AT_EXECFN, path},
        {AT_NULL, 0},
    };
    return spt_write(exec->spt, to, vector, sizeof vector);
}

static int fill_stack(struct exec *exec, char *buffer) {
    uint64_t path = STACK_TOP - 8 - (strlen(exec->given) + 1);
    uint64_t strings = path - exec->string_bytes;
    uint64_t random = (strings - 16) & ~15ul;
    size_t words = 1 + exec->argc + 1 + exec->envc + 1 + 2 * AUXILIARIES;
    exec->rsp = (random - words * sizeof(uint64_t)) & ~15ul;
    if (STACK_TOP - exec->rsp > ARGUMENTS_MAX)
        return -E2BIG;
    int error = spt_insert(exec->spt, &(struct spt_record){.start = page_down(exec->rsp),
                                                           .end = STACK_TOP,
                                                           .prot = PROT_READ | PROT_WRITE,
                                                           .may_write = true,
                                                           .kind = SPT_STACK});
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
    error = put_strings(exec, argument, exec->argc, &strings, &pointers, buffer);
    layout->arg_end = layout->env_start = strings;
    if (error == 0)
        error = put_strings(exec, environment, exec->envc, &strings, &pointers, buffer);
    layout->env_end = strings;
    if (error == 0 && put_auxiliary(exec, pointers, random, path) < 0)
        error = -ENOMEM;
    return error;
}

static int build_stack(struct exec *exec) {
    int error = measure(exec, argument, &exec->argc);
    if (error == 0)
        error = measure(exec, environment, &exec->envc);
    if (error < 0)
        return error;
    char *buffer = kmalloc(PAGE_SIZE);
    if (!buffer)
        return -ENOMEM;
    error = fill_stack(exec, buffer);
    kfree(buffer);
    return error;
}

// Puts an argument before all others.
static int prepend(struct exec *exec, const char *text, size_t length) {
    if (exec->prefixes == PREFIX_MAX || exec->prefix_used + length + 1 > PAGE_SIZE)
        return -E2BIG;
    char *copy = exec->prefix_text + exec->prefix_used;
    memcpy(copy, text, length);
    copy[length] = '\0';
    exec->prefix_used += length + 1;
    exec->prefix[exec->prefixes++] = copy;
    return 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// `#!interpreter [argument]`: run the interpreter with its argument, the script's path and the
// script's own arguments. The line ends at a newline, at the file's end, or, cut off, with the
// buffer; the interpreter's own name must not be cut.
static int use_interpreter(struct exec *exec, char *line) {
    char *newline = strchr(line, '\n'), *end = newline ? newline : line + strlen(line);
    bool cut = end == line + SCRIPT_LINE;
    while (end > line && is_blank(end[-1]))
        end--;
    char *name = line + 2;
    while (name < end && is_blank(*name))
        name++;
    char *name_end = name;
    while (name_end < end && !is_blank(*name_end))
        name_end++;
    if (name >= name_end || (cut && name_end == line + SCRIPT_LINE))
        return -ENOEXEC;
    char *option = name_end;
    while (option < end && is_blank(*option))
        option++;

    if (exec->prefixes > 0)
        exec->prefixes--; // the name by which the script was run gives way to its path
    int error = prepend(exec, exec->path, strlen(exec->path));
    if (error == 0 && option < end)
        error = prepend(exec, option, end - option);
    if (error == 0)
        error = prepend(exec, name, name_end - name);
    exec->skipped = 1; // the caller's argv[0]
    memcpy(exec->path, name, name_end - name);
    exec->path[name_end - name] = '\0';
    return error;
}

static int open_program(struct exec *exec) {
    int error = path_lookup(exec->path, current->directory, true, &exec->file);
    if (error < 0)
        return error;
    if (!inode_is(exec->file, S_IFREG) || !(exec->file->mode & 0111))
        return -EACCES;
    if (exec->file->writers > 0)
        return -ETXTBSY;
    exec->file->executors++; // from now on nobody may write it
    exec->executable = true;
    return 0;
}

static void close_program(struct exec *exec) {
    if (!exec->file)
        return;
    exec->file->executors -= exec->executable;
    exec->executable = false;
    inode_put(exec->file);
    exec->file = NULL;
}

// Finds the ELF file to run, through any number of scripts.
static int resolve(struct exec *exec) {
    for (int depth = 0; depth <= SCRIPT_DEPTH; depth++) {
        int error = open_program(exec);
        if (error < 0)
            return error;
        char line[SCRIPT_LINE + 1] = {0};
        int64_t got = pagecache_read(exec->file, 0, line, SCRIPT_LINE);
        if (got < 0)
            return got;
        if (line[0] != '#' || line[1] != '!')
            return 0;
        close_program(exec);
        error = use_interpreter(exec, line);
        if (error < 0)
            return error;
    }
    return -ELOOP;
}

// The opposite of demand paging, to compare with: every page of the program is brought in before it
// starts.
static int load_eagerly(struct exec *exec) {
    for (struct spt_record *r = spt_first_above(exec->spt, 0); r;
         r = spt_first_above(exec->spt, r->end)) {
        if (r->kind == SPT_STACK || r->prot == PROT_NONE)
            continue;
        for (uint64_t page = r->start; page < r->end; page += PAGE_SIZE) {
            int error = spt_fault_in(
                exec->spt, page, r->prot & PROT_WRITE ? FAULT_WRITE : FAULT_READ, STACK_TOP, NULL);
            if (error == -ENOMEM)
                return error; // a page beyond the end of the file is for the program to stumble
                              // over
        }
    }
    return 0;
}

// Mappings begin below the stack at its largest, but leave half of the address space to either.
static uint64_t mmap_top(uint64_t stack_limit) {
    uint64_t stack = stack_limit < USER_END / 2 ? stack_limit : USER_END / 2;
    return page_down(STACK_TOP - stack - STACK_GUARD);
}

static int load(struct exec *exec) {
    int error = resolve(exec);
    if (error < 0)
        return error;
    exec->spt = spt_new();
    if (!exec->spt)
        return -ENOMEM;
    error = elf_load(exec->file, exec->spt, &exec->program);
    if (error < 0)
        return error;
    struct spt_layout *layout = &exec->spt->layout;
    layout->brk = layout->brk_start = exec->program.end;
    layout->stack_slack = exec->program.stack_slack;
    layout->stack_limit = limits_stack(current);
    layout->mmap_top = mmap_top(layout->stack_limit);
    error = build_stack(exec);
    return error == 0 && params_has("eager") ? load_eagerly(exec) : error;
}

static const char *base_name(const char *path) {
    const char *name = path;
    for (const char *p = path; *p; p++)
        if (*p == '/' && p[1])
            name = p + 1;
    return name;
}

// The point of no return: the new program takes the process over.
static void change_over(struct exec *exec, char *program_path) {
    struct spt *old = current->spt;
    current->spt = exec->spt;
    pagetable_load(exec->spt->pml4);
    if (old)
        spt_destroy(old);
    process_drop_program();
    current->program = exec->file; // with what open_program did
    kfree(current->program_path);
    current->program_path = program_path;
    files_close_on_exec(current->files);
    string_copy(current->name, base_name(exec->given), sizeof current->name);

    *current->frame = (struct trap_frame){.rip = exec->program.entry,
                                          .cs = USER_CS,
                                          .rflags = RFLAGS_RESERVED | RFLAGS_IF,
                                          .rsp = exec->rsp,
                                          .ss = USER_SS};
    current->executed = true;
    current->fs_base = 0;
    cpu_set_fs_base(0);
    fpu_restore(fpu_initial);
}

// The program's absolute path, for /proc; the caller's to free. NULL without memory.
static char *absolute_path(const struct exec *exec) {
    char *buffer = exec->prefix_text; // no longer needed
    int64_t length = 0;
    if (exec->path[0] != '/')
        length = path_of_directory(current->directory, buffer, PATH_MAX);
    if (length > 0)
        buffer[length - 1] = '/'; // in place of the NUL
    if (length < 0)
        length = 0;
    size_t size = length + strlen(exec->path) + 1;
    char *path = size <= PATH_MAX ? kmalloc(size) : NULL;
    if (!path)
        return NULL;
    memcpy(path, buffer, length);
    memcpy(path + length, exec->path, size - length);
    return path;
}

// A page for each of the three texts; all or nothing is the caller's to free.
static int exec_run(struct exec *exec, const char *path) {
    exec->path = kmalloc(PATH_MAX);
    exec->given = kmalloc(PATH_MAX);
    exec->prefix_text = kmalloc(PAGE_SIZE);
    char *program_path = NULL;
    int error = -ENOMEM;
    if (exec->path && exec->given && exec->prefix_text) {
        string_copy(exec->path, path, PATH_MAX);
        string_copy(exec->given, path, PATH_MAX);
        error = load(exec);
    }
    if (error == 0 && !(program_path = absolute_path(exec)))
        error = -ENOMEM;
    if (error == 0) {
        change_over(exec, program_path);
    } else {
        if (exec->spt)
            spt_destroy(exec->spt);
        close_program(exec);
    }
    kfree(exec->path);
    kfree(exec->given);
    kfree(exec->prefix_text);
    return error;
}

int process_exec(const char *path, uint64_t arguments, uint64_t environment) {
    struct exec exec = {.arguments = arguments, .environment = environment};
    return exec_run(&exec, path);
}

int process_exec_init(const char *path) {
    struct exec exec = {.init_argument = params_init_argument};
    return exec_run(&exec, path);
}

int64_t sys_execve(uint64_t path, uint64_t arguments, uint64_t environment) {
    char *text = kmalloc(PATH_MAX);
    if (!text)
        return -ENOMEM;
    int64_t error = copy_string_from_user(text, path, PATH_MAX);
    if (error >= 0)
        error = process_exec(text, arguments, environment);
    kfree(text);
    return error;
}
