// PCI configuration by two ports: the address of a register goes to one, its value passes through
// the other (PCI Local Bus Specification 2.1, 3.2.2.3.2, "configuration mechanism 1"). Only bus 0
// is searched: that is where the chipset keeps its own disk controller.
#include "kernel/dev/pci.h"
#include "kernel/io.h"

enum { CONFIG_ADDRESS = 0xcf8, CONFIG_DATA = 0xcfc };

#define CONFIG_ENABLE 0x80000000u // in every address, so that no function is ever called 0

enum { FUNCTIONS = 32 * 8 }; // 32 devices of up to 8 functions, 256 bytes each

uint32_t pci_read(uint32_t function, uint8_t offset) {
    outl(CONFIG_ADDRESS, function + offset);
    return inl(CONFIG_DATA);
}

void pci_write(uint32_t function, uint8_t offset, uint32_t value) {
    outl(CONFIG_ADDRESS, function + offset);
    outl(CONFIG_DATA, value);
}

// The class register reads class, subclass, interface, revision from the top byte down, and all
// ones where there is nothing.
uint32_t pci_find(uint8_t class, uint8_t subclass) {
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        uint32_t function = CONFIG_ENABLE + (i << 8);
        if (pci_read(function, PCI_CLASS) >> 16 == ((uint32_t) class << 8 | subclass))
            return function;
    }
    return 0;
}
