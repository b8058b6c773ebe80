// PCI configuration space, as far as the chipset's own devices need it.
#pragma once
#include <stdint.h>

// Offsets of the configuration header (PCI Local Bus Specification 2.1, 6.1).
enum { PCI_COMMAND = 0x04, PCI_CLASS = 0x08, PCI_BAR4 = 0x20 };

// Bits of PCI_COMMAND.
enum { PCI_COMMAND_IO = 1 << 0, PCI_COMMAND_BUS_MASTER = 1 << 2 };

// The first function on bus 0 of this class and subclass, in the form that pci_read and pci_write
// take; 0 when there is none, or no PCI at all.
uint32_t pci_find(uint8_t class, uint8_t subclass);

// The 32-bit register at `offset` (a multiple of 4).
uint32_t pci_read(uint32_t function, uint8_t offset);
void pci_write(uint32_t function, uint8_t offset, uint32_t value);
