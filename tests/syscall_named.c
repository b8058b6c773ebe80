// System calls that Linux has, or once had, and Pagoda does not: ENOSYS, and the console names each
// of them once.
// test: core
// console: pid * (syscall_named): there is no system call 139 (sysfs)*
// console: pid * (syscall_named): there is no system call 156 (_sysctl)*
// console: pid * (syscall_named): there is no system call 212 (lookup_dcookie)*
// console: pid * (syscall_named): there is no system call 236 (vserver)*
// console: pid * (syscall_named): there is no system call 469 (file_setattr)*
#include "test.h"
#include <sys/syscall.h>

int main(void) {
    static const long numbers[] = {139, 156, 212, 236, 469};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (int again = 0; again < 2; again++)
            check(fails(syscall(numbers[i], 0, 0, 0, 0, 0, 0), ENOSYS));
    return 0;
}
