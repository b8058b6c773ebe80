// /proc/self/maps shows what exec recorded, as Linux does: the program's segments with their rights
// and places in the file, the heap, the stack; and it follows the heap as it grows.
// test: portable
#include "test.h"
#include <elf.h>

extern const char __executable_start[];

static uint8_t data_bytes[3 * PAGE] = {1}, bss_bytes[3 * PAGE];

// The line of the maps that contains the address: its rights and what it maps; "" if there is none.
static const char *line_of(uintptr_t address, unsigned long *start, unsigned long *end,
                           unsigned long *offset) {
    static char rights[8], name[256], text[300];
    char *lines = contents_of("/proc/self/maps");
    for (char *line = strtok(lines, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        unsigned long inode;
        unsigned major, minor;
        name[0] = '\0';
        check(sscanf(line, "%lx-%lx %7s %lx %x:%x %lu %255s", start, end, rights, offset, &major,
                     &minor, &inode, name) >= 7);
        if (address < *start || address >= *end)
            continue;
        const char *base = strrchr(name, '/');
        snprintf(text, sizeof text, "%s %s", rights, base == NULL ? name : base + 1);
        return text;
    }
    return "";
}

static void show(const char *what, uintptr_t address) {
    unsigned long start, end, offset;
    printf("%s: %s\n", what, line_of(address, &start, &end, &offset));
}

static void show_segments(void) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)__executable_start;
    const Elf64_Phdr *segment = (const Elf64_Phdr *)(__executable_start + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++) {
        if (segment[i].p_type != PT_LOAD || segment[i].p_filesz == 0)
            continue;
        unsigned long start, end, offset;
        const char *line = line_of(segment[i].p_vaddr, &start, &end, &offset);
        printf("segment: %s, from its page: %d, offset: %d\n", line,
               start == (segment[i].p_vaddr & -PAGE), offset == (segment[i].p_offset & -PAGE));
    }
}

int main(void) {
    show_segments();
    show("code", (uintptr_t)main);
    show("data", (uintptr_t)&data_bytes[PAGE]);
    show("stack", (uintptr_t)__builtin_frame_address(0));
    show("null", 0);
    check(load((uintptr_t)bss_bytes) == 0);

    uint8_t *heap = sbrk(10 * PAGE);
    unsigned long start, end, offset;
    printf("heap: %s", line_of((uintptr_t)heap, &start, &end, &offset));
    printf(", to its end: %d\n", end == (((uintptr_t)heap + 10 * PAGE + PAGE - 1) & -PAGE));
    check(brk(heap) == 0);
    printf("heap, shorter: %s\n", line_of((uintptr_t)heap + 5 * PAGE, &start, &end, &offset));
    return 0;
}
