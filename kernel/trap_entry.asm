; The way into the kernel and the way out. Exceptions, interrupts and SYSCALL each build the same
; struct trap_frame (kernel/trap.h) on the kernel stack, and IRETQ takes all of them back. SYSRET is
; faster, where it is right (may_use_sysret in kernel/syscall.c). There is one CPU, so the user's
; rsp can wait in a variable, and no SWAPGS is needed: the kernel never uses GS.

USER_SS equ 0x2b
USER_CS equ 0x33
SYSCALL_VECTOR equ 256
FRAME_REGISTERS equ 15
%assign WITH_ERROR_CODE 1 << 8 | 31 << 10 | 1 << 17 | 1 << 21 | 3 << 29 ; bit n: vector n

extern trap_dispatch, syscall_dispatch, syscall_stack

; The general registers, in the order in which they are pushed.
%define REGISTERS rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15

%macro PUSH_ALL 1-*
    %rep %0
    push %1
    %rotate 1
    %endrep
%endmacro

%macro POP_ALL 1-*                      ; the last one first
    %rep %0
    %rotate -1
    pop %1
    %endrep
%endmacro

section .text exec

; One stub a vector, 16 bytes apart: the processor doesn't say which vector it took, and pushes an
; error code only for some (Intel SDM vol. 3, table 6-1).
global trap_stubs
align 16
trap_stubs:
%assign vector 0
%rep 48
    align 16
    %if !(WITH_ERROR_CODE >> vector & 1)
    push 0
    %endif
    push vector
    jmp trap_common
    %assign vector vector + 1
%endrep

trap_common:
    PUSH_ALL REGISTERS
    push 2                              ; known flags, whatever the user's were: direction up,
    popfq                               ; no alignment check, interrupts off
    mov rdi, rsp
    mov rbp, [rsp + 8 * (FRAME_REGISTERS + 2)]
    push rbp                            ; a frame for the backtrace: the interrupted rip,
    push qword [rsp + 8 * 9]            ; … and the interrupted rbp
    mov rbp, rsp
    call trap_dispatch
    add rsp, 16
    jmp trap_return

global syscall_entry
syscall_entry:
    mov [rel user_rsp], rsp
    mov rsp, [rel syscall_stack]
    push USER_SS
    push qword [rel user_rsp]
    push r11                            ; SYSCALL left rflags there
    push USER_CS
    push rcx                            ; … and rip here
    push rax                            ; the error slot keeps the call's number
    push SYSCALL_VECTOR
    PUSH_ALL REGISTERS
    mov rdi, rsp
    xor ebp, ebp
    call syscall_dispatch
    test al, al
    jz trap_return
    POP_ALL REGISTERS                   ; r11 and rcx, too: syscall_dispatch says why that is right
    mov rsp, [rsp + 8 * 5]              ; behind vector, error, rip, cs, rflags
    o64 sysret

; Restores the user's (or the interrupted kernel code's) registers from the frame at rsp.
global trap_return
trap_return:
    POP_ALL REGISTERS
    add rsp, 16                         ; vector, error
    iretq

section .bss nobits
user_rsp: resq 1

section .note.GNU-stack noalloc noexec nowrite
