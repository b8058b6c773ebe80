; The context switch: between two calls of context_switch, one process stops and another goes on.
; What the C calling convention lets a function change needs no saving (System V x86-64 psABI,
; 3.2.1).

section .text exec

; void context_switch(uint64_t *save_rsp, uint64_t load_rsp)
global context_switch
context_switch:
    push rbp
    push rbx
    push r12
    push r13
    push r14
    push r15
    mov [rdi], rsp
    mov rsp, rsi
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbx
    pop rbp
    ret

; Where a new process begins: process_new put a function into rbx and its trap frame right above.
global process_begin
extern time_begin_program, trap_return
process_begin:
    call rbx
    call time_begin_program
    jmp trap_return

section .note.GNU-stack noalloc noexec nowrite
