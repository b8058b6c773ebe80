#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "uname [-a]: prints the name of the system\n"
                     "-a: with its version and the machine\n";

int main(int argc, char *argv[]) {
    struct utsname name;
    bool all = false;
    while (usage_option(argc, argv, "a") != -1)
        all = true;
    if (uname(&name) < 0)
        err(1, "uname");
    if (all)
        printf("%s %s %s %s %s\n", name.sysname, name.nodename, name.release, name.version,
               name.machine);
    else
        puts(name.sysname);
    return 0;
}
