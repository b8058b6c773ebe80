// Segments of a program that overlap, as when a linker puts the end of one and the beginning of the
// next into one page: each is mapped over what is there, so the later one has the page, with its
// rights, and the bytes of its page of the file.
// test: core portable boots=roomy,swap,eager
#include "test.h"

// Runs the program and says what it writes: a checksum for each page, and what the bytes there are.
static void show(const char *name) {
    static uint8_t bytes[4 * PAGE];
    char path[80];
    int out;
    snprintf(path, sizeof path, "elf/overlap-%s", name);
    pid_t pid = start_program(beside(path), &out);
    size_t length = 0;
    ssize_t n;
    while (length < sizeof bytes && (n = read(out, bytes + length, sizeof bytes - length)) > 0)
        length += n;
    close(out);
    printf("%s: %s, %zu bytes\n", name, status_text(wait_for(pid)), length);
    for (size_t page = 0; page < length / PAGE; page++) {
        uint32_t sum = 0;
        for (size_t i = 0; i < PAGE; i++)
            sum = sum * 31 + bytes[page * PAGE + i];
        printf("  %08x\n", sum);
    }
}

int main(void) {
    static const char *const names[] = {"none", "one-page",  "twice",  "inside", "across",
                                        "bss",  "backwards", "hidden", "code",   "code-lost"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        show(names[i]);
    return 0;
}
