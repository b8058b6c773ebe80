; From GRUB to C. GRUB leaves us in 32-bit protected mode with paging off (multiboot2, section 3.3);
; the kernel is linked at -2 GiB and wants long mode. So: check loader and processor, build one small
; set of page tables, switch, and jump. What is wrong is printed on the serial port and the screen:
; a reset would explain nothing.

KERNEL_BASE     equ 0xffffffff80000000
MULTIBOOT2_MAGIC equ 0xe85250d6         ; in the header, for the loader to find
MULTIBOOT2_BOOT equ 0x36d76289          ; in eax, from a loader that speaks multiboot2

SERIAL          equ 0x3f8
VGA             equ 0xb8000

CPUID_LONG_MODE equ 1 << 29             ; leaf 80000001h, edx (Intel SDM vol. 2, CPUID)
CPUID_NX        equ 1 << 20
CR0_FLAGS       equ 1 << 31 | 1 << 18 | 1 << 16 | 1 << 5 | 1 << 1 ; PG, AM, WP, NE, MP
CR0_EM          equ 1 << 2
CR4_PAE         equ 1 << 5
MSR_EFER        equ 0xc0000080
EFER_FLAGS      equ 1 << 11 | 1 << 8 | 1 << 0 ; NXE, LME, SCE
PTE_TABLE       equ 3                   ; present, writable
PTE_LARGE       equ 0x83                ; present, writable, 2 MiB

section .multiboot2
align 8
header:
    dd MULTIBOOT2_MAGIC
    dd 0                                ; architecture: i386, protected mode
    dd header.end - header
    dd -(MULTIBOOT2_MAGIC + (header.end - header))
    dw 6, 0                             ; tag: page-align the modules
    dd 8
    dw 0, 0                             ; end tag
    dd 8
.end:

section .boot exec
bits 32
global boot_start
boot_start:
    cli
    cld
    mov esp, boot_stack.top - KERNEL_BASE
    mov esi, not_multiboot2
    cmp eax, MULTIBOOT2_BOOT
    jne die
    mov ebp, ebx                        ; cpuid overwrites ebx
    call check_processor

; The boot tables map the first GiB three times: at 0 (where we run), at the direct map and at -2
; GiB. One page directory serves all three. pagetable_init replaces them.
    mov dword [boot_pml4 - KERNEL_BASE], boot_pdpt - KERNEL_BASE + PTE_TABLE
    mov dword [boot_pml4 - KERNEL_BASE + 256 * 8], boot_pdpt - KERNEL_BASE + PTE_TABLE
    mov dword [boot_pml4 - KERNEL_BASE + 511 * 8], boot_pdpt - KERNEL_BASE + PTE_TABLE
    mov dword [boot_pdpt - KERNEL_BASE], boot_pd - KERNEL_BASE + PTE_TABLE
    mov dword [boot_pdpt - KERNEL_BASE + 510 * 8], boot_pd - KERNEL_BASE + PTE_TABLE
    mov edi, boot_pd - KERNEL_BASE
    mov eax, PTE_LARGE
.fill:
    mov [edi], eax
    add edi, 8
    add eax, 2 << 20
    cmp eax, 1 << 30
    jb .fill

; The switch, in the order of Intel SDM vol. 3, 9.8.5.
    mov eax, cr4
    or eax, CR4_PAE
    mov cr4, eax
    mov eax, boot_pml4 - KERNEL_BASE
    mov cr3, eax
    mov ecx, MSR_EFER
    rdmsr
    or eax, EFER_FLAGS
    wrmsr
    mov eax, cr0
    or eax, CR0_FLAGS
    and eax, ~CR0_EM
    mov cr0, eax
    lgdt [boot_gdt.pointer]
    jmp 8:long_mode

; Returns if the processor has long mode and no-execute pages; else prints why not, and stops.
check_processor:
    mov esi, not_64_bit
    mov eax, 0x80000000
    cpuid
    cmp eax, 0x80000001
    jb die
    mov eax, 0x80000001
    cpuid
    test edx, CPUID_LONG_MODE
    jz die
    mov esi, no_nx
    test edx, CPUID_NX
    jz die
    ret

; Prints the string at esi on both consoles and stops.
die:
    mov edi, VGA
.next:
    lodsb
    test al, al
    jz .stop
    mov ah, 0x4f                        ; white on red
    mov [edi], ax
    add edi, 2
    mov ah, al
    mov ecx, 100000                     ; a bound, in case there is no serial port
.wait:
    mov dx, SERIAL + 5                  ; line status: transmitter empty?
    in al, dx
    test al, 0x20
    loopz .wait
    mov al, ah
    mov dx, SERIAL
    out dx, al
    jmp .next
.stop:
    hlt
    jmp .stop

not_multiboot2:
    db "Pagoda: PANIC: not started by a multiboot2 loader (use GRUB's multiboot2 command)", 0
not_64_bit:
    db "Pagoda: PANIC: this machine has no 64-bit mode; Pagoda needs an x86-64 processor", 0
no_nx:
    db "Pagoda: PANIC: this processor has no no-execute pages (NX)", 0

align 8
boot_gdt:
    dq 0
    dq 0x00209a0000000000               ; 64-bit code, ring 0
.pointer:
    dw $ - boot_gdt - 1
    dd boot_gdt

bits 64
long_mode:
    xor eax, eax
    mov ds, eax
    mov es, eax
    mov ss, eax
    mov fs, eax
    mov gs, eax
    mov rsp, boot_stack.top
    mov edi, ebp                        ; kernel_main(multiboot2 information's physical address)
    xor ebp, ebp                        ; backtraces end here: no frame, and no address to return to
    push rbp
    extern kernel_main
    mov rax, kernel_main
    jmp rax

section .bss nobits
align 4096
boot_pml4:  resb 4096
boot_pdpt:  resb 4096
boot_pd:    resb 4096
boot_stack: resb 16384                  ; becomes the idle process's kernel stack
.top:

section .note.GNU-stack noalloc noexec nowrite
