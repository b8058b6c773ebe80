// execve: builds a whole new address space beside the old one, and only when nothing can fail any
// more changes over. So a failed exec harms nobody.
#include "proc/exec.h"
#include "kernel/cpu.h"
#include "kernel/fs/fd.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/params.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "kernel/trace.h"
#include "mm/evict.h"
#include "mm/fault.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"

// The opposite of demand paging, to compare with: every page of the program is brought in before it
// starts.
static int load_eagerly(struct exec *exec) {
    for (struct spt_record *r = spt_first_above(exec->spt, 0); r;
         r = spt_first_above(exec->spt, r->end)) {
        if (r->kind == SPT_STACK || r->prot == PROT_NONE)
            continue;
        for (uint64_t page = r->start; page < r->end && !current->killed;
             page += PAGE_SIZE, breathe()) {
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
    uint64_t stack = min(stack_limit, USER_END / 2);
    return page_down(STACK_TOP - stack - STACK_GUARD);
}

// The program's dynamic linker, if it has one: it gets the control, and finds the program and its
// libraries through the auxiliary vector.
static int load_interpreter(struct exec *exec) {
    if (exec->program.interpreter_size == 0)
        return 0;
    char *path = kmalloc(PATH_MAX);
    if (!path)
        return -ENOMEM;
    struct inode *file;
    struct name *name;
    int error = elf_read_interpreter(&exec->file->data, &exec->program, path);
    if (error == 0)
        error = exec_open_interpreter(path, &file, &name);
    kfree(path);
    if (error < 0)
        return error;
    error = elf_load(&file->data, name, exec->spt, ELF_INTERPRETER, &exec->interpreter);
    inode_put(file);
    name_put(name);
    return error == -ENOEXEC ? -ELIBBAD : error;
}

static int load(struct exec *exec) {
    int error = exec_find_file(exec);
    if (error < 0)
        return error;
    exec->spt = evict_reserve(FRAMES_FOR_EXEC) ? spt_new() : NULL;
    if (!exec->spt)
        return -ENOMEM;
    current->next_spt = exec->spt;
    struct spt_layout *layout = &exec->spt->layout;
    layout->mmap_top = mmap_top(personality_stack_limit());
    error = elf_load(&exec->file->data, exec->name, exec->spt, ELF_PROGRAM, &exec->program);
    if (error == 0)
        error = load_interpreter(exec);
    if (error < 0)
        return error;
    layout->brk = layout->brk_start = exec->program.end;
    layout->stack_slack = max(exec->program.stack_slack, exec->interpreter.stack_slack);
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
static void change_over(struct exec *exec) {
    struct spt *old = current->spt;
    current->spt = exec->spt;
    pagetable_load(exec->spt->pml4);
    if (old)
        spt_destroy(old);
    process_drop_program();
    current->program = exec->file; // with what open_program did
    current->program_name = exec->name;
    files_close_on_exec(current->files);
    personality_program_begins(exec);
    string_copy(current->name, base_name(exec->given), sizeof current->name);
    trace("exec space=%lx name=%s", virt_to_phys(current->spt->pml4), current->name);

    uint64_t entry = exec->interpreter.entry ? exec->interpreter.entry : exec->program.entry;
    *current->frame = (struct trap_frame){.rip = entry,
                                          .cs = USER_CS,
                                          .rflags = RFLAGS_RESERVED | RFLAGS_IF,
                                          .rsp = exec->rsp,
                                          .ss = USER_SS};
    current->fs_base = 0;
    cpu_set_segments(0);
    fpu_restore(fpu_initial);
}

int exec_run(struct exec *exec) {
    int error = load(exec);
    current->next_spt = NULL;
    if (error == 0) {
        change_over(exec);
    } else {
        if (exec->spt)
            spt_destroy(exec->spt);
        exec_close_file(exec);
    }
    return error;
}

// A page for each of the three texts.
int exec_begin(struct exec *exec) {
    exec->path = kmalloc(PATH_MAX);
    exec->given = kmalloc(PATH_MAX);
    exec->prefix_text = kmalloc(PAGE_SIZE);
    return exec->path && exec->given && exec->prefix_text ? 0 : -ENOMEM;
}

void exec_end(struct exec *exec) {
    kfree(exec->path);
    kfree(exec->given);
    kfree(exec->prefix_text);
    if (exec->from)
        inode_put(exec->from);
    name_put(exec->from_name);
    object_delete_discarded();
}

// A program by its path.
static int run_path(struct exec *exec) {
    string_copy(exec->given, exec->path, PATH_MAX);
    exec->from = inode_ref(current->files->directory);
    return *exec->path ? exec_run(exec) : -ENOENT;
}

int process_exec_init(const char *path) {
    struct exec exec = {.init_argument = params_init_argument};
    int error = exec_begin(&exec);
    if (error == 0) {
        string_copy(exec.path, path, PATH_MAX);
        error = run_path(&exec);
    }
    exec_end(&exec);
    return error;
}

int64_t sys_execve(uint64_t path, uint64_t arguments, uint64_t environment) {
    struct exec exec = {.arguments = arguments, .environment = environment};
    int64_t error = exec_begin(&exec);
    if (error == 0)
        error = copy_string_from_user(exec.path, path, PATH_MAX);
    if (error >= 0)
        error = run_path(&exec);
    exec_end(&exec);
    return error;
}
