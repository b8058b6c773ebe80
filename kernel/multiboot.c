// The boot information is a list of tags, each 8-byte aligned: type, size, contents. All addresses
// in it are physical.
#include "kernel/multiboot.h"
#include "kernel/layout.h"
#include "kernel/lib/elf64.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"

enum {
    TAG_END = 0,
    TAG_COMMAND_LINE = 1,
    TAG_MODULE = 3,
    TAG_MEMORY_MAP = 6,
    TAG_ELF_SECTIONS = 9,
    MEMORY_AVAILABLE = 1,
};

struct tag {
    uint32_t type, size;
};
struct module_tag {
    struct tag tag;
    uint32_t start, end;
    char string[];
};
struct memory_map_tag {
    struct tag tag;
    uint32_t entry_size, entry_version;
    struct memory_map_entry {
        uint64_t start, length;
        uint32_t type, reserved;
    } entries[];
};
struct elf_sections_tag {
    struct tag tag;
    uint32_t count, entry_size, strings_index;
    uint8_t headers[]; // struct elf64_section, not aligned
};

struct boot_info boot_info = {.command_line = ""};

static void read_memory_map(const struct memory_map_tag *map) {
    const uint8_t *end = (const uint8_t *)map + map->tag.size;
    for (const uint8_t *p = (const uint8_t *)map->entries; p < end; p += map->entry_size) {
        const struct memory_map_entry *entry = (const void *)p;
        if (entry->type == MEMORY_AVAILABLE && boot_info.memory_count < BOOT_REGIONS_MAX)
            boot_info.memory[boot_info.memory_count++] =
                (struct boot_region){entry->start, entry->start + entry->length};
    }
}

static void read_sections(const struct elf_sections_tag *tag) {
    for (uint32_t i = 0; i < tag->count; i++) {
        struct elf64_section symbols, strings;
        memcpy(&symbols, tag->headers + i * tag->entry_size, sizeof symbols);
        if (symbols.type != SHT_SYMTAB || symbols.link >= tag->count || !symbols.addr)
            continue;
        memcpy(&strings, tag->headers + symbols.link * tag->entry_size, sizeof strings);
        boot_info.symbols = (struct boot_region){symbols.addr, symbols.addr + symbols.size};
        boot_info.strings = (struct boot_region){strings.addr, strings.addr + strings.size};
    }
}

void multiboot_init(uint64_t information) {
    const uint32_t *total = phys_to_virt(information);
    boot_info.info = (struct boot_region){information, information + *total};

    const struct tag *tag = (const void *)(total + 2);
    while (tag->type != TAG_END) {
        if (tag->type == TAG_COMMAND_LINE)
            boot_info.command_line = (const char *)(tag + 1);
        if (tag->type == TAG_MEMORY_MAP)
            read_memory_map((const void *)tag);
        if (tag->type == TAG_ELF_SECTIONS)
            read_sections((const void *)tag);
        if (tag->type == TAG_MODULE) {
            const struct module_tag *module = (const void *)tag;
            if (strcmp(module->string, "ramdisk") == 0)
                boot_info.ramdisk = (struct boot_region){module->start, module->end};
        }
        tag = (const void *)((uint64_t)tag + ((tag->size + 7) & ~7u));
    }
    if (boot_info.memory_count == 0)
        panic("the boot loader gave no memory map");
}
