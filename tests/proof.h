// Proof that a program ran: a number that the program computes from its own code, as it lies in
// memory, and from what tests/init.c hands it, which is new in each boot. A kernel that only says
// "ok" can't know it. tests/proof.py computes the same from the program's file.
//
// A program that includes this writes the proof as its last line when its first process exits. It
// does so only if the environment has PROOF; what it starts itself no longer finds that there.
#pragma once
#define _GNU_SOURCE
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden"))); // from the linker

// FNV-1a of the seed's bytes, then of the code, 8 bytes at a time.
static inline uint64_t proof_for(const char *seed) {
    const uint64_t prime = 1099511628211u;
    uint64_t proof = 14695981039346656037u;
    for (; *seed != '\0'; seed++)
        proof = (proof ^ (uint8_t)*seed) * prime;
    const char *start = (const char *)&__ehdr_start;
    const Elf64_Phdr *segment = (const Elf64_Phdr *)(start + __ehdr_start.e_phoff);
    while ((segment->p_flags & PF_X) == 0)
        segment++;
    // Linkers leave the same distance between headers and code in memory as in the file.
    const uint64_t *code = (const uint64_t *)(start + segment->p_offset);
    for (size_t i = 0; i < segment->p_filesz / sizeof *code; i++)
        proof = (proof ^ code[i]) * prime;
    return proof;
}

static const char *proof_seed;
static pid_t proof_pid;

static inline void proof_write(void) {
    if (getpid() != proof_pid)
        return;
    fflush(stdout);
    dprintf(STDERR_FILENO, "\nproof %016llx\n", (unsigned long long)proof_for(proof_seed));
}

// Before the first process runs its own program anew by exec: that is to write the proof then.
static inline void proof_hand_on(void) {
    if (proof_seed != NULL)
        setenv("PROOF", proof_seed, 1);
}

__attribute__((constructor)) static inline void proof_begin(void) {
    proof_seed = getenv("PROOF");
    if (proof_seed == NULL)
        return;
    proof_pid = getpid();
    unsetenv("PROOF");
    atexit(proof_write);
}
