#include <usage.h>

const char usage[] = "true: does nothing, and reports success\n";

int main(int argc, char *argv[]) {
    usage_help(argc, argv);
    return 0;
}
