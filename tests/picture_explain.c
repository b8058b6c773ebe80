// explain says in sentences what page faults did, from the facts that the kernel keeps in
// /proc/faults once a 1 was written there, and only until a 0 is.
// test: boots=roomy
#include "programs.h"
#include <sys/mman.h>

enum { AT = 0x10000000, SIZE = 0x40000, FILE_AT = 0x20000000, REFUSED_AT = 0x30000000 };

static char sentences[65536]; // what explain printed, as one line

static bool explained(const char *text) {
    return strstr(sentences, text) != NULL;
}

static int explain(const char *a, const char *b, const char *c) {
    int status = run(STDOUT_FILENO, "explain", a, b, c, NULL);
    strcpy(sentences, printed);
    for (char *p = sentences; *p != '\0'; p++)
        if (*p == '\n')
            *p = ' ';
    return status;
}

static uint64_t frame_at(uintptr_t address) {
    uint64_t word = 0;
    int fd = open("/proc/self/pagemap", O_RDONLY);
    check(pread(fd, &word, 8, address / PAGE * 8) == 8);
    close(fd);
    return word & ((1ul << 55) - 1);
}

static int child_pipe[2];

static void have_faults(void) {
    int file = open(beside("picture_explain"), O_RDONLY);
    check(mmap((void *)AT, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
               -1, 0) != MAP_FAILED);
    check(mmap((void *)FILE_AT, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 2 * PAGE) !=
          MAP_FAILED);
    check(mmap((void *)REFUSED_AT, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
               0) != MAP_FAILED);
    load(AT + 1);
    store(AT + 2, 1);
    load(FILE_AT + 3);
    uint64_t frame = frame_at(AT);
    check(write(child_pipe[1], &frame, sizeof frame) == sizeof frame);
    check(read(open("/dev/zero", O_RDONLY), (void *)(AT + PAGE), 1) == 1);
    store(REFUSED_AT, 1);
}

static void record(const char *word, long result) {
    int fd = open("/proc/faults", O_WRONLY);
    check(write(fd, word, strlen(word)) == result);
    close(fd);
}

int main(void) {
    char expected[512], pid[16];
    uint64_t frame;
    check(strcmp(contents_of("/proc/faults"), "recording 0\n") == 0);
    check(fails(write(open("/proc/faults", O_WRONLY), "2", 1), EINVAL));
    check(explain(NULL, NULL, NULL) == 0 && explained("has kept no page faults so far."));
    check(strncmp(contents_of("/proc/faults"), "recording 1\nfault ", 18) == 0);

    check(pipe(child_pipe) == 0);
    pid_t child = start_in(have_faults);
    check(read(child_pipe[0], &frame, sizeof frame) == sizeof frame);
    check(WTERMSIG(wait_for(child)) == SIGSEGV);
    snprintf(pid, sizeof pid, "%d", child);
    check(explain(pid, NULL, NULL) == 0);
    snprintf(expected, sizeof expected, "ms pid %d (picture_explain) reads address 0x10000001, by ",
             child);
    check(explained(expected));
    check(explained(
        "(rw-, private) says: zeroes. The PTE was: empty. Nothing was ever written to the "
        "page, so it shares the page of zeroes. Now the PTE is: the page of zeroes, "
        "read-only, no-execute. This was a minor fault: it needed no disk, and took "));
    snprintf(
        expected, sizeof expected,
        "in picture_explain. The record 0x10000000-0x10040000 (rw-, private) says: zeroes. The "
        "PTE was: the page of zeroes, read-only, no-execute, accessed. The write gives it a "
        "frame of its own, filled with zeroes. Now the PTE is: frame %lu, writable, "
        "no-execute. This was a minor fault: it needed no disk, and took ",
        frame);
    check(explained(expected));
    check(explained("The record 0x20000000-0x20001000 (r--, private) says: all of the page, from "
                    "offset 0x2000 of picture_explain. The PTE was: empty. The frame of the page "
                    "cache is mapped; nothing is copied. Now the PTE is: frame "));
    snprintf(expected, sizeof expected,
             "ms the kernel writes to address 0x10001000 for pid %d (picture_explain), in a system "
             "call from 0x",
             child);
    check(explained(expected));
    check(explained("writes to address 0x30000000, "));
    check(explained("The access is refused: not writable. This took "));

    record("0\n", 2);
    check(strncmp(contents_of("/proc/faults"), "recording 0\n", 12) == 0);
    check(explain("-n", "1", "false") == 1 << 8);
    check(explained("At ") && strchr(sentences, '.') != NULL && explained("(false) "));
    check(strstr(strstr(sentences, "At ") + 1, " At ") == NULL); // no more than one
    check(strncmp(contents_of("/proc/faults"), "recording 0\n", 12) == 0);
    return 0;
}
