// execve: builds a whole new address space beside the old one, and only when nothing can fail any
// more changes over. So a failed exec harms nobody.
#include "proc/exec.h"
#include "kernel/cpu.h"
#include "kernel/errno.h"
#include "kernel/fs/pagecache.h"
#include "kernel/params.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "mm/evict.h"
#include "mm/fault.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"

enum { FRAMES_NEEDED = 16 }; // to begin with: tables, buffers, records

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
        error = exec_use_interpreter(exec, line);
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
    exec->spt = evict_reserve(FRAMES_NEEDED) ? spt_new() : NULL;
    if (!exec->spt)
        return -ENOMEM;
    current->next_spt = exec->spt;
    error = elf_load(exec->file, exec->spt, &exec->program);
    if (error < 0)
        return error;
    struct spt_layout *layout = &exec->spt->layout;
    layout->brk = layout->brk_start = exec->program.end;
    layout->stack_slack = exec->program.stack_slack;
    layout->stack_limit = limits_stack(current);
    layout->mmap_top = mmap_top(layout->stack_limit);
    error = exec_build_stack(exec);
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
    process_return_memory();
    process_drop_program();
    current->program = exec->file; // with what open_program did
    kfree(current->program_path);
    current->program_path = program_path;
    files_close_on_exec(current->files);
    signals_reset(&current->signals);
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
    if (path_of_inode(exec->file, buffer, PATH_MAX) < 0)
        buffer = exec->path; // the file has just lost its name: the path as it was given must do
    size_t size = strlen(buffer) + 1;
    char *path = kmalloc(size);
    return path ? memcpy(path, buffer, size) : NULL;
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
    current->next_spt = NULL;
    if (error == 0) {
        change_over(exec, program_path);
    } else {
        if (exec->spt)
            spt_destroy(exec->spt);
        close_program(exec);
    }
    inode_delete_nameless();
    kfree(exec->path);
    kfree(exec->given);
    kfree(exec->prefix_text);
    return error;
}

int process_exec_init(const char *path) {
    struct exec exec = {.init_argument = params_init_argument};
    return exec_run(&exec, path);
}

int64_t sys_execve(uint64_t path, uint64_t arguments, uint64_t environment) {
    struct exec exec = {.arguments = arguments, .environment = environment};
    char *text = kmalloc(PATH_MAX);
    if (!text)
        return -ENOMEM;
    int64_t error = copy_string_from_user(text, path, PATH_MAX);
    if (error >= 0)
        error = exec_run(&exec, text);
    kfree(text);
    return error;
}
