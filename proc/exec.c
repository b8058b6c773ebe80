// execve: builds a whole new address space beside the old one, and changes over when nothing can
// fail any more. So the program goes on if exec fails.
#include "proc/exec.h"
#include "kernel/cpu.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/params.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "kernel/trace.h"
#include "mm/evict.h"
#include "mm/heap.h"
#include "mm/mmap.h"
#include "mm/pagecache.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

// ---- Files. One that is being run can't be written (ETXTBSY), and the other way round.

static int check_file(const struct inode *file) {
    if (inode_is(file, S_IFLNK))
        return -ELOOP; // only where links are not to be followed
    if (!inode_is(file, S_IFREG) || permission(file, MAY_EXECUTE) < 0)
        return -EACCES;
    return file->data.writers > 0 ? -ETXTBSY : 0;
}

// Finds the file of exec->path, an interpreter's: it begins in the working directory, like what
// programs open.
static int open_file(struct exec *exec) {
    int error = path_lookup(exec->path, current->files->directory, true, &exec->file, &exec->name);
    if (error == 0)
        exec->file->executors++;
    return error;
}

void program_put(struct inode *file, struct name *name) {
    file->executors--;
    inode_put(file);
    name_put(name);
}

static void close_file(struct exec *exec) {
    if (exec->file)
        program_put(exec->file, exec->name);
    exec->file = NULL;
}

// Finds the ELF file to run, exec->file, through any number of scripts.
static int find_file(struct exec *exec) {
    for (;;) {
        char magic[sizeof ELF_MAGIC - 1] = {0};
        int64_t error = check_file(exec->file);
        if (error == 0)
            error = pagecache_read(&exec->file->data, 0, magic, sizeof magic);
        if (error < 0)
            return error;
        if (memcmp(magic, ELF_MAGIC, sizeof magic) == 0)
            return 0;
        error = personality_find_interpreter(exec);
        close_file(exec);
        if (error == 0)
            error = open_file(exec);
        if (error < 0)
            return error;
    }
}

// ---- The new address space

// The opposite of demand paging, to compare with: every page of the program is brought in before it
// starts. If one can't be, its fault says why.
static void load_eagerly(struct spt *spt) {
    for (const struct spt_record *r = spt_first_above(spt, 0); r; r = spt_first_above(spt, r->end))
        if (r->kind != SPT_STACK)
            mmap_populate(spt, r->start, r->end);
}

// The program's dynamic linker, if it has one: it gets the control, and finds the program and its
// libraries through the auxiliary vector.
static int load_interpreter(struct exec *exec) {
    if (exec->program.interpreter_size == 0)
        return 0;
    struct exec linker = {.path = exec->path};
    int error = elf_read_interpreter(&exec->file->data, &exec->program, linker.path);
    if (error == 0)
        error = open_file(&linker);
    if (error == 0)
        error = check_file(linker.file);
    if (error == 0) {
        error = elf_load(&linker.file->data, linker.name, exec->spt, ELF_INTERPRETER,
                         &exec->interpreter);
        error = error == -ENOEXEC ? -ELIBBAD : error;
    }
    close_file(&linker);
    return error;
}

static int load(struct exec *exec) {
    int error = find_file(exec);
    if (error < 0)
        return error;
    exec->spt = evict_reserve(FRAMES_FOR_EXEC) ? spt_new() : NULL;
    if (!exec->spt)
        return -ENOMEM;
    current->next_spt = exec->spt;
    struct spt_layout *layout = &exec->spt->layout;
    // Mappings begin below the largest stack, but each of the two gets half of the address space.
    uint64_t stack = min(personality_stack_limit(), USER_END / 2);
    layout->mmap_top = page_down(STACK_TOP - stack - STACK_GUARD);
    error = elf_load(&exec->file->data, exec->name, exec->spt, ELF_PROGRAM, &exec->program);
    if (error == 0)
        error = load_interpreter(exec);
    if (error == 0)
        error = personality_map(exec->spt, &exec->library);
    if (error < 0)
        return error;
    layout->brk = layout->brk_start = exec->program.end;
    layout->stack_slack = max(exec->program.stack_slack, exec->interpreter.stack_slack);
    error = exec_build_stack(exec);
    if (error == 0 && params_has("eager"))
        load_eagerly(exec->spt);
    return error;
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
    personality_program_begins(exec);
    if (old)
        spt_destroy(old);
    if (current->program)
        program_put(current->program, current->program_name);
    current->program = exec->file; // it counts among the executors already
    current->program_name = exec->name;
    files_close_on_exec(current->files);
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

static int make_space(struct exec *exec) {
    exec->path = kmalloc(PATH_MAX);
    exec->given = kmalloc(PATH_MAX);
    return exec->path && exec->given ? 0 : -ENOMEM;
}

int exec_begin(struct exec *exec, int directory, uint64_t path, unsigned how) {
    int64_t error = make_space(exec);
    if (error == 0)
        error = copy_string_from_user(exec->given, path, PATH_MAX);
    if (error >= 0)
        error = path_from_user(directory, path, how, &exec->file, &exec->name);
    if (error == 0)
        exec->file->executors++;
    return error;
}

int exec_run(struct exec *exec, int error) {
    if (error == 0)
        error = load(exec);
    current->next_spt = NULL;
    if (error == 0) {
        change_over(exec);
    } else {
        if (exec->spt)
            spt_destroy(exec->spt);
        close_file(exec);
    }
    kfree(exec->path);
    kfree(exec->given);
    kfree(exec->prefix_text);
    object_delete_discarded();
    return error;
}

int process_exec_init(const char *path) {
    struct exec exec = {.init_argument = params_init_argument};
    int error = make_space(&exec);
    if (error == 0) {
        string_copy(exec.given, path, PATH_MAX);
        string_copy(exec.path, path, PATH_MAX);
        error = open_file(&exec);
    }
    return exec_run(&exec, error);
}

int64_t sys_execve(uint64_t path, uint64_t arguments, uint64_t environment) {
    struct exec exec = {.arguments = arguments, .environment = environment};
    return exec_run(&exec, exec_begin(&exec, AT_FDCWD, path, PATH_FOLLOW));
}
