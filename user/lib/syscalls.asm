; The system calls. The C calling convention passes arguments in rdi, rsi, rdx, rcx, r8, r9; the
; kernel wants them in rdi, rsi, rdx, r10, r8, r9, because the instruction SYSCALL itself overwrites
; rcx. That is the whole difference, so most calls need no C: they are one line in the table below.

bits 64
default rel
extern errno

section .text

; stub NAME, NUMBER: the C function NAME is the system call NUMBER. "$" marks a label as one, though
; it may be called like an instruction; behind "global" NASM 3 doesn't take the "$".
%macro stub 2
global %1
$%1:
    mov r10, rcx
    mov eax, %2
    syscall
    jmp result
    align 16
%endmacro

; Results from -4095 to -1 are negated error numbers.
result:
    cmp rax, -4095
    jae .error
    ret
.error:
    neg eax
    mov [errno], eax
    mov rax, -1
    ret

; long syscall(long number, ...): any system call, one place further on in every register.
global syscall
$syscall:
    mov rax, rdi
    mov rdi, rsi
    mov rsi, rdx
    mov rdx, rcx
    mov r10, r8
    mov r8, r9
    mov r9, [rsp + 8]
    syscall
    jmp result

; pid_t vfork(void): the child returns first, on its parent's stack, and would overwrite the return
; address there: keep it in rdx, which the kernel preserves.
global vfork
vfork:
    pop rdx
    mov eax, 58
    syscall
    push rdx
    jmp result

; int clone(function, stack, flags, argument, parent_tid, tls, child_tid): function and argument
; travel to the new thread on its own stack.
global clone
clone:
    and rsi, -16
    sub rsi, 16
    mov [rsi], rdi
    mov [rsi + 8], rcx
    mov edi, edx
    mov rdx, r8
    mov r10, [rsp + 8]
    mov r8, r9
    mov eax, 56
    syscall
    test eax, eax
    jnz result
    xor ebp, ebp                    ; in the child
    pop rax
    pop rdi
    call rax
    mov edi, eax
    mov eax, 60
    syscall

; Where a signal handler returns to: rt_sigreturn.
global signal_return
signal_return:
    mov eax, 15
    syscall

align 16

; open files
stub read, 0
stub write, 1
stub open, 2
stub close, 3
stub lseek, 8
stub ioctl, 16
stub pread, 17
stub pwrite, 18
stub readv, 19
stub writev, 20
stub preadv, 295
stub pwritev, 296
stub pipe, 22
stub dup, 32
stub dup2, 33
stub sendfile, 40
stub fcntl, 72
stub flock, 73
stub fsync, 74
stub fdatasync, 75
stub ftruncate, 77
stub getdents64, 217
stub openat, 257
stub fallocate, 285
stub dup3, 292
stub pipe2, 293
stub memfd_create, 319

; paths and what is behind them
stub stat, 4
stub fstat, 5
stub lstat, 6
stub access, 21
stub truncate, 76
stub chdir, 80
stub fchdir, 81
stub rename, 82
stub mkdir, 83
stub rmdir, 84
stub creat, 85
stub link, 86
stub unlink, 87
stub symlink, 88
stub readlink, 89
stub chmod, 90
stub fchmod, 91
stub chown, 92
stub fchown, 93
stub lchown, 94
stub umask, 95
stub mknod, 133
stub statfs, 137
stub fstatfs, 138
stub chroot, 161
stub sync, 162
stub mount, 165
stub umount2, 166
stub swapon, 167
stub swapoff, 168
stub mkdirat, 258
stub mknodat, 259
stub fstatat, 262
stub unlinkat, 263
stub linkat, 265
stub symlinkat, 266
stub readlinkat, 267
stub fchmodat, 268
stub faccessat, 269
stub utimensat, 280

; memory
stub mmap, 9
stub mprotect, 10
stub munmap, 11
stub mremap, 25
stub msync, 26
stub mincore, 27
stub madvise, 28
stub mlock, 149
stub mlock2, 325
stub munlock, 150
stub mlockall, 151
stub munlockall, 152

; processes
stub sched_yield, 24
stub getpid, 39
stub fork, 57
stub execve, 59
stub wait4, 61
stub kill, 62
stub uname, 63
stub getrlimit, 97
stub getrusage, 98
stub sysinfo, 99
stub getuid, 102
stub getgid, 104
stub setuid, 105
stub setgid, 106
stub geteuid, 107
stub getegid, 108
stub setpgid, 109
stub getppid, 110
stub getpgrp, 111
stub setsid, 112
stub getgroups, 115
stub getpgid, 121
stub getsid, 124
stub sigaltstack, 131
stub setpriority, 141
stub prctl, 157
stub arch_prctl, 158
stub setrlimit, 160
stub gettid, 186
stub _exit, 231
stub tgkill, 234
stub prlimit, 302
stub getrandom, 318

; time
stub poll, 7
stub select, 23
stub pause, 34
stub nanosleep, 35
stub getitimer, 36
stub alarm, 37
stub setitimer, 38
stub gettimeofday, 96
stub times, 100
stub time, 201
stub clock_settime, 227
stub clock_gettime, 228
stub clock_getres, 229

section .note.GNU-stack noalloc noexec nowrite progbits
