; The first instructions of every program. The kernel enters at _start with rsp at argc, 16-byte
; aligned (System V ABI, AMD64 supplement, 3.4.1: "Initial Stack and Register State"):
;
;     rsp -> argc | argv[0] ... argv[argc-1] | 0 | envp[0] ... | 0 | auxiliary vector
;
; The note at the end tells Pagoda how far below rsp this program may touch its stack.

bits 64
extern program_start

section .text
global _start
_start:
    xor ebp, ebp                    ; the outermost frame: backtraces end here
    mov rdi, [rsp]
    lea rsi, [rsp + 8]
    lea rdx, [rsi + rdi * 8 + 8]    ; envp begins after argv's null pointer
    and rsp, -16                    ; in case it was not: tests/stack_args.c is to say so
    call program_start              ; calls main; never returns

; An ELF note (gABI, "Note Section"), which the linker puts into a PT_NOTE segment: owner "Pagoda",
; type 1, a 4-byte stack-growth slack. All that is linked with this file is compiled without a red
; zone, so its deepest access below rsp is that of a push: 8 bytes.
section .note.pagoda note alloc noexec nowrite align=4
    dd 7, 4, 1                      ; lengths of name and descriptor, type
    db "Pagoda", 0, 0
    dd 8

section .note.GNU-stack noalloc noexec nowrite progbits
