#include <usage.h>

const char usage[] = "false: does nothing, and reports failure\n";

int main(int argc, char *argv[]) {
    usage_help(argc, argv);
    return 1;
}
