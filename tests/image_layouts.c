// Every odd way for a segment to lie in its file and in memory: its bytes are the file's from the
// first to the last, then zeros, whether the program itself or a system call touches them first.
// test: core portable
#include "test.h"
#include <elf.h>

// As mkelf.py fills the file.
static uint8_t expected(uint64_t address) {
    return 1 + (address * 167 + (address >> 8) * 59) % 255;
}

// Runs the program and compares what it writes with what its second segment says.
static const char *verdict(const char *path) {
    Elf64_Phdr segment;
    int fd = open(path, O_RDONLY);
    check(fd >= 0);
    check(pread(fd, &segment, sizeof segment, 64 + sizeof segment) == sizeof segment);
    close(fd);

    int out;
    pid_t pid = start_program(path, &out);
    static uint8_t bytes[PAGE];
    char behind[600];
    snprintf(behind, sizeof behind, "%s, behind the file's bytes", path);
    uint64_t count = 0, wrong = 0;
    ssize_t n;
    while ((n = read(out, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < n; i++, count++) {
            bool of_file = count < segment.p_filesz;
            wrong += !right_at(of_file ? path : behind, segment.p_vaddr % PAGE + count, bytes[i],
                               of_file ? expected(segment.p_vaddr + count) : 0);
        }
    }
    close(out);
    if (wait_for(pid) != 0)
        return "did not exit with 0";
    return count != segment.p_memsz ? "wrong length" : wrong != 0 ? "wrong bytes" : "right";
}

int main(void) {
    static const char *const layouts[] = {
        "whole-pages",        "mid-page",          "last-byte-of-a-page",
        "bss-goes-on",        "bss-of-one-byte",   "from-last-byte-to-first",
        "bss-of-whole-pages", "bss-alone",         "bss-shares-the-last-page",
        "many-pages",         "bss-alone-mid-page"};
    static const char *const singles[] = {"end-of-file", "read-only", "shared-page", "neighbours"};
    char name[80];
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        for (int by_kernel = 0; by_kernel < 2; by_kernel++) {
            snprintf(name, sizeof name, "elf/layout-%s-%s", layouts[i],
                     by_kernel ? "kernel" : "itself");
            printf("%s: %s\n", name, verdict(beside(name)));
        }
    }
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        snprintf(name, sizeof name, "elf/layout-%s", singles[i]);
        printf("%s: %s\n", name, verdict(beside(name)));
    }
    return 0;
}
