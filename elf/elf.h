// The ELF loader: checks a file and records its segments in an address space.
#pragma once
#include "kernel/lib/elf64.h"
#include "mm/spt.h"
#include <stdint.h>

enum { RED_ZONE = 128 }; // below rsp, a function's to use (System V x86-64 psABI, 3.2.2)

// What exec needs to know of a loaded program, or of its interpreter. Addresses are the user's.
struct elf_program {
    uint64_t entry;
    uint64_t base;    // by how much it is shifted from the addresses in the file; 0 for ET_EXEC
    uint64_t headers; // of the program headers (AT_PHDR), 0 if no segment holds them
    uint16_t header_count; // AT_PHNUM
    uint64_t end;          // the first page above the program: where the heap begins
    uint64_t stack_slack;  // 8 if the program's note says so, else 128 (mm/README.md)
    bool stack_executable; // PT_GNU_STACK asks for it, and gets it, as on Linux; without one: no
    uint64_t interpreter_offset, interpreter_size; // where the file names its interpreter; size 0:
                                                   // it has none
};

// How a file that may lie anywhere (ET_DYN) is used: a program goes where Linux puts those, at
// random; an interpreter goes among the mappings (spt->layout.mmap_top).
enum elf_role { ELF_PROGRAM, ELF_INTERPRETER };

// Checks the file, which has that name or NULL, and records its segments in the address space;
// reads nothing but the headers. 0, or -ENOEXEC (not an x86-64 ELF executable, damaged, or no space
// for it), -ENOMEM, -EIO, and the address space is good for nothing. May sleep.
int elf_load(struct object *file, struct name *name, struct spt *spt, enum elf_role role,
             struct elf_program *program);

// The path of a loaded program's interpreter, with its NUL; `path` has PATH_MAX bytes. 0,
// -ENOEXEC, -EIO (also when the file ends before it), -ENOMEM. May sleep.
int elf_read_interpreter(struct object *file, const struct elf_program *program, char *path);
