// ELF64 structures (System V gABI, chapters 4 and 5; x86-64 psABI).
#pragma once
#include "mm/spt.h"
#include <stdint.h>

struct elf64_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf64_segment { // program header
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct elf64_section { // section header
    uint32_t name, type;
    uint64_t flags, addr, offset, size;
    uint32_t link, info;
    uint64_t addralign, entsize;
};

struct elf64_symbol {
    uint32_t name;
    uint8_t info, other;
    uint16_t shndx;
    uint64_t value, size;
};

struct elf64_note { // followed by the name and the description, each padded to 4 bytes
    uint32_t name_size, description_size, type;
};

enum {
    ELF_TYPE_EXEC = 2,
    ELF_MACHINE_X86_64 = 62,
    PT_LOAD = 1,
    PT_INTERP = 3,
    PT_NOTE = 4,
    PF_X = 1,
    PF_W = 2,
    PF_R = 4,
    SHT_SYMTAB = 2,
    STT_FUNC = 2,
};

// What exec needs to know of a loaded program.
struct elf_program {
    uint64_t entry;
    uint64_t headers; // user address of the program headers (AT_PHDR), 0 if no segment holds them
    uint16_t header_count; // AT_PHNUM
    uint64_t end;          // the first page above the program: where the heap begins
    uint64_t stack_slack;  // 8 if the program's note says so, else 128 (README: "Stack growth")
};

// Checks the file and records its segments in the (empty) address space; reads nothing but the
// headers. 0 or -ENOEXEC (not an x86-64 ELF executable, or damaged), -ENOMEM, -EIO. May sleep.
int elf_load(struct inode *file, struct spt *spt, struct elf_program *program);
