// The host's name can be set, longer and shorter, and is told in full; what is too long is refused.
// test:
#include "test.h"
#include <sys/syscall.h>
#include <sys/utsname.h>

static const char *set(const char *name) {
    static struct utsname names;
    check(syscall(SYS_sethostname, name, strlen(name)) == 0 && uname(&names) == 0);
    return names.nodename;
}

int main(void) {
    check(strcmp(set("a-rather-long-name"), "a-rather-long-name") == 0);
    check(strcmp(set("short"), "short") == 0);
    check(strcmp(contents_of("/proc/sys/kernel/hostname"), "short\n") == 0);
    check(strcmp(set("pagoda"), "pagoda") == 0);
    check(fails(syscall(SYS_sethostname, "x", -1), EINVAL));
    check(fails(syscall(SYS_sethostname, "x", 65), EINVAL));
    check(fails(syscall(SYS_sethostname, 1, 3), EFAULT));
    return 0;
}
