; Non-local jumps: setjmp keeps what the ABI says a function must preserve (rbx, rbp, r12-r15), the
; stack pointer its caller will have, and where to return to; longjmp returns there once more.
; The structure is jmp_buf in <setjmp.h>.

bits 64

section .text

; int sigsetjmp(place, save_mask)
global sigsetjmp
sigsetjmp:
    mov [rdi + 64], rsi
    test esi, esi
    jz setjmp
    push rdi
    lea rdx, [rdi + 72]
    xor edi, edi                    ; rt_sigprocmask(SIG_BLOCK, NULL, &place->mask, 8)
    xor esi, esi
    mov r10d, 8
    mov eax, 14
    syscall
    pop rdi

; int setjmp(place)
global setjmp
setjmp:
    mov [rdi], rbx
    mov [rdi + 8], rbp
    mov [rdi + 16], r12
    mov [rdi + 24], r13
    mov [rdi + 32], r14
    mov [rdi + 40], r15
    lea rdx, [rsp + 8]
    mov [rdi + 48], rdx
    mov rdx, [rsp]
    mov [rdi + 56], rdx
    xor eax, eax
    ret

; void longjmp(place, value): setjmp must not seem to return 0 again.
global longjmp
longjmp:
    mov eax, esi
    test eax, eax
    jnz .restore
    inc eax
.restore:
    mov rbx, [rdi]
    mov rbp, [rdi + 8]
    mov r12, [rdi + 16]
    mov r13, [rdi + 24]
    mov r14, [rdi + 32]
    mov r15, [rdi + 40]
    mov rsp, [rdi + 48]
    jmp [rdi + 56]

section .note.GNU-stack noalloc noexec nowrite progbits
