// Names for kernel addresses, from the kernel's own ELF symbol table.
#pragma once
#include <stdint.h>

// The function that contains `address` and how far into it that is; NULL when it is not known.
const char *symbol_name(uint64_t address, uint64_t *offset);
