// The functions of the vDSO: the kernel's own shared object in each program, if the kernel maps one
// (the auxiliary vector says where). C libraries look for them in this way.
#pragma once
#include <elf.h>
#include <string.h>
#include <sys/auxv.h>

static const void *dynamic_entry(const char *base, const Elf64_Dyn *dynamic, long tag) {
    for (; dynamic->d_tag != DT_NULL; dynamic++)
        if (dynamic->d_tag == tag)
            return base + dynamic->d_un.d_ptr;
    return NULL;
}

static void *find_in_vdso(const char *name) {
    const char *base = (const char *)getauxval(AT_SYSINFO_EHDR);
    if (!base)
        return NULL;
    const Elf64_Ehdr *header = (const void *)base;
    const Elf64_Phdr *segment = (const void *)(base + header->e_phoff);
    while (segment->p_type != PT_DYNAMIC)
        segment++;
    const Elf64_Dyn *dynamic = (const void *)(base + segment->p_vaddr);
    const uint32_t *hash =
        dynamic_entry(base, dynamic, DT_HASH); // its second word: how many symbols
    const Elf64_Sym *symbols = dynamic_entry(base, dynamic, DT_SYMTAB);
    const char *strings = dynamic_entry(base, dynamic, DT_STRTAB);
    for (uint32_t i = 0; i < hash[1]; i++)
        if (strcmp(strings + symbols[i].st_name, name) == 0)
            return (void *)(base + symbols[i].st_value);
    return NULL;
}
