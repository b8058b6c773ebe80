#include <err.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "rmdir DIRECTORY...: removes empty directories\n";

int main(int argc, char *argv[]) {
    int status = 0;
    usage_option(argc, argv, "");
    if (optind == argc)
        usage_error();
    for (int i = optind; i < argc; i++) {
        if (rmdir(argv[i]) < 0) {
            warn("%s", argv[i]);
            status = 1;
        }
    }
    return status;
}
