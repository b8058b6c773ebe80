// The first and last byte, and all between, of each read-only segment of a program in memory equal
// its file's; so do an initialised array's, which begins and ends in mid-page.
// test: core portable
#include "test.h"
#include <elf.h>

extern const char __executable_start[];

static volatile uint8_t array[5 * PAGE + 77] = {[0] = 0xa1, [4000] = 0xa2, [5 * PAGE + 76] = 0xa3};

static bool same(int fd, uint64_t offset, const volatile uint8_t *memory, size_t length) {
    uint8_t bytes[512];
    for (size_t at = 0; at < length; at += sizeof bytes) {
        size_t n = length - at < sizeof bytes ? length - at : sizeof bytes;
        check(pread(fd, bytes, n, offset + at) == (ssize_t)n);
        for (size_t i = 0; i < n; i++) {
            if (!right_at("segment", (uintptr_t)memory % PAGE + at + i, memory[at + i], bytes[i]))
                return false;
        }
    }
    return true;
}

int main(void) {
    int fd = open(program_invocation_name, O_RDONLY);
    check(fd >= 0);
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)__executable_start;
    const Elf64_Phdr *segments = (const Elf64_Phdr *)(__executable_start + header->e_phoff);
    int compared = 0;
    for (const Elf64_Phdr *s = segments; s < segments + header->e_phnum; s++) {
        if (s->p_type != PT_LOAD)
            continue;
        if (!(s->p_flags & PF_W)) {
            const uint8_t *memory = (const uint8_t *)s->p_vaddr;
            printf("read-only segment: %s\n",
                   same(fd, s->p_offset, memory, s->p_filesz) ? "same" : "different");
            compared++;
        } else {
            uint64_t inside = (uint64_t)array - s->p_vaddr;
            check(inside + sizeof array <= s->p_filesz);
            printf("array: %s\n",
                   same(fd, s->p_offset + inside, array, sizeof array) ? "same" : "different");
            printf("it begins in mid-page: %d\n", s->p_vaddr % PAGE != 0);
        }
    }
    check(compared >= 2);
    printf("%x %x %x\n", array[0], array[4000], array[sizeof array - 1]);
    return 0;
}
