// The auxiliary vector: what exec tells a program about itself (System V ABI).
#pragma once
#include <elf.h>

// The value of an entry AT_…; 0 with errno ENOENT when there is none.
unsigned long getauxval(unsigned long type);
