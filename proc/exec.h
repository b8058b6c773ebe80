// What the parts of execve share: proc/exec.c leads, and proc/exec_stack.c makes the stack that a
// program finds.
#pragma once
#include "elf/elf.h"
#include "kernel/fs/path.h"
#include <stddef.h>

enum { EXEC_SCRIPTS = 5, EXEC_PREFIXES = 2 * EXEC_SCRIPTS + 1 };

struct exec {
    char *path;           // of an interpreter; then a buffer; a page
    char *given;          // its path, execveat's with /dev/fd/N: AT_EXECFN, a script's name; a page
    bool will_close;      // what is given is open, but not for the new program
    struct inode *file;   // what is to be run, a reference, counted among its executors …
    struct name *name;    // … by the name by which it was found, a reference, too
    uint32_t user, group; // the effective ids that it runs with: the personality's matter
    struct spt *spt;      // the new address space
    struct elf_program program;
    struct elf_program interpreter; // the dynamic linker; entry 0: there is none
    uint64_t library;               // what the personality has added

    unsigned scripts;                  // that led to it, each run by the next
    const char *prefix[EXEC_PREFIXES]; // arguments put before the caller's, last first
    char *prefix_text;                 // their characters: a page, or NULL
    size_t prefixes, prefix_used;
    uint64_t arguments, environment; // the caller's arrays; 0: none
    size_t skipped;                  // how many of the caller's arguments the prefixes replace
    const char *(*init_argument)(size_t i); // for init: where its arguments come from

    size_t argc, envc;
    uint64_t string_bytes, strings_end; // how many there are, and where they end on the stack
    uint64_t rsp;
};

// exec_begin finds the file of a user's path, as path_from_user. exec_run follows in any case, with
// the error so far: if that is 0, it runs the file in the current process. It gives back what
// exec_begin took. Both return 0 or a negative errno, and then nothing has changed. They may sleep.
int exec_begin(struct exec *exec, int directory, uint64_t path, unsigned how);
int exec_run(struct exec *exec, int error);

// Puts arguments, environment and auxiliary vector on the stack of exec->spt, and sets exec->rsp.
// 0, -E2BIG, -EFAULT, -ENOMEM, -ENOEXEC (a segment lies where the stack belongs). May sleep.
int exec_build_stack(struct exec *exec);
