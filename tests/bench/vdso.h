// clock_gettime as a C library calls it: in the kernel's own shared object, the vDSO, if the kernel
// maps one into each program (the auxiliary vector says where), else as a system call.
#pragma once
#include <elf.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>

typedef int clock_function(clockid_t, struct timespec *);

static const void *dynamic_entry(const char *base, const Elf64_Dyn *dynamic, long tag) {
    for (; dynamic->d_tag != DT_NULL; dynamic++)
        if (dynamic->d_tag == tag)
            return base + dynamic->d_un.d_ptr;
    return NULL;
}

static clock_function *find_clock(void) {
    const char *base = (const char *)getauxval(AT_SYSINFO_EHDR);
    if (!base)
        return clock_gettime;
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
        if (strcmp(strings + symbols[i].st_name, "__vdso_clock_gettime") == 0)
            return (clock_function *)(base + symbols[i].st_value);
    return clock_gettime;
}
