// GRUB loads the symbol table along with the kernel and says where (multiboot2, 3.6.7), so no
// second link pass is needed to know function names. The table is searched linearly: it is wanted
// once, in a panic.
#include "kernel/symbols.h"
#include "kernel/layout.h"
#include "kernel/lib/elf64.h"
#include "kernel/multiboot.h"

const char *symbol_name(uint64_t address, uint64_t *offset) {
    const struct elf64_symbol *end = phys_to_virt(boot_info.symbols.end), *best = NULL;
    for (const struct elf64_symbol *s = phys_to_virt(boot_info.symbols.start); s < end; s++)
        if (s->shndx && s->value <= address && s->value >= KERNEL_BASE &&
            (!best || s->value > best->value))
            best = s;
    if (!best)
        return NULL;
    *offset = address - best->value;
    return (const char *)phys_to_virt(boot_info.strings.start) + best->name;
}
